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

export interface AnswerWatcher {
  onUsage(tokensIn: number, tokensOut: number): void;
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
  const look = (line: string): void => {
    if (END.test(line)) hasEnded = true;
    if (USAGE.test(line)) countUsage(line.replace(/^data:\s*/u, ''), watcher);
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
      countUsage(text, watcher);
    },
  });
}

function countUsage(text: string, watcher: AnswerWatcher): void {
  const data = parsed(text);
  const usage = record(data?.usage) ?? record(record(data?.response)?.usage);
  if (!usage) return;
  const tokensIn = usage.prompt_tokens ?? usage.input_tokens;
  const tokensOut = usage.completion_tokens ?? usage.output_tokens;
  if (typeof tokensIn === 'number' && typeof tokensOut === 'number') watcher.onUsage(tokensIn, tokensOut);
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
