import type { Language } from '../../rules/languages.ts';
import { codeTokens, isWord } from './codeTokens.ts';

/** A piece of code before and after a change. */
export interface Piece {
  readonly before: string;
  readonly after: string;
}

/**
 * Why a change is to be looked at first: it takes a name away that is still used, as where `catch (error)` becomes `catch`
 * although the block reads `error`. Undefined where it does not, and where the same was so in an example.
 */
export function doubtOfUse(place: Piece, examples: readonly Piece[], language: Language): string | undefined {
  const name = leftName(place, language);
  if (name === undefined || examples.length === 0) return undefined;
  return examples.some((example) => leftName(example, language) !== undefined)
    ? undefined
    : `${name} is taken away here, and still used`;
}

/** A name that stands less often after than before, and still stands. */
function leftName({ before, after }: Piece, language: Language): string | undefined {
  const [old, fresh] = [codeTokens(before, language), codeTokens(after, language)];
  return [...new Set(old)].find((token) => {
    if (!isWord(token) || KEYWORD.test(token)) return false;
    const left = countOf(fresh, token);
    return left > 0 && left < countOf(old, token);
  });
}

/** Words of languages, which many statements repeat. */
const KEYWORD =
  /^(?:if|else|for|while|return|new|await|async|const|let|var|function|this|self|null|undefined|true|false|None|True|False|typeof|instanceof|not|and|or|in|is|of|def|class|import|from|as|throw|try|catch|except|finally)$/u;

function countOf(tokens: readonly string[], token: string): number {
  return tokens.filter((one) => one === token).length;
}
