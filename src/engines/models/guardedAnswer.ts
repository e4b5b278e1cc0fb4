/** An answer that broke off, or that the endpoint itself called failed in the middle of it. */
export class BrokenAnswerError extends Error {
  readonly reason: 'cut' | 'failed';
  /** As the endpoint names it; empty when it does not. */
  readonly code: string;

  constructor(reason: BrokenAnswerError['reason'], message: string, code = '') {
    super(message);
    this.reason = reason;
    this.code = code;
  }
}

/** What an endpoint says an answer has used. */
export interface AnswerUsage {
  /** As the endpoint names the model that answered; empty when it does not. */
  readonly model: string;
  readonly tokensIn: number;
  /** Of these, those it had in its cache. */
  readonly tokensCachedIn: number;
  /** The endpoint tells what it had in its cache, be it nothing. */
  readonly tellsCache?: true;
  readonly tokensOut: number;
  readonly tokensReasoning: number;
}

export interface AnswerWatcher {
  /** Once, at the end of an answer; undefined when the endpoint told nothing. */
  onUsage(usage: AnswerUsage | undefined): void;
  /** A text without what must not be told. */
  scrub(text: string): string;
}

/**
 * The answer with its bytes watched on their way: usage is counted, and a stream that ends without its last event
 * fails instead of passing for a short answer.
 */
export function guardedAnswer(answer: Response, watcher: AnswerWatcher): Response {
  const isStream = answer.headers.get('content-type')?.includes('text/event-stream') ?? false;
  if (!answer.body) return answer;
  const body = answer.body.pipeThrough(isStream ? streamWatch(watcher) : wholeWatch(watcher));
  const headers = new Headers(answer.headers);
  headers.delete('content-encoding');
  headers.delete('content-length');
  return new Response(body, { status: answer.status, statusText: answer.statusText, headers });
}

const END = /^data:\s*\[DONE\]|"finish_reason"\s*:\s*"|"type"\s*:\s*"response\.(?:completed|incomplete)"/u;
const FAILED = /"type"\s*:\s*"(?:response\.failed|error)"/u;
const USAGE = /"usage"\s*:\s*\{/u;

function streamWatch(watcher: AnswerWatcher): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  let rest = '';
  let hasEnded = false;
  let usage: AnswerUsage | undefined;
  const look = (line: string): void => {
    if (END.test(line)) hasEnded = true;
    if (USAGE.test(line)) usage = usageIn(line.replace(/^data:\s*/u, '')) ?? usage;
    if (!FAILED.test(line)) return;
    const failed = failureOf(line.replace(/^data:\s*/u, ''), watcher);
    if (failed) throw failed;
  };
  return new TransformStream({
    transform(chunk, controller) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r/u);
      rest = lines.pop() ?? '';
      for (const line of lines) look(line);
      controller.enqueue(chunk);
    },
    flush() {
      look(rest + decoder.decode());
      watcher.onUsage(usage);
      if (!hasEnded) throw new BrokenAnswerError('cut', 'The answer broke off before its end.');
    },
  });
}

/** Longer answers than this are counted by nobody. */
const WHOLE_CHARACTERS_MAX = 4_000_000;

function wholeWatch(watcher: AnswerWatcher): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  let text = '';
  return new TransformStream({
    transform(chunk, controller) {
      if (text.length < WHOLE_CHARACTERS_MAX) text += decoder.decode(chunk, { stream: true });
      controller.enqueue(chunk);
    },
    flush() {
      const usage = usageIn(text);
      // Lists of models and the like use nothing.
      if (usage) watcher.onUsage(usage);
    },
  });
}

function usageIn(text: string): AnswerUsage | undefined {
  const data = parsed(text);
  const answer = record(data?.response) ?? data;
  const usage = record(answer?.usage);
  if (!answer || !usage) return undefined;
  const tokensIn = numberOf(usage.prompt_tokens ?? usage.input_tokens);
  const tokensOut = numberOf(usage.completion_tokens ?? usage.output_tokens);
  if (tokensIn + tokensOut === 0) return undefined;
  const detailsIn = record(usage.prompt_tokens_details ?? usage.input_tokens_details);
  const detailsOut = record(usage.completion_tokens_details ?? usage.output_tokens_details);
  return {
    model: typeof answer.model === 'string' ? answer.model : '',
    tokensIn,
    tokensCachedIn: numberOf(detailsIn?.cached_tokens),
    ...(typeof detailsIn?.cached_tokens === 'number' && { tellsCache: true as const }),
    tokensOut,
    tokensReasoning: numberOf(detailsOut?.reasoning_tokens),
  };
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}

function failureOf(text: string, { scrub }: AnswerWatcher): BrokenAnswerError | undefined {
  const data = parsed(text);
  if (data?.type !== 'response.failed' && data?.type !== 'error') return undefined;
  const error = record(data.error) ?? record(record(data.response)?.error) ?? data;
  const message = typeof error.message === 'string' ? error.message : 'The endpoint gave up on the answer.';
  return new BrokenAnswerError('failed', scrub(message), typeof error.code === 'string' ? error.code : '');
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return record(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  // SAFETY: an object that is not null has fields by name.
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
