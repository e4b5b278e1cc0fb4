/** One number, with an optional sign, thousands set apart by commas, decimals and an exponent. */
const NUMBER = /^([+-]?)((?:\d{1,3}(?:,\d{3})+|\d+)?)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?$/u;

/** A whole answer in a fence, quotes or code marks is what stands inside. */
const WRAPPINGS = [
  /^```[^\n]*\n([\s\S]*?)\n?```$/u,
  /^`([^`]*)`$/u,
  /^\*\*([\s\S]*)\*\*$/u,
  /^"([^"]*)"$/u,
  /^'([^']*)'$/u,
] as const;

/** Deeper than this nothing is unwrapped: real answers have one or two layers. */
const LAYERS_MAX = 4;

/**
 * What a short answer comes to: without wrapping, case, blanks and a closing full stop; a number as the shortest
 * writing of its value; JSON with its fields in order. Undefined for an answer without content.
 */
export function textKey(answer: string): string | undefined {
  const inner = unwrapped(answer.normalize('NFKC'));
  const plain = inner
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/(?<=[^\s.])\.$/u, '')
    .toLowerCase();
  if (plain === '') return undefined;
  return numberKey(plain) ?? jsonKey(inner) ?? plain;
}

/** The shortest writing of a number's value, exact for any number of digits: `1`, `1.0` and `+1e0` are the same. */
export function numberKey(text: string): string | undefined {
  const match = NUMBER.exec(text.trim().toLowerCase());
  if (!match) return undefined;
  const [, sign = '', whole = '', decimals = '', exponent = '0'] = match;
  if (whole === '' && decimals === '') return undefined;
  const digits = `${whole.replaceAll(',', '')}${decimals}`;
  const significant = digits.replace(/^0+/u, '').replace(/0+$/u, '');
  if (significant === '') return '0';
  const trailing = digits.length - digits.replace(/0+$/u, '').length;
  const power = Number(exponent) - decimals.length + trailing;
  return `${sign === '-' ? '-' : ''}${placed(significant, power)}`;
}

/** Digits times a power of ten, written out while that stays readable. */
function placed(digits: string, power: number): string {
  if (Math.abs(power) > 30) return `${digits}e${power}`;
  if (power >= 0) return digits + '0'.repeat(power);
  const padded = digits.padStart(1 - power, '0');
  return `${padded.slice(0, power)}.${padded.slice(power)}`;
}

function unwrapped(answer: string): string {
  let inner = answer.trim();
  for (let layer = 0; layer < LAYERS_MAX; layer++) {
    const next = WRAPPINGS.map((wrapping) => wrapping.exec(inner)?.[1]).find((text) => text !== undefined);
    if (next === undefined) break;
    inner = next.trim();
  }
  return inner;
}

function jsonKey(text: string): string | undefined {
  if (!/^[[{]/u.test(text)) return undefined;
  try {
    return canonicalJson(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** JSON with every object's fields in order of their names and no blanks. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
    return `{${fields.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
