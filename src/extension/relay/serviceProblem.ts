import type { PanelProblem } from '../../protocol/panel.ts';

/** A request that the service or the store refused, with what the caller can act on. */
export class ServiceProblem extends Error {
  /** As the store's error codes; `unavailable` when nothing answered. */
  readonly code: string;
  /** Path into the request. */
  readonly field: string | undefined;
  /** For a conflict: the row that is stored. */
  readonly current: unknown;

  constructor(
    problem: PanelProblem & { readonly field?: string | undefined; readonly current?: unknown },
    options?: ErrorOptions,
  ) {
    super(problem.message, options);
    this.code = problem.code;
    this.field = problem.field;
    this.current = problem.current;
  }
}

/** Anything thrown, as a view shows it. */
export function problemOf(error: unknown): PanelProblem {
  if (error instanceof ServiceProblem) return { code: error.code, message: error.message };
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

export function isAborted(error: unknown): boolean {
  return error instanceof ServiceProblem && error.code === 'cancelled';
}
