import type { DrawnMap, DrawnTable } from './drawnMap.ts';

const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

/** The table that an arrow key leads to: joined by a foreign key, and nearest to that direction. */
export function nextTable(map: DrawnMap, id: string, key: string): string | undefined {
  const wanted = DIRECTIONS[key];
  const from = map.tables.find(({ table }) => table.id === id);
  if (!wanted || !from) return undefined;
  const joined = new Set(
    map.keys.flatMap(({ key: { from: one, to } }) => (one === id ? [to] : to === id ? [one] : [])),
  );
  const ranked = map.tables
    .filter(({ table }) => table.id !== id && joined.has(table.id))
    .map((one) => ({ one, ahead: ahead(from, one, wanted) }))
    .filter(({ ahead: value }) => value > 0)
    .toSorted((a, b) => b.ahead - a.ahead);
  return ranked[0]?.one.table.id;
}

/** How well a table lies in a direction: 1 straight ahead, 0 beside or behind. */
function ahead(from: DrawnTable, to: DrawnTable, [dx, dy]: readonly [number, number]): number {
  const x = to.x + to.width / 2 - (from.x + from.width / 2);
  const y = to.y + to.height / 2 - (from.y + from.height / 2);
  const length = Math.hypot(x, y) || 1;
  return (x * dx + y * dy) / length;
}
