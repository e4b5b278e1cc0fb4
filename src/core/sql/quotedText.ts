import type { SqlToken } from './token.ts';

/** What a string constant says, and where each of its characters stands in the text around it. */
export interface QuotedText {
  readonly text: string;
  /** The outer offset of an offset in `text`; the same order, so that spans stay spans. */
  at(offset: number): number;
  /** How a new piece of `text` is written in the constant; undefined when it cannot be. */
  quote(newText: string): string | undefined;
}

/** The content of a string constant; undefined for kinds whose text is not plainly in it, such as `U&'…'`. */
export function quotedText(outer: string, token: SqlToken): QuotedText | undefined {
  const written = outer.slice(token.start, token.end);
  const tag = /^\$[^$]*\$/u.exec(written)?.[0];
  if (tag !== undefined) {
    if (!written.endsWith(tag) || written.length < tag.length * 2) return undefined;
    return shifted(written.slice(tag.length, -tag.length), token.start + tag.length, (newText) =>
      newText.includes(tag) ? undefined : newText,
    );
  }
  if (!written.endsWith("'") || written.length < 2) return undefined;
  if (written.startsWith("'")) return singleQuoted(written.slice(1, -1), token.start + 1, false);
  if (/^e'/iu.test(written) && written.length > 2)
    return singleQuoted(written.slice(2, -1), token.start + 2, true);
  return undefined;
}

function shifted(text: string, shift: number, quote: QuotedText['quote']): QuotedText {
  return { text, at: (offset) => offset + shift, quote };
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', "'": "'", n: '\n', t: '\t', r: '\r' };

function singleQuoted(inner: string, shift: number, hasEscapes: boolean): QuotedText | undefined {
  const quote = (newText: string): string =>
    (hasEscapes ? newText.replaceAll('\\', '\\\\') : newText).replaceAll("'", "''");
  if (!inner.includes("'") && !(hasEscapes && inner.includes('\\'))) return shifted(inner, shift, quote);
  let text = '';
  const places: number[] = [];
  for (let offset = 0; offset < inner.length; offset++) {
    places.push(offset);
    const char = inner[offset] ?? '';
    if (char === "'") {
      text += char;
      offset++;
    } else if (hasEscapes && char === '\\') {
      const said = SIMPLE_ESCAPES[inner[offset + 1] ?? ''];
      if (said === undefined) return undefined;
      text += said;
      offset++;
    } else {
      text += char;
    }
  }
  places.push(inner.length);
  return { text, at: (offset) => (places[offset] ?? inner.length) + shift, quote };
}

/** The content of a constant that stands in another's content. */
export function nestQuoted(outer: QuotedText, inner: QuotedText): QuotedText {
  return {
    text: inner.text,
    at: (offset) => outer.at(inner.at(offset)),
    quote: (newText) => {
      const quoted = inner.quote(newText);
      return quoted === undefined ? undefined : outer.quote(quoted);
    },
  };
}
