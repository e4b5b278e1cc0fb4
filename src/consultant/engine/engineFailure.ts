import type { EngineFailureCode } from '../consultantEngine.ts';

/** Ends a run with a code that callers can act on. */
export class EngineFailure extends Error {
  readonly code: EngineFailureCode;

  constructor(code: EngineFailureCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'EngineFailure';
    this.code = code;
  }
}

const CODES: readonly EngineFailureCode[] = [
  'no_model',
  'unauthorised',
  'quota',
  'rate_limited',
  'refused_by_model',
  'context_overflow',
  'bad_output',
  'stream_cut',
  'unreachable',
  'budget',
  'cancelled',
  'internal',
];

/** Layers of libraries wrap what was thrown; more than these are a loop. */
const DEPTH_MAX = 8;

/** Finds the code in an error of ours, or in what an endpoint or its client said, however deep it is wrapped. */
export function failureOf(error: unknown, signal?: AbortSignal): EngineFailure {
  if (signal?.aborted) return new EngineFailure('cancelled', 'Cancelled.', error);
  let outermost: string | undefined;
  let layer: unknown = error;
  for (let depth = 0; depth < DEPTH_MAX && layer !== undefined && layer !== null; depth++) {
    if (layer instanceof EngineFailure) return layer;
    const known = codeOf(layer);
    const message = messageOf(layer);
    outermost ??= message;
    if (known !== undefined) return new EngineFailure(known, message ?? 'The model failed.', error);
    layer = typeof layer === 'object' && 'cause' in layer ? layer.cause : undefined;
  }
  return new EngineFailure('internal', outermost ?? 'Something failed inside.', error);
}

export function isContextOverflow(error: unknown): boolean {
  return failureOf(error).code === 'context_overflow';
}

function codeOf(layer: unknown): EngineFailureCode | undefined {
  if (typeof layer !== 'object' || layer === null) return undefined;
  const code = 'code' in layer ? layer.code : undefined;
  const ours = CODES.find((name) => name === code);
  if (ours) return ours;
  const status = 'status' in layer && typeof layer.status === 'number' ? layer.status : undefined;
  const message = messageOf(layer) ?? '';
  if (code === 'context_length_exceeded' || /context (?:length|window)|maximum context/iu.test(message)) {
    return 'context_overflow';
  }
  if (code === 'insufficient_quota') return 'quota';
  if (status === 401 || status === 403) return 'unauthorised';
  if (status === 429) return 'rate_limited';
  if (code === 'content_filter') return 'refused_by_model';
  const name = 'name' in layer && typeof layer.name === 'string' ? layer.name : '';
  if (name === 'ContextOverflowError') return 'context_overflow';
  if (
    name === 'APIConnectionError' ||
    message === 'Connection error.' ||
    code === 'ECONNREFUSED' ||
    code === 'ENOTFOUND'
  )
    return 'unreachable';
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || message === 'terminated') return 'stream_cut';
  if (name === 'GraphRecursionError') return 'budget';
  return undefined;
}

function messageOf(layer: unknown): string | undefined {
  return typeof layer === 'object' &&
    layer !== null &&
    'message' in layer &&
    typeof layer.message === 'string'
    ? layer.message
    : undefined;
}
