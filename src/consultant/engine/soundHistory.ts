import { createPatchToolCallsMiddleware } from 'deepagents';
import type { AgentMiddleware } from 'langchain';

/** Calls without results and results without calls, as a cancelled turn leaves them, are put right before each call. */
export function soundHistoryMiddleware(): AgentMiddleware {
  return withoutFirstStep(createPatchToolCallsMiddleware());
}

/**
 * Without what it does once before the first call: each such step is a step of the graph with a checkpoint of its own,
 * for work that is done before every call as well or not needed here.
 */
export function withoutFirstStep<Middleware extends { readonly beforeAgent?: unknown }>(
  middleware: Middleware,
): Omit<Middleware, 'beforeAgent'> {
  const { beforeAgent: _left, ...rest } = middleware;
  return rest;
}
