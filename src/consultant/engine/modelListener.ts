import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import type { AIMessageChunk, BaseMessage, UsageMetadata } from '@langchain/core/messages';
import type { ChatGenerationChunk, LLMResult } from '@langchain/core/outputs';
import { type PartialString, partialString } from '../../core/consult/partialString.ts';
import { ANSWER_TOOL } from './answerTool.ts';
import { messageText, reasoningText } from './messageText.ts';
import { QUIET_TAG, type RunContext, type Worker, workerOf } from './runContext.ts';

interface Listening extends Worker {
  readonly isQuiet: boolean;
  readonly sentCharacters: number;
  readonly model: string;
  /** Of the answer tool's call while it arrives, by index among the calls. */
  answer?: { readonly index: number; readonly reader: PartialString };
}

/** English text and JSON, roughly; only for endpoints that report nothing. */
const CHARACTERS_PER_TOKEN = 4;

/** Turns what models say, while they say it, into events; its presence makes models stream. */
export class ModelListener extends BaseCallbackHandler {
  readonly name = 'fixward';
  readonly lc_prefer_streaming = true;
  override awaitHandlers = true;
  readonly #run: RunContext;
  readonly #calls = new Map<string, Listening>();

  constructor(run: RunContext) {
    super();
    this.#run = run;
  }

  override handleChatModelStart(
    _model: unknown,
    messages: BaseMessage[][],
    runId: string,
    _parent?: string,
    extra?: Record<string, unknown>,
    tags?: string[],
    metadata?: Record<string, unknown>,
  ): void {
    const sentCharacters = messages.flat().reduce((sum, message) => sum + messageText(message).length, 0);
    this.#calls.set(runId, {
      ...workerOf(metadata),
      isQuiet: tags?.includes(QUIET_TAG) ?? false,
      sentCharacters,
      model: modelName(metadata, extra),
    });
  }

  override handleLLMNewToken(
    _token: string,
    _index: unknown,
    runId: string,
    _parent?: string,
    _tags?: string[],
    fields?: { chunk?: unknown },
  ): void {
    const call = this.#calls.get(runId);
    const chunk = fields?.chunk;
    if (!call || call.isQuiet || typeof chunk !== 'object' || chunk === null || !('message' in chunk)) return;
    // SAFETY: chat models hand chunks of messages to their listeners.
    const message = (chunk as ChatGenerationChunk).message as AIMessageChunk;
    this.#say(call, 'reasoning', reasoningText(message));
    this.#say(call, 'text', messageText(message));
    for (const piece of message.tool_call_chunks ?? []) {
      const index = piece.index ?? 0;
      if (piece.name === ANSWER_TOOL) call.answer = { index, reader: partialString('recommendation') };
      if (call.answer?.index === index) this.#say(call, 'text', call.answer.reader.push(piece.args ?? ''));
    }
  }

  override handleLLMEnd(output: LLMResult, runId: string): void {
    const call = this.#calls.get(runId);
    if (!call) return;
    this.#calls.delete(runId);
    const [generation] = output.generations[0] ?? [];
    // SAFETY: the generations of chat models hold messages.
    const message =
      generation && 'message' in generation ? (generation.message as AIMessageChunk) : undefined;
    // SAFETY: the field is declared so; its generic type loses it.
    const reported = message?.usage_metadata as UsageMetadata | undefined;
    const received =
      (message ? messageText(message).length : 0) + JSON.stringify(message?.tool_calls ?? []).length;
    const tokensIn = reported?.input_tokens ?? Math.ceil(call.sentCharacters / CHARACTERS_PER_TOKEN);
    const tokensOut = reported?.output_tokens ?? Math.ceil(received / CHARACTERS_PER_TOKEN);
    const tokensReasoning = reported?.output_token_details?.reasoning;
    this.#run.meter.addTokens(tokensIn + tokensOut);
    const named = message?.response_metadata.model_name;
    this.#run.emit({
      kind: 'usage',
      agent: call.agent,
      model: call.model !== '' ? call.model : typeof named === 'string' ? named : 'unknown',
      tokensIn,
      tokensOut,
      ...(tokensReasoning !== undefined && tokensReasoning > 0 && { tokensReasoning }),
      method: reported ? 'reported' : 'estimated',
    });
  }

  override handleLLMError(_error: unknown, runId: string): void {
    this.#calls.delete(runId);
  }

  #say({ agent, run }: Worker, kind: 'text' | 'reasoning', delta: string): void {
    if (delta !== '') this.#run.emit({ kind, agent, ...(run !== undefined && { run }), delta });
  }
}

function modelName(
  metadata: Record<string, unknown> | undefined,
  extra: Record<string, unknown> | undefined,
): string {
  const named = metadata?.ls_model_name;
  if (typeof named === 'string') return named;
  const params = extra?.invocation_params;
  if (typeof params !== 'object' || params === null || !('model' in params)) return '';
  return typeof params.model === 'string' ? params.model : '';
}
