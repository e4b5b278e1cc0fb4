import { ChatOpenAICompletions, type ChatOpenAIResponses } from '@langchain/openai';
import type { ModelCapabilities } from '../../core/models/capabilities.ts';
import type { FetchListener } from '../../engines/models/rotatingFetch.ts';
import type { EndpointProvider } from './modelSources.ts';
import { TellingResponses } from './responsesLogprobs.ts';

export interface OpenaiModelOptions extends FetchListener {
  readonly provider: EndpointProvider;
  readonly model: string;
  readonly capabilities: ModelCapabilities;
  readonly temperature?: number;
  readonly logprobs?: boolean;
}

/** The provider's own `fetch` puts the key in; what stands here never leaves. */
const NO_KEY = 'none';
/** Alternatives for each token; the most that all endpoints give. */
const TOP_LOGPROBS = 5;

/** A client for one model, asking for nothing that the model was found not to take. */
export function openaiModel(options: OpenaiModelOptions): ChatOpenAICompletions | ChatOpenAIResponses {
  const { provider, model, capabilities, temperature } = options;
  const fields = {
    model,
    apiKey: NO_KEY,
    maxRetries: 0,
    streamUsage: true,
    // Nothing is kept by the endpoint: what one key's organisation keeps, another key's cannot refer to.
    zdrEnabled: true,
    modelKwargs: capabilities.api === 'chat' ? chatFields(options) : responsesFields(options),
    ...(temperature !== undefined && capabilities.temperature && { temperature }),
    configuration: {
      baseURL: provider.baseUrl,
      // Absent, it would be read from the environment.
      organization: provider.organisation ?? null,
      project: null,
      logLevel: 'off' as const,
      fetch: (input: string | URL | Request, init?: RequestInit) => provider.fetch(input, init, options),
    },
  };
  return capabilities.api === 'chat'
    ? new RefusingChatCompletions({ ...fields, ...chatLogprobs(options) })
    : new TellingResponses(fields);
}

function chatFields({ provider, capabilities }: OpenaiModelOptions): Readonly<Record<string, unknown>> {
  const effort = provider.reasoningEffort;
  return { ...(effort !== undefined && capabilities.reasoningEffort && { reasoning_effort: effort }) };
}

function chatLogprobs({ capabilities, logprobs }: OpenaiModelOptions) {
  return logprobs && capabilities.logprobs ? { logprobs: true, topLogprobs: TOP_LOGPROBS } : {};
}

function responsesFields(options: OpenaiModelOptions): Readonly<Record<string, unknown>> {
  const { provider, capabilities, logprobs } = options;
  const effort = provider.reasoningEffort;
  const reasoning = {
    ...(effort !== undefined && capabilities.reasoningEffort && { effort }),
    ...(capabilities.reasoningSummary && { summary: 'auto' }),
  };
  return {
    ...(Object.keys(reasoning).length > 0 && { reasoning }),
    ...(logprobs &&
      capabilities.logprobs && {
        include: ['message.output_text.logprobs'],
        top_logprobs: TOP_LOGPROBS,
      }),
  };
}

/** Keeps a refusal that comes in pieces, which the library's own reader drops. */
class RefusingChatCompletions extends ChatOpenAICompletions {
  protected override _convertCompletionsDeltaToBaseMessageChunk(
    ...parameters: Parameters<ChatOpenAICompletions['_convertCompletionsDeltaToBaseMessageChunk']>
  ): ReturnType<ChatOpenAICompletions['_convertCompletionsDeltaToBaseMessageChunk']> {
    const chunk = super._convertCompletionsDeltaToBaseMessageChunk(...parameters);
    const refusal: unknown = parameters[0].refusal;
    if (typeof refusal === 'string' && refusal !== '') chunk.additional_kwargs.refusal = refusal;
    return chunk;
  }
}
