import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import {
  BaseChatModel,
  type BaseChatModelCallOptions,
  type BindToolsInput,
  type LangSmithParams,
} from '@langchain/core/language_models/chat_models';
import type { ModelProfile } from '@langchain/core/language_models/profile';
import { AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import { z } from 'zod';
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
    let finishReason: string | undefined;
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
        finishReason = tidy(chunk) ?? finishReason;
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
      yield lastChunk(found.id, finishReason);
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

/**
 * What an endpoint repeats of the request, and the answer a second time, would be kept with every message. Returns why
 * the answer ended, for its last piece.
 */
function tidy(chunk: ChatGenerationChunk): string | undefined {
  const { message } = chunk;
  const metadata = { ...message.response_metadata };
  const { model_provider: provider } = metadata;
  const logprobs = chatLogprobsOf(metadata, chunk.generationInfo);
  const finishReason = finishReasonOf(metadata, chunk.generationInfo);
  message.response_metadata = {
    ...(provider !== undefined && { model_provider: provider }),
    ...(logprobs !== undefined && { logprobs }),
  };
  chunk.generationInfo = {};
  return finishReason;
}

/** Texts of metadata would be joined piece by piece, so what is true of the whole comes with its last one. */
function lastChunk(model: string, finishReason: string | undefined): ChatGenerationChunk {
  const metadata = {
    model_name: model,
    ...(finishReason !== undefined && { finish_reason: finishReason }),
  };
  return new ChatGenerationChunk({
    text: '',
    message: new AIMessageChunk({ content: '', response_metadata: metadata }),
  });
}

const endSchema = z.object({
  status: z.string(),
  incomplete_details: z.object({ reason: z.string() }).nullish(),
});

/** Why the answer ended, in the words of Chat Completions; undefined for a piece that is not the last. */
function finishReasonOf(
  metadata: Readonly<Record<string, unknown>>,
  generationInfo: Readonly<Record<string, unknown>> | undefined,
): string | undefined {
  const reason = generationInfo?.finish_reason;
  if (typeof reason === 'string') return reason;
  const end = endSchema.safeParse(metadata).data;
  if (!end) return undefined;
  const incomplete = end.incomplete_details?.reason;
  if (incomplete === undefined) return 'stop';
  return incomplete === 'max_output_tokens' ? 'length' : incomplete;
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
