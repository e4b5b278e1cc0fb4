import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import type { AIMessageChunk } from '@langchain/core/messages';
import type { ChatGenerationChunk } from '@langchain/core/outputs';
import { type PartialString, partialString } from '../../core/consult/partialString.ts';
import { ANSWER_TOOL } from './answerTool.ts';
import { messageText, reasoningText } from './messageText.ts';
import { QUIET_TAG, type RunContext, type Worker, workerOf } from './runContext.ts';

interface Listening extends Worker {
  readonly isQuiet: boolean;
  /** Of the answer tool's call while it arrives, by index among the calls. */
  answer?: { readonly index: number; readonly reader: PartialString };
}

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
    _messages: unknown,
    runId: string,
    _parent?: string,
    _extra?: Record<string, unknown>,
    tags?: string[],
    metadata?: Record<string, unknown>,
  ): void {
    this.#calls.set(runId, { ...workerOf(metadata), isQuiet: tags?.includes(QUIET_TAG) ?? false });
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

  override handleLLMEnd(_output: unknown, runId: string): void {
    this.#calls.delete(runId);
  }

  override handleLLMError(_error: unknown, runId: string): void {
    this.#calls.delete(runId);
  }

  #say({ agent, run }: Worker, kind: 'text' | 'reasoning', delta: string): void {
    if (delta !== '') this.#run.emit({ kind, agent, ...(run !== undefined && { run }), delta });
  }
}
