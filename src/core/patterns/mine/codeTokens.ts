import type { Language } from '../../rules/languages.ts';

/** Comments to the line's end, by what begins them. */
const HASH_COMMENTS: ReadonlySet<Language> = new Set(['python', 'ruby', 'bash', 'yaml']);

const WORD = String.raw`[\p{L}_$@][\p{L}\p{N}_$]*`;
const NUMBER = String.raw`\d[\p{L}\p{N}_.]*`;
const STRING = String.raw`"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|${'`'}(?:\\.|[^${'`'}\\])*${'`'}`;
const OPERATOR = String.raw`===|!==|\*\*=|>>>|\.\.\.|\?\?=|&&=|\|\|=|=>|->|::|:=|==|!=|<=|>=|&&|\|\||\?\?|\?\.|\+\+|--|\+=|-=|\*=|\/=|\*\*|<<|>>|\S`;

const BLOCK_COMMENT = String.raw`\/\*[\s\S]*?(?:\*\/|$)|<!--[\s\S]*?(?:-->|$)`;

function tokensOf(lineComment: string): RegExp {
  return new RegExp(`${BLOCK_COMMENT}|${lineComment}|(${STRING}|${WORD}|${NUMBER}|${OPERATOR})`, 'gu');
}

const SLASH = tokensOf(String.raw`\/\/[^\n]*`);
const HASH = tokensOf(String.raw`#[^\n]*`);
const DASH = tokensOf(String.raw`--[^\n]*`);

/**
 * Words, numbers, strings and signs of a few lines, without blanks and comments: near enough to every language's own
 * tokens to tell equal edits from different ones before anything is parsed.
 */
export function codeTokens(text: string, language: Language): readonly string[] {
  const pattern = HASH_COMMENTS.has(language) ? HASH : language === 'sql' ? DASH : SLASH;
  const tokens: string[] = [];
  for (const [, token] of text.matchAll(pattern)) {
    if (token !== undefined) tokens.push(language === 'sql' ? plainSql(token) : token);
  }
  return tokens;
}

/** A hunk may begin inside of a comment whose beginning it does not show. */
export function isCommentLine(line: string, language: Language): boolean {
  const text = line.trim();
  if (text === '') return true;
  if (HASH_COMMENTS.has(language)) return text.startsWith('#');
  if (language === 'sql') return text.startsWith('--');
  return /^(?:\/\/|\/\*|\*(?:\/|\s|$))/u.test(text);
}

export function isWord(token: string): boolean {
  return /^[\p{L}_$@]/u.test(token);
}

export function isLiteral(token: string): boolean {
  return /^["'`\d]/u.test(token);
}

function plainSql(token: string): string {
  return isWord(token) ? token.toLowerCase() : token;
}
