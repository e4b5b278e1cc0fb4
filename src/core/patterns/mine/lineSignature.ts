import { ECMASCRIPT, type Language } from '../../rules/languages.ts';
import { codeTokens, isCommentLine } from './codeTokens.ts';
import type { EditSignature } from './editSignature.ts';
import { continues, goesOn } from './statementWindow.ts';

/** More lines, or words, are a passage of its own and no part of a statement. */
const LINES_MAX = 6;
const TOKENS_MAX = 24;

/** A bracket that closes what stands before goes on with one of these, or the lines belong to two statements. */
const CLOSES = /^[)\]}]/u;
const CLOSES_AND_GOES_ON = /^[)\]}]+\s*(?:else|catch|finally|while|as|satisfies|[,.?:&|+])/u;

const PROPERTY = /^(?:[\p{L}_$][\p{L}\p{N}_$]*|'[^']*'|"[^"]*")\s*:\s*[^:\s]/u;

/**
 * What a change does that only adds lines to a statement or only takes lines out of one: an argument, an option, a clause.
 * Undefined for whole statements, which are told from their neighbours by nothing.
 */
export function lineSignature(
  before: readonly string[],
  after: readonly string[],
  language: Language,
): EditSignature | undefined {
  const isBlank = (lines: readonly string[]): boolean => lines.every((line) => line.trim() === '');
  if (isBlank(before) === isBlank(after)) return undefined;
  const adds = isBlank(before);
  const lines = (adds ? after : before).filter((line) => !isCommentLine(line, language));
  if (lines.length === 0 || lines.length > LINES_MAX || !isPartOfStatement(lines, language)) return undefined;
  const tokens = codeTokens(lines.join('\n'), language);
  if (tokens.length === 0 || tokens.length > TOKENS_MAX) return undefined;
  const words = withLeadingComma(tokens).join(' ');
  const change = adds ? ` → ${words}` : `${words} → `;
  return {
    change,
    placed: change,
    left: '',
    right: '',
    isOneSided: true,
    tokens: tokens.length,
    onlyLiterals: false,
  };
}

/** `x,` before others and `, x` after them are one item of a list. */
function withLeadingComma(tokens: readonly string[]): readonly string[] {
  return tokens.at(-1) === ',' && tokens[0] !== ',' ? [',', ...tokens.slice(0, -1)] : tokens;
}

function isPartOfStatement(lines: readonly string[], language: Language): boolean {
  const [first, last] = [lines[0]?.trim() ?? '', lines.at(-1)?.trim() ?? ''];
  if (CLOSES.test(first)) return CLOSES_AND_GOES_ON.test(first);
  if (language === 'sql') return lines.every((line) => !line.includes(';'));
  if (continues(first) || goesOn(last)) return true;
  return ECMASCRIPT.includes(language) && PROPERTY.test(first);
}
