import { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import { BrokenAnswerError } from '../../engines/models/guardedAnswer.ts';
import { KeySourceError } from '../../engines/models/keySource.ts';
import type { EngineFailureCode } from '../consultantEngine.ts';
import { EditorModelError } from './modelSources.ts';

/** Why a model gave no answer, in one line for the user. */
export class ModelFailure extends Error {
  readonly code: EngineFailureCode;

  constructor(code: EngineFailureCode, message: string) {
    super(message);
    this.name = 'ModelFailure';
    this.code = code;
  }
}

const CAUSES_MAX = 6;
/** What libraries add for developers is of no use to who reads it here. */
const TROUBLESHOOTING = /\s*Troubleshooting URL:\s*\S+\s*/gu;
const STATUS_IN_FRONT = /^\d{3} /u;

/** Whatever was thrown on the way to a model, as one of the known kinds. */
export function modelFailure(error: unknown, provider: string, signal?: AbortSignal): ModelFailure {
  const causes = causesOf(error);
  const known = causes.find((cause) => cause instanceof ModelFailure);
  if (known) return known;
  if (signal?.aborted || causes.some(isAbort)) return new ModelFailure('cancelled', 'Cancelled.');
  for (const cause of causes) {
    const failure = ofOwnKind(cause, provider) ?? ofStatus(cause, provider);
    if (failure) return failure;
  }
  for (const cause of causes) {
    const failure = ofConnection(cause, provider);
    if (failure) return failure;
  }
  if (causes.some(isUnreached)) return new ModelFailure('unreachable', `${provider} could not be reached.`);
  // An error that an endpoint sent in the middle of a stream has no status.
  if (causes.some((cause) => cause instanceof APIError && cause.status === undefined)) {
    return new ModelFailure('stream_cut', plainLine(causes[0], provider));
  }
  return new ModelFailure('internal', plainLine(causes[0], provider));
}

function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = [];
  for (let cause = error; cause !== undefined && causes.length < CAUSES_MAX; cause = causeOf(cause)) {
    causes.push(cause);
  }
  return causes;
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? (error.cause ?? undefined) : undefined;
}

function isAbort(error: unknown): boolean {
  return (
    error instanceof APIUserAbortError ||
    (error instanceof Error && /^(?:AbortError|ModelAbortError)$/u.test(error.name))
  );
}

function isUnreached(error: unknown): boolean {
  return (
    error instanceof APIConnectionError ||
    (error instanceof Error && (error.name === 'TimeoutError' || error.message === 'fetch failed'))
  );
}

function ofOwnKind(error: unknown, provider: string): ModelFailure | undefined {
  if (error instanceof KeySourceError) {
    const code = error.reason === 'unreachable' ? 'unreachable' : 'unauthorised';
    return new ModelFailure(code, error.message);
  }
  if (error instanceof EditorModelError) return ofEditor(error);
  if (!(error instanceof BrokenAnswerError)) return undefined;
  if (error.reason === 'cut') return new ModelFailure('stream_cut', `${provider}: ${error.message}`);
  return (
    ofCode(error.code, plainLine(error, provider)) ??
    new ModelFailure('stream_cut', plainLine(error, provider))
  );
}

const EDITOR_CODES: Readonly<Record<string, EngineFailureCode>> = {
  no_permission: 'unauthorised',
  blocked: 'quota',
  not_found: 'no_model',
  gone: 'unreachable',
  cancelled: 'cancelled',
  context_overflow: 'context_overflow',
  refused: 'refused_by_model',
};

function ofEditor({ code, message }: EditorModelError): ModelFailure {
  return new ModelFailure(
    Object.hasOwn(EDITOR_CODES, code) ? (EDITOR_CODES[code] ?? 'internal') : 'internal',
    message,
  );
}

/** The line is for the user, the provider in front. */
function ofCode(code: string, line: string): ModelFailure | undefined {
  if (code === 'context_length_exceeded') return new ModelFailure('context_overflow', line);
  if (code === 'model_not_found') return new ModelFailure('no_model', line);
  if (code === 'invalid_api_key') return new ModelFailure('unauthorised', line);
  if (code === 'insufficient_quota') return new ModelFailure('quota', line);
  if (code === 'rate_limit_exceeded') return new ModelFailure('rate_limited', line);
  if (/content_(?:filter|policy)/u.test(code)) return new ModelFailure('refused_by_model', line);
  return undefined;
}

const OVERFLOW =
  /context_length_exceeded|maximum context length|context window|prompt is too long|input is too long/iu;

function ofStatus(error: unknown, provider: string): ModelFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  const status = 'status' in error && typeof error.status === 'number' ? error.status : undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const line = plainLine(error, provider);
  if (error.name === 'ContextOverflowError' || OVERFLOW.test(`${code} ${error.message}`))
    return overflow(provider);
  if (error instanceof SyntaxError) {
    return new ModelFailure('bad_output', `${provider} sent something that is no JSON.`);
  }
  const coded = ofCode(code, line);
  if (coded) return coded;
  if (status === undefined) return undefined;
  if (status === 401 || status === 403) return new ModelFailure('unauthorised', line);
  if (status === 402) return new ModelFailure('quota', line);
  if (status === 404) return new ModelFailure('no_model', line);
  if (status === 429) return new ModelFailure('rate_limited', line);
  if (status === 413) return overflow(provider);
  if (status >= 500) return new ModelFailure('unreachable', line);
  return new ModelFailure('internal', line);
}

const CUT_CODES = /^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_BODY_TIMEOUT)$/u;
const UNREACHED_CODES =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|CERT_|DEPTH_ZERO|UND_ERR_(?:CONNECT|HEADERS)_TIMEOUT)/u;

function ofConnection(error: unknown, provider: string): ModelFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (UNREACHED_CODES.test(code)) {
    return new ModelFailure('unreachable', `${provider} could not be reached (${code}).`);
  }
  if (CUT_CODES.test(code) || error.message === 'terminated') {
    return new ModelFailure('stream_cut', `${provider}: the connection broke off.`);
  }
  return undefined;
}

function overflow(provider: string): ModelFailure {
  return new ModelFailure(
    'context_overflow',
    `The conversation is longer than the model at ${provider} can read.`,
  );
}

function plainLine(error: unknown, provider: string): string {
  // What the key ring says names the provider itself.
  if (error instanceof Error && 'type' in error && error.type === 'keys_spent') return plainText(error);
  return `${provider}: ${plainText(error)}`;
}

function plainText(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(TROUBLESHOOTING, ' ').replace(STATUS_IN_FRONT, '').replace(/\s+/gu, ' ').trim();
}
