/** For deep work, best first; the first one is named as the default. */
const DEEP_MODELS = ['o3', 'gpt-5', 'o4-mini', 'gpt-4.1', 'gpt-4o', 'gpt-4.1-mini'];
/** For routing, titles and summaries. */
const SMALL_MODELS = ['gpt-4.1-mini', 'gpt-4o-mini', 'gpt-5-mini', 'gpt-4.1-nano', 'gpt-5-nano', 'o4-mini'];

/** Names of models that do something else than talk. */
const OTHER_KINDS =
  /embed|whisper|tts|dall-e|image|audio|realtime|moderation|transcribe|search|davinci|babbage|rerank|sora/iu;
const SMALL_NAME = /mini|nano|small|flash|haiku|lite|[^\d](?:[1-8](?:\.\d)?)b\b/iu;

/** Of what the endpoint lists; the named default when it lists nothing. Undefined when nothing of it talks. */
export function defaultDeepModel(listed: readonly string[] | undefined): string | undefined {
  if (listed === undefined) return DEEP_MODELS[0];
  const talking = listed.filter((name) => !OTHER_KINDS.test(name));
  return DEEP_MODELS.find((name) => talking.includes(name)) ?? talking[0];
}

/** As the one for deep work; undefined when the endpoint has no small one. */
export function defaultSmallModel(listed: readonly string[] | undefined): string | undefined {
  if (listed === undefined) return SMALL_MODELS[0];
  const talking = listed.filter((name) => !OTHER_KINDS.test(name));
  return SMALL_MODELS.find((name) => talking.includes(name)) ?? talking.find((name) => SMALL_NAME.test(name));
}
