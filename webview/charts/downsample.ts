/** Points that share a column of pixels. */
export interface Column<Point> {
  /** In their order; at least one. */
  readonly points: readonly Point[];
  readonly first: Point;
  readonly last: Point;
  /** Lowest and highest value in it; absent where nothing has one. */
  readonly low?: number;
  readonly high?: number;
}

/** Points by the column of pixels that they fall into; no lowest and no highest value is lost. In the order of x. */
export function columnsOf<Point>(
  points: readonly Point[],
  xOf: (point: Point) => number,
  readValue: (point: Point) => number | undefined,
  columnPx: number,
): readonly Column<Point>[] {
  const groups: Point[][] = [];
  let column: number | undefined;
  for (const point of points) {
    const own = Math.floor(xOf(point) / columnPx);
    if (own === column) groups.at(-1)?.push(point);
    else groups.push([point]);
    column = own;
  }
  return groups.flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [columnOf(group, first, readValue)];
  });
}

/** A column of each point, where there is room for all of them. */
export function columnOfEach<Point>(
  points: readonly Point[],
  readValue: (point: Point) => number | undefined,
): readonly Column<Point>[] {
  return points.map((point) => columnOf([point], point, readValue));
}

function columnOf<Point>(
  points: readonly Point[],
  first: Point,
  readValue: (point: Point) => number | undefined,
): Column<Point> {
  let low: number | undefined;
  let high: number | undefined;
  for (const point of points) {
    const value = readValue(point);
    if (value === undefined) continue;
    if (low === undefined || value < low) low = value;
    if (high === undefined || value > high) high = value;
  }
  return {
    points,
    first,
    last: points.at(-1) ?? first,
    ...(low !== undefined && { low }),
    ...(high !== undefined && { high }),
  };
}
