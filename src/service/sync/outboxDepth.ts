import type { ServiceContext } from '../serviceContext.ts';

const depths = new WeakMap<ServiceContext, number>();

/** Remembers how many writes wait to be brought to the team's store; undefined once nothing is kept in step. */
export function noteOutbox(context: ServiceContext, waiting: number | undefined): void {
  if (waiting === undefined) depths.delete(context);
  else depths.set(context, waiting);
}

/** As it was told last; undefined where nothing is kept in step. */
export function outboxDepth(context: ServiceContext): number | undefined {
  return depths.get(context);
}
