import { z } from 'zod';
import type { StoreAnswer, StoreError } from '../store.ts';

/** What the store's sync functions answer, as far as this program reads it; the rest is passed on untouched. */

const fields = z.record(z.string(), z.unknown());

export const takenSchema = z.object({
  client_id: z.uuid(),
  ops: z.array(
    z.looseObject({
      client_seq: z.number(),
      write_id: z.uuid(),
      table: z.string(),
      id: z.string(),
      kind: z.string(),
      fields,
    }),
  ),
});
export type SyncOp = z.infer<typeof takenSchema>['ops'][number];

export const pushedSchema = z.object({
  results: z.array(
    z.looseObject({ client_seq: z.number(), write_id: z.uuid().nullish(), status: z.string() }),
  ),
});
export type PushResult = z.infer<typeof pushedSchema>['results'][number];

export const settledSchema = z.object({ settled: z.number(), rejected: z.number(), waiting: z.number() });

export const pulledSchema = z.object({
  changes: z.array(z.looseObject({ table: z.string(), id: z.string() })),
  cursor: z.string().nullish(),
  more: z.boolean().optional(),
});

export const appliedSchema = z.object({ applied: z.number(), held: z.number() });

export const refreshSchema = z.object({ rows: z.array(z.object({ table: z.string(), id: z.string() })) });

export const stateSchema = z.object({
  client_id: z.uuid().nullish(),
  workspaces: z.array(
    z.object({
      workspace_id: z.uuid(),
      name: z.string(),
      enabled: z.boolean(),
      url: z.string(),
      publishable_key: z.string(),
      remote_user_id: z.uuid(),
      cursor: z.string().optional(),
      caught_up: z.boolean(),
      last_push_at: z.string().optional(),
      last_pull_at: z.string().optional(),
      waiting: z.number(),
      rejected: z.number(),
      held: z.number(),
    }),
  ),
});
export type SyncedWorkspace = z.infer<typeof stateSchema>['workspaces'][number];

/** A failure of either store that ends a round. */
export class SyncFailure extends Error {
  readonly error: StoreError;
  readonly side: 'local' | 'shared';

  constructor(side: 'local' | 'shared', error: StoreError) {
    super(error.message);
    this.name = 'SyncFailure';
    this.side = side;
    this.error = error;
  }
}

/** @throws SyncFailure when the answer is a failure, or of another shape than this version reads */
export function answered<Data>(
  side: 'local' | 'shared',
  name: string,
  answer: StoreAnswer,
  schema: z.ZodType<Data>,
): Data {
  if (!answer.ok) throw new SyncFailure(side, answer.error);
  const parsed = schema.safeParse(answer.data);
  if (parsed.success) return parsed.data;
  const place = parsed.error.issues[0];
  throw new SyncFailure(side, {
    code: 'incompatible',
    message: `${name} answered in a way this version of Fixward does not read (${place?.path.join('.') ?? ''}: ${place?.message ?? ''}).`,
  });
}
