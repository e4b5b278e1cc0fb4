import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
} from '@langchain/core/language_models/chat_models';
import { AIMessage, AIMessageChunk, type BaseMessage, ToolMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import type { EditorMessage } from '../../protocol/modelMethods.ts';
import { type BoundTool, boundTools } from './boundTools.ts';
import { gathered } from './gathered.ts';
import type { EditorBridge, EditorPart } from './modelSources.ts';
import { spokenIn } from './spoken.ts';

export interface EditorCallOptions extends BaseChatModelCallOptions {
  readonly tools?: readonly BindToolsInput[];
}

/** A model of the editor: no roles but user and assistant, no numbers of tokens, tools as the editor knows them. */
export class EditorModelClient extends BaseChatModel<EditorCallOptions> {
  readonly #bridge: EditorBridge;
  readonly #model: string;

  constructor(bridge: EditorBridge, model: string) {
    super({});
    this.#bridge = bridge;
    this.#model = model;
  }

  override _llmType(): string {
    return 'editor';
  }

  override async _generate(messages: BaseMessage[], options: this['ParsedCallOptions']): Promise<ChatResult> {
    return gathered(this._streamResponseChunks(messages, options));
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const parts = this.#bridge.ask(
      {
        model: this.#model,
        messages: editorMessages(messages),
        tools: boundTools(options.tools).map(editorTool),
      },
      options.signal,
    );
    let calls = 0;
    for await (const part of parts) {
      const chunk = chunkOf(part, calls);
      if (part.kind === 'call') calls += 1;
      yield chunk;
      await runManager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, { chunk });
    }
  }
}

function editorTool({ name, description, schema }: BoundTool) {
  return { name, description, inputSchema: schema };
}

function chunkOf(part: EditorPart, index: number): ChatGenerationChunk {
  if (part.kind === 'text') {
    return new ChatGenerationChunk({ text: part.text, message: new AIMessageChunk({ content: part.text }) });
  }
  const call = {
    type: 'tool_call_chunk' as const,
    id: part.id,
    name: part.name,
    args: JSON.stringify(part.input ?? {}),
    index,
  };
  return new ChatGenerationChunk({
    text: '',
    message: new AIMessageChunk({ content: '', tool_call_chunks: [call] }),
  });
}

function editorMessages(messages: readonly BaseMessage[]): readonly EditorMessage[] {
  const converted: EditorMessage[] = [];
  for (const message of messages) {
    const { text } = spokenIn(message);
    if (ToolMessage.isInstance(message)) {
      converted.push({ role: 'tool', callId: message.tool_call_id, text });
    } else if (AIMessage.isInstance(message)) {
      const calls = (message.tool_calls ?? []).map(({ id, name, args }) => ({
        id: id ?? '',
        name,
        input: args,
      }));
      if (text !== '' || calls.length > 0) converted.push({ role: 'assistant', text, calls });
    } else {
      converted.push({ role: 'user', text });
    }
  }
  return converted;
}
