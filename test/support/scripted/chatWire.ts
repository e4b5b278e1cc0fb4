import type { ScriptedRequest } from './request.ts';
import { argumentsText, pieces, type ScriptedStep, usageOf } from './steps.ts';
import type { Wire } from './wire.ts';

const DEFAULT_LOGPROB = -0.105;
const CREATED = 1_790_000_000;

/** Chat Completions as `/v1/chat/completions` answers them. */
export const chatWire: Wire = { whole: wholeAnswer, streamed: streamedAnswer };

function wholeAnswer(request: ScriptedRequest, steps: readonly ScriptedStep[], reportsUsage: boolean) {
  const calls = callsOf(request, steps);
  const text = joined(steps, 'text');
  const refusal = joined(steps, 'refusal');
  const reasoning = joined(steps, 'reasoning');
  return {
    ...head(request, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: text === '' ? null : text,
          refusal: refusal === '' ? null : refusal,
          ...(reasoning !== '' && { reasoning_content: reasoning }),
          ...(calls.length > 0 && { tool_calls: calls }),
        },
        logprobs: request.logprobs
          ? {
              content: steps.flatMap((step) =>
                step.kind === 'text' ? tokens(request, step.text, step.logprob) : [],
              ),
              refusal: null,
            }
          : null,
        finish_reason: finishReason(steps),
      },
    ],
    ...(reportsUsage && { usage: usage(request, steps) }),
  };
}

async function* streamedAnswer(
  request: ScriptedRequest,
  steps: readonly ScriptedStep[],
  reportsUsage: boolean,
): AsyncGenerator<string | ScriptedStep> {
  const chunk = (delta: unknown, finish: string | null = null, logprobs: unknown = null): string =>
    event({
      ...head(request, 'chat.completion.chunk'),
      choices: [{ index: 0, delta, logprobs, finish_reason: finish }],
    });
  const started = chunk({ role: 'assistant', content: '', refusal: null });
  let isStarted = false;
  let callIndex = 0;
  for (const step of steps) {
    if (!isStarted && step.kind !== 'wait') {
      isStarted = true;
      yield started;
    }
    if (step.kind === 'text') {
      for (const content of pieces(step.text)) {
        const logprobs = request.logprobs
          ? { content: tokens(request, content, step.logprob), refusal: null }
          : null;
        yield chunk({ content }, null, logprobs);
      }
    } else if (step.kind === 'reasoning') {
      for (const piece of pieces(step.text)) yield chunk({ reasoning_content: piece });
    } else if (step.kind === 'refusal') {
      for (const piece of pieces(step.text)) yield chunk({ refusal: piece });
    } else if (step.kind === 'call') {
      const index = callIndex;
      callIndex += 1;
      const id = callId(request, step.id, index);
      yield chunk({
        tool_calls: [{ index, id, type: 'function', function: { name: step.name, arguments: '' } }],
      });
      for (const piece of pieces(argumentsText(step.input))) {
        yield chunk({ tool_calls: [{ index, function: { arguments: piece } }] });
      }
    } else if (step.kind === 'streamError') {
      yield event({ error: { message: step.message, type: 'server_error', code: step.code, param: null } });
      return;
    } else {
      yield step;
    }
  }
  if (!isStarted) yield started;
  yield chunk({}, finishReason(steps));
  if (reportsUsage && wantsUsage(request)) {
    yield event({ ...head(request, 'chat.completion.chunk'), choices: [], usage: usage(request, steps) });
  }
  yield 'data: [DONE]\n\n';
}

function head(request: ScriptedRequest, object: string) {
  return {
    id: `chatcmpl-${request.number}`,
    object,
    created: CREATED,
    model: request.model,
    system_fingerprint: 'fp_scripted',
    service_tier: 'default',
  };
}

function event(data: unknown): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

function wantsUsage({ body }: ScriptedRequest): boolean {
  const options = body.stream_options;
  return typeof options === 'object' && options !== null && 'include_usage' in options
    ? options.include_usage === true
    : false;
}

function usage(request: ScriptedRequest, steps: readonly ScriptedStep[]) {
  const { tokensIn, tokensOut, tokensReasoning } = usageOf(JSON.stringify(request.body).length, steps);
  return {
    prompt_tokens: tokensIn,
    completion_tokens: tokensOut,
    total_tokens: tokensIn + tokensOut,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: tokensReasoning, audio_tokens: 0 },
  };
}

function callsOf(request: ScriptedRequest, steps: readonly ScriptedStep[]) {
  return steps
    .filter((step) => step.kind === 'call')
    .map((step, index) => ({
      id: callId(request, step.id, index),
      type: 'function',
      function: { name: step.name, arguments: argumentsText(step.input) },
    }));
}

function callId(request: ScriptedRequest, given: string | undefined, index: number): string {
  return given ?? `call_${request.number}_${index + 1}`;
}

function finishReason(steps: readonly ScriptedStep[]): string {
  if (steps.some((step) => step.kind === 'lengthReached')) return 'length';
  return steps.some((step) => step.kind === 'call') ? 'tool_calls' : 'stop';
}

function joined(steps: readonly ScriptedStep[], kind: 'text' | 'refusal' | 'reasoning'): string {
  return steps.map((step) => (step.kind === kind ? step.text : '')).join('');
}

/** One token a word, with its space. */
export function tokens(request: ScriptedRequest, text: string, logprob = DEFAULT_LOGPROB) {
  return (text.match(/\s*\S+|\s+$/gu) ?? []).map((token) => ({
    token,
    logprob,
    bytes: [...Buffer.from(token)],
    top_logprobs: Array.from({ length: request.topLogprobs }, (_, rank) => ({
      token: rank === 0 ? token : `${token}${rank}`,
      logprob: logprob - rank,
      bytes: null,
    })),
  }));
}
