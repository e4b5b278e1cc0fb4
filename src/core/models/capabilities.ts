/** What a model at an endpoint takes, as it was found out by asking it. */
export interface ModelCapabilities {
  readonly api: 'responses' | 'chat';
  readonly tools: boolean;
  /** Answers held to a JSON schema. */
  readonly jsonSchema: boolean;
  readonly logprobs: boolean;
  readonly reasoningEffort: boolean;
  /** Summaries of its reasoning can be asked for. */
  readonly reasoningSummary: boolean;
  readonly temperature: boolean;
}

export type Feature = Exclude<keyof ModelCapabilities, 'api'>;

/** The last message of a request that only finds out what a model takes. */
export const PROBE_QUESTION = 'Reply with {"ready":true}';

/** In the order they are left out when an endpoint does not say which one it refused: the dearest to miss last. */
export const FEATURES: readonly Feature[] = [
  'logprobs',
  'reasoningSummary',
  'reasoningEffort',
  'temperature',
  'jsonSchema',
  'tools',
];

const NAMED: readonly (readonly [Feature, RegExp])[] = [
  ['reasoningSummary', /reasoning[._ ]summar|verified to (?:use|generate) reasoning summaries|summary/iu],
  ['reasoningEffort', /reasoning|\bthink/iu],
  ['logprobs', /logprob|\binclude\b/iu],
  ['temperature', /temperature/iu],
  ['jsonSchema', /response_format|json_schema|text\.format|structured output/iu],
  ['tools', /\btools?\b|\bfunctions?\b|tool_choice/iu],
];

/** Which of the features an endpoint's refusal speaks of; the parameter it names weighs more than its words. */
export function refusedFeature(
  refusal: { readonly param: string; readonly message: string },
  asked: readonly Feature[],
): Feature | undefined {
  for (const text of [refusal.param, refusal.message]) {
    const named = NAMED.find(([feature, pattern]) => asked.includes(feature) && pattern.test(text));
    if (named) return named[0];
  }
  return undefined;
}
