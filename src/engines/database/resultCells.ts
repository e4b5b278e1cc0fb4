import type { RawRow } from './databaseSession.ts';

export type Cell = string | number | boolean | null;

const BOOLEAN = 16;
/** int2, int4, oid, float4, float8: numbers that a double holds without loss. */
const NUMBERS: ReadonlySet<number> = new Set([21, 23, 26, 700, 701]);

/** A cell for people and models: exact where a plain value can be, otherwise the server's own text, cut to a length. */
export function readCell(
  raw: string | null,
  typeOid: number,
  charsMax: number,
): { readonly cell: Cell; readonly cut: boolean } {
  if (raw === null) return { cell: null, cut: false };
  if (typeOid === BOOLEAN) return { cell: raw === 't', cut: false };
  if (NUMBERS.has(typeOid)) {
    const number = Number(raw);
    return { cell: Number.isFinite(number) ? number : raw, cut: false };
  }
  if (raw.length <= charsMax) return { cell: raw, cut: false };
  const head = raw.slice(0, charsMax).replace(/[\uD800-\uDBFF]$/u, '');
  return { cell: `${head}… (${raw.length} characters)`, cut: true };
}

/** About what a row weighs when it is handed on. */
export function rowBytes(row: RawRow): number {
  return row.reduce((sum, cell) => sum + (cell === null ? 4 : Buffer.byteLength(cell) + 2), 2);
}
