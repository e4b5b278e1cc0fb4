import { tokens } from './chatWire.ts';
import type { ScriptedRequest } from './request.ts';
import { argumentsText, pieces, type ScriptedStep, usageOf } from './steps.ts';
import type { Wire } from './wire.ts';

const CREATED = 1_790_000_000;

/** The Responses API as `/v1/responses` answers it. */
export const responsesWire: Wire = { whole: wholeAnswer, streamed: streamedAnswer };

function wholeAnswer(request: ScriptedRequest, steps: readonly ScriptedStep[], reportsUsage: boolean) {
  return response(request, steps, reportsUsage, outputItems(request, steps));
}

async function* streamedAnswer(
  request: ScriptedRequest,
  steps: readonly ScriptedStep[],
  reportsUsage: boolean,
): AsyncGenerator<string | ScriptedStep> {
  let sequence = 0;
  const event = (type: string, fields: Readonly<Record<string, unknown>>): string => {
    const data = { type, sequence_number: sequence, ...fields };
    sequence += 1;
    return `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
  };
  const items = outputItems(request, steps);
  const started = { ...response(request, [], false, []), status: 'in_progress', usage: null };
  let outputIndex = 0;
  let isStarted = false;
  for (const step of steps) {
    if (!isStarted && step.kind !== 'wait') {
      isStarted = true;
      yield event('response.created', { response: started });
      yield event('response.in_progress', { response: started });
    }
    if (step.kind === 'streamError') {
      yield event('error', { code: step.code, message: step.message, param: null });
      return;
    }
    const item = items[outputIndex];
    if (item?.step !== step) {
      yield step;
      continue;
    }
    yield* itemEvents(event, request, item, outputIndex);
    outputIndex += 1;
  }
  if (!isStarted) yield event('response.created', { response: started });
  const done = response(request, steps, reportsUsage, items);
  yield event(done.status === 'incomplete' ? 'response.incomplete' : 'response.completed', {
    response: done,
  });
}

type EventOf = (type: string, fields: Readonly<Record<string, unknown>>) => string;

function* itemEvents(event: EventOf, request: ScriptedRequest, item: OutputItem, index: number) {
  const at = { output_index: index, item_id: item.wire.id };
  yield event('response.output_item.added', { output_index: index, item: item.empty });
  const { step } = item;
  if (step.kind === 'reasoning') {
    const part = { ...at, summary_index: 0 };
    const empty = { type: 'summary_text', text: '' };
    yield event('response.reasoning_summary_part.added', { ...part, part: empty });
    for (const delta of pieces(step.text)) {
      yield event('response.reasoning_summary_text.delta', { ...part, delta });
    }
    yield event('response.reasoning_summary_text.done', { ...part, text: step.text });
    yield event('response.reasoning_summary_part.done', { ...part, part: { ...empty, text: step.text } });
  } else if (step.kind === 'call') {
    const text = argumentsText(step.input);
    for (const delta of pieces(text)) yield event('response.function_call_arguments.delta', { ...at, delta });
    yield event('response.function_call_arguments.done', { ...at, name: step.name, arguments: text });
  } else {
    yield* contentEvents(event, request, step, at);
  }
  yield event('response.output_item.done', { output_index: index, item: item.wire });
}

function* contentEvents(
  event: EventOf,
  request: ScriptedRequest,
  step: Extract<ScriptedStep, { kind: 'text' | 'refusal' }>,
  item: { readonly output_index: number; readonly item_id: string },
) {
  const at = { ...item, content_index: 0 };
  const part = contentPart(request, step);
  if (step.kind === 'refusal') {
    yield event('response.content_part.added', { ...at, part: { ...part, refusal: '' } });
    for (const delta of pieces(step.text)) yield event('response.refusal.delta', { ...at, delta });
    yield event('response.refusal.done', { ...at, refusal: step.text });
  } else {
    yield event('response.content_part.added', { ...at, part: { ...part, text: '', logprobs: [] } });
    for (const delta of pieces(step.text)) {
      const logprobs = request.logprobs ? tokens(request, delta, step.logprob) : [];
      yield event('response.output_text.delta', { ...at, delta, logprobs });
    }
    yield event('response.output_text.done', { ...at, text: step.text, logprobs: [] });
  }
  yield event('response.content_part.done', { ...at, part });
}

interface OutputItem {
  readonly step: Extract<ScriptedStep, { kind: 'text' | 'refusal' | 'reasoning' | 'call' }>;
  /** As it stands when it is done, and when it starts. */
  readonly wire: { readonly id: string; readonly [field: string]: unknown };
  readonly empty: unknown;
}

function outputItems(request: ScriptedRequest, steps: readonly ScriptedStep[]): readonly OutputItem[] {
  const items: OutputItem[] = [];
  let calls = 0;
  for (const step of steps) {
    const id = `${request.number}_${items.length + 1}`;
    if (step.kind === 'text' || step.kind === 'refusal') {
      const message = { id: `msg_${id}`, type: 'message', role: 'assistant' };
      items.push({
        step,
        wire: { ...message, status: 'completed', content: [contentPart(request, step)] },
        empty: { ...message, status: 'in_progress', content: [] },
      });
    } else if (step.kind === 'reasoning') {
      const reasoning = { id: `rs_${id}`, type: 'reasoning' };
      items.push({
        step,
        wire: { ...reasoning, summary: [{ type: 'summary_text', text: step.text }] },
        empty: { ...reasoning, summary: [] },
      });
    } else if (step.kind === 'call') {
      calls += 1;
      const call = {
        id: `fc_${id}`,
        type: 'function_call',
        call_id: step.id ?? `call_${request.number}_${calls}`,
        name: step.name,
      };
      items.push({
        step,
        wire: { ...call, status: 'completed', arguments: argumentsText(step.input) },
        empty: { ...call, status: 'in_progress', arguments: '' },
      });
    }
  }
  return items;
}

function contentPart(
  request: ScriptedRequest,
  step: Extract<ScriptedStep, { kind: 'text' | 'refusal' }>,
): Readonly<Record<string, unknown>> {
  if (step.kind === 'refusal') return { type: 'refusal', refusal: step.text };
  return {
    type: 'output_text',
    text: step.text,
    annotations: [],
    logprobs: request.logprobs ? tokens(request, step.text, step.logprob) : [],
  };
}

function response(
  request: ScriptedRequest,
  steps: readonly ScriptedStep[],
  reportsUsage: boolean,
  items: readonly OutputItem[],
) {
  const isCutShort = steps.some((step) => step.kind === 'lengthReached');
  const { tokensIn, tokensOut, tokensReasoning } = usageOf(JSON.stringify(request.body).length, steps);
  return {
    id: `resp_${request.number}`,
    object: 'response',
    created_at: CREATED,
    status: isCutShort ? 'incomplete' : 'completed',
    error: null,
    incomplete_details: isCutShort ? { reason: 'max_output_tokens' } : null,
    instructions: null,
    metadata: {},
    model: request.model,
    output: items.map((item) => item.wire),
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    usage: reportsUsage
      ? {
          input_tokens: tokensIn,
          input_tokens_details: { cached_tokens: 0 },
          output_tokens: tokensOut,
          output_tokens_details: { reasoning_tokens: tokensReasoning },
          total_tokens: tokensIn + tokensOut,
        }
      : null,
  };
}
