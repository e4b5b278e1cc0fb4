import { readEndpointError } from '../../core/models/answerFailure.ts';
import {
  FEATURES,
  type Feature,
  type ModelCapabilities,
  PROBE_QUESTION,
  refusedFeature,
} from '../../core/models/capabilities.ts';
import type { FetchListener } from '../../engines/models/rotatingFetch.ts';
import { ModelFailure, modelFailure } from './modelFailure.ts';
import type { EndpointProvider } from './modelSources.ts';

/** A model that is loaded from a disk first takes its time. */
const TIMEOUT_MS = 180_000;
/** Enough to think a little and answer; a probe that ends for its length has shown what it was sent for. */
const TOKENS_MAX = 512;

/**
 * Finds out what a model takes by asking it one small thing with everything switched on, and leaving out what is
 * refused, until it answers. @throws ModelFailure
 */
export async function probeModel(
  provider: EndpointProvider,
  model: string,
  listener: FetchListener = {},
): Promise<ModelCapabilities> {
  const first = provider.api === 'chat' ? 'chat' : 'responses';
  const found = await probeApi(provider, model, first, listener);
  if (found) return found;
  if (provider.api === 'auto') {
    const other = await probeApi(provider, model, 'chat', listener);
    if (other) return other;
  }
  throw new ModelFailure('no_model', `${provider.id} does not answer for the model ${model}.`);
}

/** Undefined when the endpoint does not have this API. */
async function probeApi(
  provider: EndpointProvider,
  model: string,
  api: ModelCapabilities['api'],
  listener: FetchListener,
): Promise<ModelCapabilities | undefined> {
  const wanted = new Set<Feature>(FEATURES);
  if (api === 'chat') wanted.delete('reasoningSummary');
  for (;;) {
    const answer = await ask(provider, model, api, wanted, listener);
    if (answer.ok) return capabilities(api, wanted);
    const { status, text } = answer;
    const error = readEndpointError(text);
    const isUnknownModel =
      error.code === 'model_not_found' || /\bmodel\b.*\b(?:not found|does not exist)\b/iu.test(error.message);
    if (!isUnknownModel && (status === 404 || status === 405 || status === 501)) return undefined;
    // Thinking used the tokens up: nothing was refused.
    if (status === 400 && /max_(?:completion_|output_)?tokens|output limit/iu.test(error.message)) {
      return capabilities(api, wanted);
    }
    if (
      status === 400 &&
      /not supported (?:with|in|by) the responses api|only supported in v1\/chat/iu.test(error.message)
    ) {
      return undefined;
    }
    const refused =
      isUnknownModel || !mayRefuse(status)
        ? undefined
        : (refusedFeature(error, [...wanted]) ?? FEATURES.find((feature) => wanted.has(feature)));
    if (refused === undefined) {
      const cause = new Error(error.message || `status ${status}`);
      const code = isUnknownModel ? 'model_not_found' : error.code;
      throw modelFailure(Object.assign(cause, { status, code }), provider.id);
    }
    wanted.delete(refused);
    // A summary of reasoning needs reasoning.
    if (refused === 'reasoningEffort') wanted.delete('reasoningSummary');
  }
}

type Asked = { readonly ok: true } | { readonly ok: false; readonly status: number; readonly text: string };

async function ask(
  provider: EndpointProvider,
  model: string,
  api: ModelCapabilities['api'],
  wanted: ReadonlySet<Feature>,
  listener: FetchListener,
): Promise<Asked> {
  try {
    const answer = await provider.fetch(
      `${provider.baseUrl}/${api === 'chat' ? 'chat/completions' : 'responses'}`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(provider.organisation !== undefined && { 'openai-organization': provider.organisation }),
        },
        body: JSON.stringify(api === 'chat' ? chatBody(model, wanted) : responsesBody(model, wanted)),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
      listener,
    );
    const text = await answer.text();
    return answer.ok ? { ok: true } : { ok: false, status: answer.status, text };
  } catch (error) {
    throw modelFailure(error, provider.id);
  }
}

const READY_SCHEMA = {
  type: 'object',
  properties: { ready: { type: 'boolean' } },
  required: ['ready'],
  additionalProperties: false,
};
const TOOL = { name: 'say_ready', description: 'Says that all is ready.', parameters: READY_SCHEMA };
const PROBE_TEMPERATURE = 0.2;

function chatBody(model: string, wanted: ReadonlySet<Feature>) {
  const format = { name: 'ready', schema: READY_SCHEMA, strict: true };
  return {
    model,
    messages: [{ role: 'user', content: PROBE_QUESTION }],
    ...(wanted.has('tools') && { tools: [{ type: 'function', function: TOOL }] }),
    ...(wanted.has('jsonSchema') && { response_format: { type: 'json_schema', json_schema: format } }),
    ...(wanted.has('logprobs') && { logprobs: true }),
    ...(wanted.has('reasoningEffort') && { reasoning_effort: 'low' }),
    ...(wanted.has('temperature') && { temperature: PROBE_TEMPERATURE }),
  };
}

function responsesBody(model: string, wanted: ReadonlySet<Feature>) {
  const format = { type: 'json_schema', name: 'ready', schema: READY_SCHEMA, strict: true };
  const reasoning = {
    ...(wanted.has('reasoningEffort') && { effort: 'low' }),
    ...(wanted.has('reasoningSummary') && { summary: 'auto' }),
  };
  return {
    model,
    input: [{ role: 'user', content: PROBE_QUESTION }],
    max_output_tokens: TOKENS_MAX,
    store: false,
    ...(wanted.has('tools') && { tools: [{ type: 'function', ...TOOL, strict: true }] }),
    ...(wanted.has('jsonSchema') && { text: { format } }),
    ...(wanted.has('logprobs') && { include: ['message.output_text.logprobs'] }),
    ...(Object.keys(reasoning).length > 0 && { reasoning }),
    ...(wanted.has('temperature') && { temperature: PROBE_TEMPERATURE }),
  };
}

function capabilities(api: ModelCapabilities['api'], wanted: ReadonlySet<Feature>): ModelCapabilities {
  return {
    api,
    tools: wanted.has('tools'),
    jsonSchema: wanted.has('jsonSchema'),
    logprobs: wanted.has('logprobs'),
    reasoningEffort: wanted.has('reasoningEffort'),
    reasoningSummary: wanted.has('reasoningSummary'),
    temperature: wanted.has('temperature'),
  };
}

function mayRefuse(status: number): boolean {
  return status === 400 || status === 422 || status === 403;
}
