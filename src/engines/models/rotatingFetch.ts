import { setTimeout as wait } from 'node:timers/promises';
import { type EndpointError, readEndpointError } from '../../core/models/answerFailure.ts';
import { estimateTokens } from '../../core/models/estimateTokens.ts';
import type { KeyTrouble } from '../../core/models/keyRing.ts';
import { type AnswerUsage, type AnswerWatcher, guardedAnswer } from './guardedAnswer.ts';
import type { HeldKey } from './keyHolder.ts';
import type { KeySource } from './keySource.ts';

/** What a caller may want to know of a request on its way. */
export interface FetchListener {
  /** One line for the user; never a key. */
  readonly onNotice?: (level: 'info' | 'warning', text: string) => void;
  /** What the answer used, once it is known. */
  readonly onAnswerUsage?: (usage: KeyUsage) => void;
}

/** `fetch` for one endpoint that goes on with the next key when one fails. */
export type EndpointFetch = (
  input: string | URL | Request,
  init?: RequestInit,
  listener?: FetchListener,
) => Promise<Response>;

export interface RotatingFetchOptions {
  readonly provider: string;
  readonly keys: KeySource;
  readonly fetch?: typeof fetch;
  readonly pause?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** The state of a key has changed. */
  readonly onChange?: () => void;
  readonly onUsage?: (usage: KeyUsage) => void;
}

/** What one answer has used, and by which key. */
export interface KeyUsage extends AnswerUsage {
  /** Empty where there is no key. */
  readonly keyLabel: string;
  readonly method: 'reported' | 'estimated';
}

/** When every key cools down, a call waits this long for the first one; longer pauses are told at once. */
const WAIT_MS_MAX = 10_000;
const WAITS_MAX = 2;
/** A server that stumbled is asked once more. */
const STUMBLE_PAUSE_MS = 400;

/**
 * Sends each request with the key that rested longest and, while nothing of an answer was read, goes on with the
 * next one after a rate limit, a spent quota or a refused key. Answers 429 of its own making when no key is left.
 */
export function rotatingFetch(options: RotatingFetchOptions): EndpointFetch {
  const { holder } = options.keys;
  return async (input, init = {}, listener = {}) => {
    const signal = init.signal ?? undefined;
    await options.keys.ready(signal);
    if (holder.size === 0) return sendKeyless(options, input, init, listener);
    const send = options.fetch ?? fetch;
    const call: Call = { options, send, input, init, signal, listener, tried: new Set(), waits: 0 };
    for (;;) {
      const key = await nextKey(call);
      if (!key) return call.denied ?? spentAnswer(options);
      const answer = await sendWith(call, key);
      options.onChange?.();
      if (answer) return answer;
    }
  };
}

interface Call {
  readonly options: RotatingFetchOptions;
  readonly send: typeof fetch;
  readonly input: string | URL | Request;
  readonly init: RequestInit;
  readonly signal: AbortSignal | undefined;
  readonly listener: FetchListener;
  readonly tried: Set<string>;
  waits: number;
  hasRenewed?: boolean;
  hasStumbled?: boolean;
  /** The endpoint's own word, where no key may use the model. */
  denied?: Response;
  /** What happened to the key before, for the notice. */
  before?: { readonly label: string; readonly why: string };
}

async function nextKey(call: Call): Promise<HeldKey | undefined> {
  const { options, tried, listener, before } = call;
  const { holder } = options.keys;
  const key = holder.take(tried);
  if (key) {
    if (before && before.label !== key.label) {
      listener.onNotice?.(
        'info',
        `The key “${before.label}” for ${options.provider} ${before.why}; going on with “${key.label}”.`,
      );
    }
    tried.add(key.id);
    return key;
  }
  const hasRefused = holder.status().some(({ state }) => state === 'refused');
  if (hasRefused && !call.hasRenewed && options.keys.renew) {
    call.hasRenewed = true;
    if (await options.keys.renew(call.signal)) {
      tried.clear();
      return nextKey(call);
    }
  }
  const waitMs = holder.waitMs();
  if (waitMs === undefined || waitMs > WAIT_MS_MAX || call.waits >= WAITS_MAX) return undefined;
  call.waits += 1;
  tried.clear();
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  listener.onNotice?.('info', `${options.provider} asks to slow down; waiting ${seconds} s.`);
  await (options.pause ?? abortablePause)(waitMs, call.signal);
  return nextKey(call);
}

/** What is no header would be repeated in the error about it. */
const SENDABLE = /^[\u0021-\u007e]+$/u;

/** Undefined when the key failed and another one is to be tried. */
async function sendWith(call: Call, key: HeldKey): Promise<Response | undefined> {
  const { holder } = call.options.keys;
  if (!SENDABLE.test(key.key)) {
    holder.trouble(key.id, { kind: 'refused' });
    call.before = { label: key.label, why: 'holds characters that no key has' };
    return undefined;
  }
  const headers = new Headers(call.init.headers);
  headers.set('authorization', `Bearer ${key.key}`);
  let answer: Response;
  try {
    answer = await call.send(call.input, { ...call.init, headers });
  } catch (error) {
    if (call.hasStumbled || call.signal?.aborted) throw error;
    return stumbled(call, key);
  }
  if (answer.ok) return guardedAnswer(answer, watcherOf(call.options, call.init, call.listener, key));
  const text = await answer.text();
  const error = readEndpointError(text);
  const trouble = troubleOf(answer, error);
  if (trouble) {
    holder.trouble(key.id, trouble);
    call.before = { label: key.label, why: WHY[trouble.kind] };
    return undefined;
  }
  if (answer.status >= 500 && !call.hasStumbled) return stumbled(call, key);
  const plain = new Response(holder.scrub(text), {
    status: answer.status,
    headers: plainHeaders(answer.headers),
  });
  if (answer.status !== 403 || error.code !== 'model_not_found') return plain;
  call.denied = plain;
  call.before = { label: key.label, why: 'may not use this model' };
  return undefined;
}

async function stumbled(call: Call, key: HeldKey): Promise<undefined> {
  call.hasStumbled = true;
  await (call.options.pause ?? abortablePause)(STUMBLE_PAUSE_MS, call.signal);
  call.tried.delete(key.id);
  return undefined;
}

const WHY: Readonly<Record<KeyTrouble['kind'], string>> = {
  rate_limited: 'is rate limited',
  quota: 'has spent its quota',
  refused: 'was refused',
};

function troubleOf(answer: Response, error: EndpointError): KeyTrouble | undefined {
  const { status, headers } = answer;
  if (status === 401) return { kind: 'refused' };
  if (status === 403) return isAboutRequest(error) ? undefined : { kind: 'refused' };
  if (status === 402) return { kind: 'quota' };
  if (status !== 429) return undefined;
  if (error.code === 'insufficient_quota' || error.type === 'insufficient_quota') return { kind: 'quota' };
  const retryAfterMs = retryAfter(headers);
  return { kind: 'rate_limited', ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** A key without access to one model, or to log probabilities of one, is good for other requests. */
function isAboutRequest({ code, type }: EndpointError): boolean {
  return code === 'model_not_found' || (type === 'invalid_request_error' && code !== 'invalid_api_key');
}

/** Seconds, a date, or milliseconds in a header of its own. */
function retryAfter(headers: Headers): number | undefined {
  const ms = Number(headers.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(ms) && ms >= 0) return ms;
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function spentAnswer({ keys }: RotatingFetchOptions): Response {
  const states = keys.holder.status().map(({ state }) => state);
  const isRefused = states.every((state) => state === 'refused');
  const isSpent = states.every((state) => state === 'refused' || state === 'spent');
  const code = isRefused ? 'invalid_api_key' : isSpent ? 'insufficient_quota' : 'rate_limit_exceeded';
  const error = { message: keys.holder.spentMessage(), type: 'keys_spent', code, param: null };
  return new Response(JSON.stringify({ error }), {
    status: isRefused ? 401 : 429,
    headers: { 'content-type': 'application/json', 'x-should-retry': 'false' },
  });
}

async function sendKeyless(
  options: RotatingFetchOptions,
  input: string | URL | Request,
  init: RequestInit,
  listener: FetchListener,
): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.delete('authorization');
  const answer = await (options.fetch ?? fetch)(input, { ...init, headers });
  return answer.ok ? guardedAnswer(answer, watcherOf(options, init, listener)) : answer;
}

function watcherOf(
  options: RotatingFetchOptions,
  { body, signal }: RequestInit,
  listener: FetchListener,
  key?: HeldKey,
): AnswerWatcher {
  const { holder } = options.keys;
  const sent = typeof body === 'string' ? body : '';
  let isCounted = false;
  const onUsage = (reported: AnswerUsage | undefined): void => {
    if (isCounted) return;
    isCounted = true;
    signal?.removeEventListener('abort', givenUp);
    const usage = reported ?? { ...NO_USAGE, tokensIn: estimateTokens(sent) };
    if (key) holder.used(key.id, usage.tokensIn, usage.tokensOut);
    const told: KeyUsage = {
      ...usage,
      model: usage.model || modelOf(sent),
      keyLabel: key?.label ?? '',
      method: reported ? 'reported' : 'estimated',
    };
    options.onUsage?.(told);
    listener.onAnswerUsage?.(told);
    options.onChange?.();
  };
  const givenUp = (): void => onUsage(undefined);
  // What was asked is paid for, listened to or not.
  if (sent !== '') signal?.addEventListener('abort', givenUp, { once: true });
  return { scrub: (text) => holder.scrub(text), onUsage };
}

const NO_USAGE: AnswerUsage = {
  model: '',
  tokensIn: 0,
  tokensCachedIn: 0,
  tokensOut: 0,
  tokensReasoning: 0,
};

function modelOf(body: string): string {
  return /"model"\s*:\s*"([^"]{1,200})"/u.exec(body)?.[1] ?? 'unknown';
}

/** The body was read and is sent on as plain text; what described its packing goes. */
function plainHeaders(headers: Headers): Headers {
  const plain = new Headers(headers);
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding', 'set-cookie'])
    plain.delete(name);
  plain.set('x-should-retry', 'false');
  return plain;
}

async function abortablePause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await wait(ms, undefined, signal === undefined ? {} : { signal });
}
