import type { ProbeColumn } from './tableShape.ts';

const LENGTH_MAX = 200;
const CANDIDATES_MAX = 24;

/** Values that a check may want of one of its columns: what it says itself, and shapes that checks commonly ask for. */
export function candidatesOfCheck(definition: string, column: ProbeColumn): readonly (string | null)[] {
  const candidates: (string | null)[] = column.required ? [] : [null];
  const texts = [...definition.matchAll(/'((?:[^']|'')*)'/gu)].map(([, text = '']) =>
    text.replaceAll("''", "'"),
  );
  const numbers = [...definition.matchAll(/(?<![\w'.])-?\d+(?:\.\d+)?(?![\w'])/gu)].map(([text]) =>
    Number(text),
  );
  if (column.baseType === 'bool') candidates.push('true', 'false');
  else if (NUMERIC.test(column.baseType)) {
    const quoted = texts.map(Number).filter((number) => Number.isFinite(number));
    for (const number of [...numbers, ...quoted]) {
      candidates.push(String(number), String(number + 1), String(number - 1));
    }
    candidates.push('0', '1');
  } else if (TEXTUAL.test(column.baseType)) {
    candidates.push(...texts);
    for (const number of numbers) {
      if (Number.isInteger(number) && number > 0 && number <= LENGTH_MAX) candidates.push('a'.repeat(number));
    }
    candidates.push(...COMMON_TEXTS);
  } else if (column.baseType === 'bytea') {
    for (const number of numbers) {
      if (Number.isInteger(number) && number > 0 && number <= LENGTH_MAX)
        candidates.push(`\\x${'a1'.repeat(number)}`);
    }
  } else {
    candidates.push(...texts);
  }
  return [...new Set(candidates)].slice(0, CANDIDATES_MAX);
}

const NUMERIC = /^(?:int[248]|numeric|float[48]|money)$/u;
const TEXTUAL = /^(?:text|varchar|bpchar|citext|name)$/u;
const COMMON_TEXTS = [
  'a',
  'abc',
  'ABC',
  'abc1',
  'a_b',
  'probe@example.com',
  'https://example.com',
  '1',
  '1.0.0',
  'a'.repeat(64),
];
