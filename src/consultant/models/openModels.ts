import type { BaseMessage } from '@langchain/core/messages';
import { contextTokens } from '../../core/models/contextSizes.ts';
import { parseModelId } from '../../core/models/modelId.ts';
import type { FetchListener } from '../../engines/models/rotatingFetch.ts';
import { ConsultChatModel } from './consultChatModel.ts';
import { type FoundModel, ModelFinder, type ModelUse } from './findModel.ts';
import type { ModelSources } from './modelSources.ts';
import { forbidTracing } from './noTracing.ts';
import { type StructuredRequest, structuredAnswer } from './structured.ts';
import type { ModelUsage } from './usage.ts';

export interface ChatOptions extends FetchListener {
  /** After each call, failed ones included when something was said. */
  readonly onUsage?: (usage: ModelUsage) => void;
  readonly temperature?: number;
  /** Asks for log probabilities where the model gives them; read them with `logprobsOf`. */
  readonly logprobs?: boolean;
}

export interface StructuredOptions extends ChatOptions {
  readonly use: ModelUse | { readonly id: string };
  readonly signal?: AbortSignal;
}

/** The models of everything that is configured. */
export interface Models {
  /** A model for LangChain; which one it is, and what it takes, is found out when it is first called. */
  chat(use: ModelUse | { readonly id: string }, options?: ChatOptions): ConsultChatModel;
  /** An answer that a machine reads. @throws ModelFailure */
  structured<Answer>(
    request: StructuredRequest<Answer>,
    messages: readonly BaseMessage[],
    options: StructuredOptions,
  ): Promise<Answer>;
  /** Which model it would be, and what it takes. @throws ModelFailure */
  find(use: ModelUse | { readonly id: string }): Promise<FoundModel>;
}

type Use = ModelUse | { readonly id: string };

/** Opens the models of sources that may change at any time. */
export function openModels(sources: () => ModelSources, now?: () => number): Models {
  forbidTracing();
  const finder = new ModelFinder(sources, now);
  const chat: Models['chat'] = (use, options = {}) =>
    new ConsultChatModel({
      ...options,
      named: named(sources(), use),
      find: (listener) => finder.find(use, listener),
    });
  return {
    chat,
    find: (use) => finder.find(use, {}),
    structured: async <Answer>(
      request: StructuredRequest<Answer>,
      messages: readonly BaseMessage[],
      { use, signal, ...options }: StructuredOptions,
    ) => {
      const found = await finder.find(use, options);
      const model = chat({ id: found.id }, options);
      return structuredAnswer(model, found.capabilities, request, messages, signal);
    },
  };
}

/** What can be said of a model before it is found. */
function named({ deepModel, smallModel, editors }: ModelSources, use: Use) {
  const id = typeof use === 'object' ? use.id : use === 'deep' ? deepModel : smallModel;
  if (id === undefined) return {};
  const model = parseModelId(id)?.model ?? id;
  const offered = editors.flatMap((editor) => editor.models()).find((each) => each.id === model);
  const tokens = offered?.inputTokensMax ?? contextTokens(model);
  return { id, ...(tokens !== undefined && { contextTokens: tokens }) };
}
