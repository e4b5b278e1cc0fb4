/** A string as a program writes it, taken apart. */
export interface QuotedLiteral {
  /** Letters before the quote: `f`, `rb`, `@`. */
  readonly prefix: string;
  readonly quote: string;
  readonly body: string;
}

const LITERAL = /^(@?\$?@?|[A-Za-z]{0,2})("""|'''|["'`])([\s\S]*)$/u;

/** Undefined where the text is no whole string. */
export function readQuoted(text: string): QuotedLiteral | undefined {
  const found = LITERAL.exec(text);
  const prefix = found?.[1] ?? '';
  const quote = found?.[2] ?? '';
  const rest = found?.[3] ?? '';
  if (!found || rest.length < quote.length || !rest.endsWith(quote)) return undefined;
  const body = rest.slice(0, -quote.length);
  return endsInEscape(body) || holdsQuote(body, quote) ? undefined : { prefix, quote, body };
}

export function writeQuoted({ prefix, quote, body }: QuotedLiteral): string {
  return prefix + quote + body + quote;
}

/** The same string in other quotes; undefined where the body would mean something else. */
export function requote(literal: QuotedLiteral, quote: string): QuotedLiteral | undefined {
  const { body, prefix } = literal;
  if (literal.quote === quote) return undefined;
  if (quote === '`' && /`|\$\{/u.test(body)) return undefined;
  if (literal.quote === '`' && /\$\{|[\r\n]/u.test(body)) return undefined;
  const isRaw = /r|@/iu.test(prefix);
  if (quote.length > 1 || literal.quote.length > 1) {
    const clash = body.includes(quote) || body.includes('\n') || body.endsWith(quote[0] ?? '');
    return clash ? undefined : { ...literal, quote };
  }
  if (isRaw) return body.includes(quote) || body.includes(literal.quote) ? undefined : { ...literal, quote };
  const eased = body.replace(/\\([\s\S])/gu, (pair, char: string) => (char === literal.quote ? char : pair));
  return { ...literal, quote, body: escaped(eased, quote) };
}

function escaped(body: string, quote: string): string {
  return body.replace(/\\[\s\S]|[\s\S]/gu, (piece) => (piece === quote ? `\\${quote}` : piece));
}

function endsInEscape(body: string): boolean {
  return (/\\+$/u.exec(body)?.[0].length ?? 0) % 2 === 1;
}

function holdsQuote(body: string, quote: string): boolean {
  return body.replace(/\\[\s\S]/gu, '').includes(quote);
}
