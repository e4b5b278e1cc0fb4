import { cellText } from './csv.ts';

/** Rows by one column, numbers as numbers and NULL last; equals keep their order. */
export function sortedRows(
  rows: readonly (readonly unknown[])[],
  column: number,
  descending: boolean,
): readonly (readonly unknown[])[] {
  const sign = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [one, other] = [cellText(a[column]), cellText(b[column])];
    if (one === undefined || other === undefined)
      return Number(one === undefined) - Number(other === undefined);
    const [number, otherNumber] = [numberOf(one), numberOf(other)];
    if (number !== undefined && otherNumber !== undefined) return sign * (number - otherNumber);
    return sign * (one < other ? -1 : one > other ? 1 : 0);
  });
}

function numberOf(text: string): number | undefined {
  if (!/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/iu.test(text)) return undefined;
  return Number(text);
}
