/** Points of one column of pixels: where the line enters and leaves it, and how far it reaches in between. */
export interface Column<Point> {
  readonly x: number;
  /** In their order: the first, the lowest, the highest and the last, each once. */
  readonly kept: readonly Point[];
  readonly all: readonly Point[];
}

/**
 * What of many points can be seen at this many pixels a column: no lowest and no highest value is lost, and the line
 * through what is kept looks as the line through all would. Points come in the order of x.
 */
export function columnsOf<Point>(
  points: readonly Point[],
  xOf: (point: Point) => number,
  readValue: (point: Point) => number | undefined,
  columnPx: number,
): readonly Column<Point>[] {
  const columns: Column<Point>[] = [];
  let start = 0;
  while (start < points.length) {
    const first = points[start];
    if (first === undefined) break;
    const column = Math.floor(xOf(first) / columnPx);
    let end = start + 1;
    while (end < points.length) {
      const next = points[end];
      if (next === undefined || Math.floor(xOf(next) / columnPx) !== column) break;
      end += 1;
    }
    const all = points.slice(start, end);
    columns.push({ x: xOf(first), kept: keptOf(all, readValue), all });
    start = end;
  }
  return columns;
}

function keptOf<Point>(
  all: readonly Point[],
  readValue: (point: Point) => number | undefined,
): readonly Point[] {
  if (all.length <= 4) return all;
  let lowest: number | undefined;
  let highest: number | undefined;
  for (const [index, point] of all.entries()) {
    const value = readValue(point);
    if (value === undefined) continue;
    if (lowest === undefined || value < (valueAt(all, lowest, readValue) ?? value)) lowest = index;
    if (highest === undefined || value > (valueAt(all, highest, readValue) ?? value)) highest = index;
  }
  const indexes = new Set([0, lowest ?? 0, highest ?? 0, all.length - 1]);
  return all.filter((_, index) => indexes.has(index));
}

function valueAt<Point>(
  all: readonly Point[],
  index: number,
  readValue: (point: Point) => number | undefined,
): number | undefined {
  const point = all[index];
  return point === undefined ? undefined : readValue(point);
}
