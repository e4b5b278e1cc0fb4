import type { MapLayout, Point } from './layoutMap.ts';
import type { MapColumn, MapKey, MapTable, SchemaMap } from './schemaMap.ts';

/** Sizes of the drawing; text is measured by its letters, near enough for a box. */
const HEAD_HEIGHT = 24;
const LINE_HEIGHT = 17;
const LETTER_WIDTH = 6.7;
const WIDTH_MIN = 110;
const WIDTH_MAX = 300;
const PADDING = 10;
/** A table with many columns shows its keys and a few more; all of them where there are few tables. */
const COLUMNS_OF_MANY = 5;
const COLUMNS_OF_FEW = 16;
const FEW_TABLES = 14;

export interface DrawnTable {
  readonly table: MapTable;
  readonly columns: readonly MapColumn[];
  /** Columns that the box has no room for. */
  readonly hidden: number;
  readonly width: number;
  readonly height: number;
  /** The upper left corner. */
  readonly x: number;
  readonly y: number;
}

export interface DrawnKey {
  readonly key: MapKey;
  readonly points: readonly Point[];
}

export interface DrawnMap {
  readonly tables: readonly DrawnTable[];
  readonly keys: readonly DrawnKey[];
  readonly width: number;
  readonly height: number;
}

export const DRAWING = { head: HEAD_HEIGHT, line: LINE_HEIGHT, padding: PADDING } as const;

/** Boxes before they have a place. */
export function boxesOf(map: SchemaMap): readonly Omit<DrawnTable, 'x' | 'y'>[] {
  const room = map.nodes.length <= FEW_TABLES ? COLUMNS_OF_FEW : COLUMNS_OF_MANY;
  return map.nodes.map((table) => {
    const keys = table.columns.filter(({ key }) => key !== undefined);
    const others = table.columns.filter(({ key }) => key === undefined);
    const columns = [...keys, ...others].slice(0, Math.max(room, keys.length));
    const hidden = table.columns.length - columns.length + table.moreColumns;
    const lines = columns.length + (hidden > 0 ? 1 : 0);
    const letters = Math.max(
      tableTitle(table).length + 1,
      ...columns.map(({ name, type }) => name.length + shortType(type).length + 4),
    );
    return {
      table,
      columns,
      hidden,
      width: Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, letters * LETTER_WIDTH + 2 * PADDING)),
      height: HEAD_HEIGHT + lines * LINE_HEIGHT + (lines > 0 ? 6 : 0),
    };
  });
}

export function drawnMap(
  map: SchemaMap,
  boxes: readonly Omit<DrawnTable, 'x' | 'y'>[],
  layout: MapLayout,
): DrawnMap {
  return {
    width: layout.width,
    height: layout.height,
    tables: boxes.map((box, index) => {
      const middle = layout.nodes[index] ?? { x: 0, y: 0 };
      return { ...box, x: middle.x - box.width / 2, y: middle.y - box.height / 2 };
    }),
    keys: map.edges.map((key, index) => {
      const own = map.nodes.findIndex(({ id }) => key.from === id && key.to === id);
      const [middle, box] = [layout.nodes[own], boxes[own]];
      return { key, points: middle && box ? loopOf(middle, box) : (layout.edges[index] ?? []) };
    }),
  };
}

/** How far the line of a table that refers to itself stands off. */
const LOOP = 22;

/** A line from a table to itself, at its right side. */
function loopOf(
  middle: Point,
  { width, height }: { readonly width: number; readonly height: number },
): readonly Point[] {
  const right = middle.x + width / 2;
  const top = middle.y - height / 2 + HEAD_HEIGHT / 2;
  return [
    { x: right, y: top + LINE_HEIGHT * 2 },
    { x: right + LOOP, y: top + LINE_HEIGHT * 2 },
    { x: right + LOOP, y: top },
    { x: right, y: top },
  ];
}

/** The schema is said where it is not the usual one. */
export function tableTitle({ id, name, schema }: MapTable): string {
  return schema === 'public' && name !== '' ? name : id;
}

/** Types as people say them. */
export function shortType(type: string): string {
  const short = type
    .replace('timestamp with time zone', 'timestamptz')
    .replace('timestamp without time zone', 'timestamp')
    .replace('character varying', 'varchar');
  return short.length > 18 ? `${short.slice(0, 17)}…` : short;
}

/** A line through the points, its corners rounded. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const last = rest.at(-1);
  if (!last) return '';
  const middle = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? point;
    return `Q${round(point.x)} ${round(point.y)} ${round((point.x + next.x) / 2)} ${round((point.y + next.y) / 2)}`;
  });
  return `M${round(first.x)} ${round(first.y)} ${middle.join(' ')} L${round(last.x)} ${round(last.y)}`;
}

/** An arrow's head at the end of a line, as a path. */
export function headOf(points: readonly Point[]): string {
  const tip = points.at(-1);
  const from = points.at(-2);
  if (!tip || !from) return '';
  const [dx, dy] = direction(from, tip);
  const [backX, backY] = [tip.x - dx * 8, tip.y - dy * 8];
  return `M${round(backX - dy * 4)} ${round(backY + dx * 4)} L${round(tip.x)} ${round(tip.y)} L${round(backX + dy * 4)} ${round(backY - dx * 4)}`;
}

/** Three toes where a table may have many rows for one of the other. */
export function footOf(points: readonly Point[]): string {
  const [tip, next] = points;
  if (!tip || !next) return '';
  const [dx, dy] = direction(tip, next);
  const [outX, outY] = [tip.x + dx * 9, tip.y + dy * 9];
  return [-5, 5]
    .map((side) => `M${round(outX)} ${round(outY)} L${round(tip.x - dy * side)} ${round(tip.y + dx * side)}`)
    .join(' ');
}

function direction(from: Point, to: Point): readonly [number, number] {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return [(to.x - from.x) / length, (to.y - from.y) / length];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
