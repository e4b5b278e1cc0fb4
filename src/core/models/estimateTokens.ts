/** English and SQL come to about four characters a token. */
const CHARACTERS_PER_TOKEN = 4;
/** Outside of Latin letters a token is about one and a half characters. */
const WIDE_CHARACTERS_PER_TOKEN = 1.5;
/** Roles and separators around each message. */
const TOKENS_PER_MESSAGE = 4;

/** For endpoints that tell no usage; within a quarter of the true count for English, and never for billing. */
export function estimateTokens(text: string): number {
  let wide = 0;
  for (const character of text) if ((character.codePointAt(0) ?? 0) > 0x2ff) wide += 1;
  return Math.ceil((text.length - wide) / CHARACTERS_PER_TOKEN + wide / WIDE_CHARACTERS_PER_TOKEN);
}

export function estimateMessageTokens(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + estimateTokens(text) + TOKENS_PER_MESSAGE, 0);
}
