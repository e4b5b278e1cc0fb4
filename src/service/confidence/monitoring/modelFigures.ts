import { Counter, Histogram, type Registry } from 'prom-client';
import type { MeasuredRequest } from '../performance/performanceLedger.ts';

const MODEL_BUCKETS = [0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** What requests to models took, and the tokens that endpoints told of. */
export function modelFigures(registers: Registry[]): (request: MeasuredRequest) => void {
  const requests = new Counter({
    name: 'fixward_model_requests_total',
    help: 'Requests to models, by outcome.',
    labelNames: ['outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'fixward_model_request_duration_seconds',
    help: 'Requests to models, until the last byte of the answer.',
    labelNames: ['outcome'],
    buckets: MODEL_BUCKETS,
    registers,
  });
  const tokens = new Counter({
    name: 'fixward_model_tokens_total',
    help: 'Tokens as endpoints reported them.',
    labelNames: ['direction'],
    registers,
  });
  const cached = new Counter({
    name: 'fixward_model_cached_tokens_total',
    help: 'Tokens sent to models that the endpoint had in its cache; they are among those counted as in.',
    registers,
  });
  return ({ ms, failed, tokensIn, tokensOut, cacheHitRate }) => {
    const outcome = failed ? 'error' : 'ok';
    requests.inc({ outcome });
    seconds.observe({ outcome }, ms / 1000);
    if (tokensIn !== undefined) tokens.inc({ direction: 'in' }, tokensIn);
    if (tokensIn !== undefined && cacheHitRate !== undefined) cached.inc(Math.round(tokensIn * cacheHitRate));
    if (tokensOut !== undefined) tokens.inc({ direction: 'out' }, tokensOut);
  };
}
