export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** The table of a comparison has this many cells at most; longer texts are shown one after the other. */
const CELLS_MAX = 400_000;

/** Lines of two texts as one text with removals before additions. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const old = linesOf(before);
  const now = linesOf(after);
  if (old.length * now.length > CELLS_MAX) {
    return [...old.map((text) => line('removed', text)), ...now.map((text) => line('added', text))];
  }
  const lengths = commonLengths(old, now);
  const result: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length) {
    const text = old[i];
    const other = now[j];
    if (text !== undefined && text === other) {
      result.push(line('same', text));
      i += 1;
      j += 1;
    } else if (
      text !== undefined &&
      (other === undefined || at(lengths, i + 1, j) >= at(lengths, i, j + 1))
    ) {
      result.push(line('removed', text));
      i += 1;
    } else if (other !== undefined) {
      result.push(line('added', other));
      j += 1;
    }
  }
  return result;
}

/** Length of the longest common run of lines from each pair of places to both ends. */
function commonLengths(old: readonly string[], now: readonly string[]): readonly Uint32Array[] {
  const rows = Array.from({ length: old.length + 1 }, () => new Uint32Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      const row = rows[i];
      if (!row) continue;
      row[j] =
        old[i] === now[j] ? at(rows, i + 1, j + 1) + 1 : Math.max(at(rows, i + 1, j), at(rows, i, j + 1));
    }
  }
  return rows;
}

function at(rows: readonly Uint32Array[], i: number, j: number): number {
  return rows[i]?.[j] ?? 0;
}

function line(kind: DiffLine['kind'], text: string): DiffLine {
  return { kind, text };
}

function linesOf(text: string): readonly string[] {
  const trimmed = text.replace(/\r?\n$/u, '');
  return trimmed === '' ? [] : trimmed.split(/\r?\n/u);
}
