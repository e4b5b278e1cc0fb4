/** One thing a scripted model does, in order; a failure stands alone, before anything was said. */
export type ScriptedStep =
  | { readonly kind: 'text'; readonly text: string; readonly logprob?: number }
  | { readonly kind: 'reasoning'; readonly text: string }
  /** A text in place of an object is sent as it is: half a JSON, for instance. */
  | { readonly kind: 'call'; readonly name: string; readonly input: unknown; readonly id?: string }
  | { readonly kind: 'refusal'; readonly text: string }
  | { readonly kind: 'wait'; readonly ms: number }
  /** The connection is torn down here. */
  | { readonly kind: 'cut' }
  /** Bytes that are no JSON and no event, in the place of one. */
  | { readonly kind: 'garbage'; readonly text: string }
  /** An error in the middle of a stream, as an event of its own. */
  | { readonly kind: 'streamError'; readonly code: string; readonly message: string }
  /** The answer ends because of its length. */
  | { readonly kind: 'lengthReached' }
  | { readonly kind: 'usage'; readonly tokensIn: number; readonly tokensOut: number }
  | ScriptedFailure;

export interface ScriptedFailure {
  readonly kind: 'failure';
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, or as it is when it is a text. */
  readonly body: unknown;
}

/** Pieces the streamed text is cut into when a test says nothing else. */
const PIECE_CHARACTERS = 12;

export function say(text: string, logprob?: number): ScriptedStep {
  return { kind: 'text', text, ...(logprob !== undefined && { logprob }) };
}

export function think(text: string): ScriptedStep {
  return { kind: 'reasoning', text };
}

export function callTool(name: string, input: unknown, id?: string): ScriptedStep {
  return { kind: 'call', name, input, ...(id !== undefined && { id }) };
}

export function refuse(text = 'I cannot help with that.'): ScriptedStep {
  return { kind: 'refusal', text };
}

export function pause(ms: number): ScriptedStep {
  return { kind: 'wait', ms };
}

export function cut(): ScriptedStep {
  return { kind: 'cut' };
}

export function garbage(text = '{"choices": [oops'): ScriptedStep {
  return { kind: 'garbage', text };
}

export function unauthorised(): ScriptedFailure {
  return failure(401, 'Incorrect API key provided.', {
    type: 'invalid_request_error',
    code: 'invalid_api_key',
  });
}

export function rateLimited(retryAfterSeconds?: number): ScriptedFailure {
  return failure(
    429,
    'Rate limit reached for requests. Please try again later.',
    { type: 'requests', code: 'rate_limit_exceeded' },
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
  );
}

export function insufficientQuota(): ScriptedFailure {
  return failure(429, 'You exceeded your current quota, please check your plan and billing details.', {
    type: 'insufficient_quota',
    code: 'insufficient_quota',
  });
}

export function contextTooLong(): ScriptedFailure {
  return failure(
    400,
    "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.",
    { type: 'invalid_request_error', param: 'messages', code: 'context_length_exceeded' },
  );
}

export function serverError(status = 500): ScriptedFailure {
  return failure(status, 'The server had an error while processing your request.', {
    type: 'server_error',
    code: null,
  });
}

export function unsupported(param: string, message?: string): ScriptedFailure {
  return failure(400, message ?? `Unsupported parameter: '${param}' is not supported with this model.`, {
    type: 'invalid_request_error',
    param,
    code: 'unsupported_parameter',
  });
}

export function failure(
  status: number,
  message: string,
  fields: { readonly type: string; readonly code: string | null; readonly param?: string },
  headers: Readonly<Record<string, string>> = {},
): ScriptedFailure {
  return {
    kind: 'failure',
    status,
    headers,
    body: { error: { message, type: fields.type, param: fields.param ?? null, code: fields.code } },
  };
}

/** The text of a streamed answer as it is cut for sending; the whole text is the pieces joined. */
export function pieces(text: string, length = PIECE_CHARACTERS): readonly string[] {
  const characters = [...text];
  const cutUp: string[] = [];
  for (let at = 0; at < characters.length; at += length) {
    cutUp.push(characters.slice(at, at + length).join(''));
  }
  return cutUp;
}

export function argumentsText(input: unknown): string {
  return typeof input === 'string' ? input : JSON.stringify(input);
}

export interface ScriptedUsage {
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly tokensReasoning: number;
}

const CHARACTERS_PER_TOKEN = 4;

/** Token counts that follow from the texts alone, unless a step gives them. */
export function usageOf(bodyCharacters: number, steps: readonly ScriptedStep[]): ScriptedUsage {
  let spoken = 0;
  let reasoned = 0;
  let given: { readonly tokensIn: number; readonly tokensOut: number } | undefined;
  for (const step of steps) {
    if (step.kind === 'text' || step.kind === 'refusal') spoken += step.text.length;
    else if (step.kind === 'call') spoken += argumentsText(step.input).length + step.name.length;
    else if (step.kind === 'reasoning') reasoned += step.text.length;
    else if (step.kind === 'usage') given = step;
  }
  const tokensReasoning = Math.ceil(reasoned / CHARACTERS_PER_TOKEN);
  return {
    tokensIn: given?.tokensIn ?? Math.ceil(bodyCharacters / CHARACTERS_PER_TOKEN),
    tokensOut: given?.tokensOut ?? Math.ceil(spoken / CHARACTERS_PER_TOKEN) + tokensReasoning,
    tokensReasoning,
  };
}
