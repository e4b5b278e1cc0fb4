import { stemmer } from 'stemmer';
import { STOP_WORDS } from './stopWords.ts';

export interface Token {
  /** Lower case. */
  readonly text: string;
  readonly stem: string;
  /** Counts words of the text; an identifier and its first part share a position. */
  readonly position: number;
  readonly start: number;
  readonly end: number;
  /** Put together from parts, or holds a digit: `getUser`, `search_path`, `42P01`. */
  readonly identifier: boolean;
}

/** Longer runs of letters are encoded data, which nobody looks for. */
const WORD_LENGTH_MAX = 80;

const CHUNK = /[\p{L}\p{M}\p{N}_$]+(?:[-.][\p{L}\p{M}\p{N}_$]+)*/gu;
/** Where a name written in camelCase has its seams: `userId`, `base64Encode`, `HTTPServer`. */
const SEAM = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{N})(?=\p{Lu}\p{Ll})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u;
const ASCII_WORD = /^[a-z]+$/;
/** Stems that are kept: a library uses the same words again and again, and finding a stem takes longest of all. */
const STEMS_MAX = 20_000;
const stems = new Map<string, string>();
/** Stems of names that are kept, as those of words are. */
const namesStems = new Map<string, readonly string[]>();

const NOT_ASCII = /[^\0-\x7f]/;
const LOWER = 1;
const OTHER_OF_WORD = 2;
const JOINER = 4;
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[a-z]/.test(character)) return LOWER;
  if (/[A-Z0-9_$]/.test(character)) return OTHER_OF_WORD;
  return /[-.]/.test(character) ? JOINER : 0;
});

/**
 * Words of prose and code: names are kept whole and split at their seams, error codes stay whole, scripts without
 * spaces are cut into pairs of characters.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  for (const match of text.matchAll(CHUNK)) {
    const [chunk] = match;
    const start = match.index;
    const end = start + chunk.length;
    // Most words are plain ones, with nothing to split.
    if (ASCII_WORD.test(chunk) && chunk.length <= WORD_LENGTH_MAX) {
      tokens.push({ text: chunk, stem: stemOf(chunk), position, start, end, identifier: false });
      position++;
      continue;
    }
    const parts = splitName(chunk);
    const [only] = parts;
    if (only === undefined || chunk.length > WORD_LENGTH_MAX) continue;
    if (parts.length > 1) {
      const whole = chunk.replace(/^[_$]+|[_$]+$/gu, '').toLowerCase();
      tokens.push({ text: whole, stem: whole, position, start, end, identifier: true });
    }
    for (const part of parts) {
      const lower = part.toLowerCase();
      const identifier = parts.length === 1 && /\p{N}/u.test(lower) && /\p{L}/u.test(lower);
      for (const word of UNSPACED.test(lower) ? characterPairs(lower) : [lower]) {
        tokens.push({ text: word, stem: stemOf(word), position, start, end, identifier });
        position++;
      }
    }
  }
  return tokens;
}

/** Parts of a name, in order: `parse_HTTPHeaders` → `parse`, `HTTP`, `Headers`. */
export function splitName(name: string): string[] {
  return name
    .split(/[-._$]+/u)
    .flatMap((part) => part.split(SEAM))
    .filter((part) => part !== '');
}

/** Stems in order of their appearance, those of whole names included: what `tokenize` gives, in a fraction of the time. */
export function stemsOf(text: string): string[] {
  if (NOT_ASCII.test(text)) return tokenize(text).map(({ stem }) => stem);
  const found: string[] = [];
  for (let start = 0; start < text.length; start++) {
    let kinds = characterKind(text, start);
    if (!isWordKind(kinds)) continue;
    let end = start + 1;
    for (; ; end++) {
      const kind = characterKind(text, end);
      if (kind === JOINER && isWordKind(characterKind(text, end + 1))) kinds |= OTHER_OF_WORD;
      else if (isWordKind(kind)) kinds |= kind;
      else break;
    }
    const chunk = text.slice(start, end);
    if (kinds === LOWER && chunk.length <= WORD_LENGTH_MAX) found.push(stemOfLower(chunk));
    else found.push(...stemsOfName(chunk));
    start = end;
  }
  return found;
}

/** Nothing behind the end. */
function characterKind(text: string, index: number): number {
  return KINDS[text.charCodeAt(index)] ?? 0;
}

function isWordKind(kind: number): boolean {
  return kind === LOWER || kind === OTHER_OF_WORD;
}

function stemsOfName(name: string): readonly string[] {
  const known = namesStems.get(name);
  if (known) return known;
  if (namesStems.size >= STEMS_MAX) namesStems.clear();
  const found = tokenize(name).map(({ stem }) => stem);
  namesStems.set(name, found);
  return found;
}

/** Stems that carry meaning; all of them where nothing but stop words is left. */
export function meaningfulTokens(text: string): Token[] {
  const tokens = tokenize(text);
  const meaningful = tokens.filter((token) => !STOP_WORDS.has(token.text));
  return meaningful.length > 0 ? meaningful : tokens;
}

/** Names and codes of a text, in the order of first appearance, as written but in lower case. */
export function identifiersOf(text: string): string[] {
  return [...new Set(tokenize(text).flatMap((token) => (token.identifier ? [token.text] : [])))];
}

function stemOf(word: string): string {
  return ASCII_WORD.test(word) ? stemOfLower(word) : word;
}

function stemOfLower(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  if (stems.size >= STEMS_MAX) stems.clear();
  const stem = stemmer(word);
  stems.set(word, stem);
  return stem;
}

function characterPairs(word: string): string[] {
  const characters = [...word];
  if (characters.length < 2) return [word];
  return characters.slice(1).map((character, index) => `${characters[index] ?? ''}${character}`);
}
