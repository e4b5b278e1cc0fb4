/** Parts of a model's name that say where or how it runs, not what it knows. */
const NO_FAMILY =
  /^(?:latest|preview|exp|experimental|beta|stable|free|instruct|it|hf|online|gguf|ggml|awq|gptq|mlx|exl2|int[48]|w\d+a\d+|fp(?:8|16|32)|bf16|[248]bit|i?q\d(?:_[a-z0-9]+)*)$/u;

/** Dates and short release numbers: 20241022, 0613, 002, and 2024-08-06 in its parts. */
const RELEASE = /^(?:20\d{6}|\d{4}|00\d|[0-3]\d)$/u;

/** A cloud's region and the maker before a name, as in `us.anthropic.`, and its own count of versions after it. */
const CLOUD_PREFIX =
  /^(?:(?:us|eu|apac|ap|global)\.)?(?:anthropic|meta|mistral|amazon|cohere|ai21|deepseek|qwen|openai|google)\./u;
const CLOUD_VERSION = /-v\d+:\d+$/u;

const UNKNOWN = 'unknown';

/**
 * The family that a model's calibration belongs to: its name without provider, date, release and quantisation, with its
 * size. `gpt-4o-2024-08-06` and `openai/gpt-4o` are one family, `gpt-4o-mini` is another.
 */
export function modelFamily(modelId: string): string {
  const id = modelId.trim().toLowerCase();
  const tuned = /^ft:([^:]+)/u.exec(id)?.[1];
  // A tuned model knows other things than what it was tuned from.
  if (tuned !== undefined) return `${modelFamily(tuned)}-tuned`;
  const name = (id.split('/').at(-1) ?? '')
    .replace(/@.*$/u, '')
    .replace(CLOUD_PREFIX, '')
    .replace(CLOUD_VERSION, '');
  const [base = '', tag = ''] = name.split(':');
  const family = [...withoutRelease(base.split('-')), ...tag.split('-')].filter(
    (word) => word !== '' && !NO_FAMILY.test(word),
  );
  return family.length === 0 ? UNKNOWN : family.join('-');
}

/** What follows the last word that is neither release nor note is the release. */
function withoutRelease(words: readonly string[]): readonly string[] {
  const last = words.findLastIndex((word) => !RELEASE.test(word) && !NO_FAMILY.test(word));
  return last < 0 ? words : words.slice(0, last + 1);
}
