import { createMiddleware } from 'langchain';
import { EngineFailure } from './engineFailure.ts';
import type { RunContext } from './runContext.ts';

/** Stops a run before a call of a model that its limits do not allow; every agent of the run counts on one meter. */
export function limitsMiddleware(run: RunContext) {
  return createMiddleware({
    name: 'fixwardLimits',
    wrapModelCall: (request, handler) => {
      run.signal.throwIfAborted();
      const problem = run.meter.beginCall();
      if (problem !== undefined) throw new EngineFailure('budget', problem);
      return handler(request);
    },
  });
}
