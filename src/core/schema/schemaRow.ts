import type { ShadowRow } from '../proof/shadowDatabase.ts';

/** A column of a result row as text; empty when it is missing or null. */
export function textIn(row: ShadowRow, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** A column of a result row as a list of texts: jsonb arrays of strings. */
export function listIn(row: ShadowRow, column: string): readonly string[] {
  const value = row[column];
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is string => typeof item === 'string');
}

export function numberIn(row: ShadowRow, column: string): number {
  const value = row[column];
  return typeof value === 'number' ? value : Number(typeof value === 'string' ? value : Number.NaN);
}

export function flagIn(row: ShadowRow, column: string): boolean {
  return row[column] === true;
}

/** Names as a sentence lists them: `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** A name as it stands between the quotes that SQL may need around it. */
export function unquoted(name: string): string {
  return name.startsWith('"') && name.endsWith('"') && name.length > 1
    ? name.slice(1, -1).replaceAll('""', '"')
    : name;
}
