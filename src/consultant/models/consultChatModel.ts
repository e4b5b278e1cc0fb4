import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
  type LangSmithParams,
} from '@langchain/core/language_models/chat_models';
import type { ModelProfile } from '@langchain/core/language_models/profile';
import type { AIMessageChunk, BaseMessage } from '@langchain/core/messages';
import type { ChatGenerationChunk, ChatResult } from '@langchain/core/outputs';
import type { FetchListener } from '../../engines/models/rotatingFetch.ts';
import { boundTools } from './boundTools.ts';
import type { FoundModel } from './findModel.ts';
import { gathered } from './gathered.ts';
import { chatLogprobsOf } from './logprobs.ts';
import { ModelFailure, modelFailure } from './modelFailure.ts';
import { plainHistory } from './plainHistory.ts';
import { type ModelUsage, usageOfCall } from './usage.ts';

export interface ConsultCallOptions extends BaseChatModelCallOptions {
  readonly tools?: readonly BindToolsInput[];
  /** OpenAI's form; only where the model takes schemas. */
  readonly response_format?: Readonly<Record<string, unknown>>;
  readonly parallel_tool_calls?: boolean;
}

export interface ConsultChatModelOptions extends FetchListener {
  /** Finds the model when it is first called, and anew once what is configured has changed. */
  readonly find: (listener: FetchListener) => Promise<FoundModel>;
  /** What is known of it before it is found. */
  readonly named: { readonly id?: string; readonly contextTokens?: number };
  readonly onUsage?: (usage: ModelUsage) => void;
  readonly temperature?: number;
  readonly logprobs?: boolean;
}

/** One face for every kind of model: found when needed, always streamed, every failure of one known kind. */
export class ConsultChatModel extends BaseChatModel<ConsultCallOptions, AIMessageChunk> {
  readonly #options: ConsultChatModelOptions;

  constructor(options: ConsultChatModelOptions) {
    super({ maxRetries: 0 });
    this.#options = options;
  }

  static override lc_name(): string {
    return 'ConsultChatModel';
  }

  override _llmType(): string {
    return 'fixward';
  }

  override get profile(): ModelProfile {
    const { contextTokens } = this.#options.named;
    return contextTokens === undefined ? {} : { maxInputTokens: contextTokens };
  }

  override getLsParams(options: this['ParsedCallOptions']): LangSmithParams {
    const { id } = this.#options.named;
    return { ...super.getLsParams(options), ...(id !== undefined && { ls_model_name: id }) };
  }

  override bindTools(tools: BindToolsInput[], kwargs?: Partial<ConsultCallOptions>) {
    return this.withConfig({ ...kwargs, tools });
  }

  override async _generate(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): Promise<ChatResult> {
    return gathered(this._streamResponseChunks(messages, options, runManager));
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    runManager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const { signal } = options;
    let provider = 'the model';
    let found: FoundModel | undefined;
    let said: AIMessageChunk | undefined;
    const history = plainHistory(messages);
    // Who gives up may leave the stream where it stands, never to be ended.
    const report = once(() => {
      if (found && said) this.#options.onUsage?.(usageOfCall(found.id, history, toolsText(options), said));
    });
    signal?.addEventListener('abort', report, { once: true });
    try {
      signal?.throwIfAborted();
      found = await unlessAborted(this.#options.find(this.#options), signal);
      ({ provider } = found);
      const chunks = found.client(this.#options)._streamResponseChunks(history, wireOptions(options, found));
      for await (const chunk of chunks) {
        signal?.throwIfAborted();
        tidy(chunk);
        // SAFETY: every client streams messages of an assistant.
        const message = chunk.message as AIMessageChunk;
        said = said ? said.concat(message) : message;
        yield chunk;
        await runManager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, {
          chunk,
        });
      }
      signal?.throwIfAborted();
      if (!said) throw new ModelFailure('bad_output', `${provider}: the model said nothing.`);
    } catch (error) {
      throw modelFailure(error, provider, signal);
    } finally {
      signal?.removeEventListener('abort', report);
      report();
    }
  }
}

/** Options as the clients take them: tools in OpenAI's form, nothing that this model does not know. */
function wireOptions(options: ConsultCallOptions, { id, capabilities }: FoundModel) {
  const tools = boundTools(options.tools).map(({ name, description, schema }) => ({
    type: 'function' as const,
    // SAFETY: the schema of a tool is a JSON Schema of an object.
    function: { name, description, parameters: schema as Record<string, unknown> },
  }));
  if (tools.length > 0 && !capabilities.tools) {
    throw new ModelFailure(
      'no_model',
      `${id} takes no tools, which the consultant needs; choose another model.`,
    );
  }
  return {
    ...(options.signal !== undefined && { signal: options.signal }),
    ...(options.stop !== undefined && { stop: options.stop }),
    ...(tools.length > 0 && { tools }),
    ...(tools.length > 0 && options.tool_choice !== undefined && { tool_choice: options.tool_choice }),
    ...(tools.length > 0 &&
      options.parallel_tool_calls !== undefined && { parallel_tool_calls: options.parallel_tool_calls }),
    ...(options.response_format !== undefined &&
      capabilities.jsonSchema && { response_format: options.response_format }),
  };
}

function toolsText(options: ConsultCallOptions): string {
  const tools = boundTools(options.tools);
  return tools.length === 0 ? '' : JSON.stringify(tools);
}

const KEPT_METADATA = ['model_name', 'model_provider', 'finish_reason', 'status', 'incomplete_details'];

/** What an endpoint repeats of the request, and the answer a second time, would be kept with every message. */
function tidy(chunk: ChatGenerationChunk): void {
  const { message } = chunk;
  const metadata = { ...message.response_metadata };
  const logprobs = chatLogprobsOf(metadata, chunk.generationInfo);
  const kept = Object.fromEntries(
    KEPT_METADATA.flatMap((name) => (metadata[name] === undefined ? [] : [[name, metadata[name]]])),
  );
  message.response_metadata = { ...kept, ...(logprobs !== undefined && { logprobs }) };
  const { finish_reason: finishReason } = chunk.generationInfo ?? {};
  chunk.generationInfo = finishReason === undefined ? {} : { finish_reason: finishReason };
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}

async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return work;
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
    work.catch(() => {});
  }
}
