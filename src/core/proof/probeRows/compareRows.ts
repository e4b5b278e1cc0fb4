import type { TableRows } from './tableRows.ts';

export interface RowComparison {
  /** In words: `column public.orders.email comes back empty: data is gone`. */
  readonly losses: readonly string[];
  /** Changes that are no loss, in words. */
  readonly notes: readonly string[];
  /** Rows that were not there before. */
  readonly addedCount: number;
}

export interface RowsToCompare {
  readonly table: string;
  readonly primaryKey: readonly string[];
  readonly before: TableRows;
  /** Undefined when the table is gone. */
  readonly after: TableRows | undefined;
  /** Time of the transaction: a time that a trigger has set to it is no loss. */
  readonly now: string;
}

/** What became of the rows of one table. */
export function compareRows({ table, primaryKey, before, after, now }: RowsToCompare): RowComparison {
  if (before.rows.length === 0) return { losses: [], notes: [], addedCount: after?.rows.length ?? 0 };
  if (!after) return { losses: [`table ${table} is gone with its rows`], notes: [], addedCount: 0 };
  if (after.rows.length === 0) {
    return { losses: [`table ${table} comes back empty: data is gone`], notes: [], addedCount: 0 };
  }
  const gone = before.columns.filter((name) => !after.columns.includes(name));
  const losses = gone
    .filter((name) => valuesOf(before, name).some((value) => value !== null))
    .map((name) => `column ${table}.${name} does not come back: data is gone`);
  const notes: string[] = [];
  const pairs = pairRows(before, after, keyColumns(primaryKey, before, after));
  const missing = before.rows.length - pairs.length;
  if (missing > 0)
    losses.push(`${missing} of ${before.rows.length} rows of ${table} do not come back: data is gone`);
  for (const name of after.columns) {
    const values = columnPairs(name, before, after, pairs);
    const touched = touchedCount(values, now);
    if (touched > 0) notes.push(`Column ${table}.${name} is set to the time of the migration.`);
    else losses.push(...columnLosses(`${table}.${name}`, values));
  }
  return { losses, notes, addedCount: Math.max(0, after.rows.length - pairs.length) };
}

const SECOND_LENGTH = 'YYYY-MM-DD HH:MM:SS'.length;

/** How many values became the time of the transaction; 0 when any became something else. */
function touchedCount(pairs: readonly ValuePair[], now: string): number {
  const changed = pairs.filter(([was, is]) => was !== is);
  const second = now.slice(0, SECOND_LENGTH);
  return changed.every(([was, is]) => is?.startsWith(second) === true && isTime(was)) ? changed.length : 0;
}

function isTime(value: string | null): boolean {
  return value === null || /^\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d/u.test(value);
}

type Row = readonly (string | null)[];
type RowPair = readonly [before: Row, after: Row];
type ValuePair = readonly [before: string | null, after: string | null];

function columnLosses(column: string, pairs: readonly ValuePair[]): readonly string[] {
  const changed = pairs.filter(([was, is]) => was !== is);
  const [first] = changed;
  if (first === undefined) return [];
  const filled = pairs.filter(([was]) => was !== null);
  if (filled.length > 0 && filled.every(([, is]) => is === null)) {
    return [`column ${column} comes back empty: data is gone`];
  }
  const values = new Set(changed.map(([, is]) => is));
  if (changed.length > 1 && values.size === 1 && new Set(pairs.map(([was]) => was)).size > 1) {
    return [
      `column ${column} comes back as ${shown(first[1])} in ${changed.length} of ${pairs.length} rows: data is gone`,
    ];
  }
  return [
    `column ${column} comes back changed in ${changed.length} of ${pairs.length} rows: ${shown(first[1])} instead of ${shown(first[0])}`,
  ];
}

/**
 * Columns that tell rows apart on both sides: the primary key where its values stayed, else all columns whose values
 * stayed as a whole.
 */
function keyColumns(primaryKey: readonly string[], before: TableRows, after: TableRows): readonly string[] {
  const stayed = after.columns.filter((name) => sameValues(valuesOf(before, name), valuesOf(after, name)));
  const hasKey = primaryKey.length > 0 && primaryKey.every((name) => after.columns.includes(name));
  if (
    hasKey &&
    (before.rows.length !== after.rows.length || primaryKey.every((name) => stayed.includes(name)))
  ) {
    return primaryKey;
  }
  return stayed.length > 0 ? stayed : after.columns;
}

function pairRows(before: TableRows, after: TableRows, key: readonly string[]): readonly RowPair[] {
  const waiting = new Map<string, Row[]>();
  for (const row of after.rows) {
    const text = keyText(after, row, key);
    const list = waiting.get(text);
    if (list) list.push(row);
    else waiting.set(text, [row]);
  }
  return before.rows.flatMap((row) => {
    const partner = waiting.get(keyText(before, row, key))?.shift();
    return partner ? [[row, partner] as const] : [];
  });
}

function keyText(table: TableRows, row: Row, key: readonly string[]): string {
  return JSON.stringify(key.map((name) => row[table.columns.indexOf(name)] ?? null));
}

function columnPairs(
  name: string,
  before: TableRows,
  after: TableRows,
  pairs: readonly RowPair[],
): readonly ValuePair[] {
  const [from, to] = [before.columns.indexOf(name), after.columns.indexOf(name)];
  return pairs.map(([was, is]) => [was[from] ?? null, is[to] ?? null]);
}

function valuesOf(table: TableRows, name: string): readonly (string | null)[] {
  const index = table.columns.indexOf(name);
  return table.rows.map((row) => row[index] ?? null);
}

function sameValues(a: readonly (string | null)[], b: readonly (string | null)[]): boolean {
  const text = (values: readonly (string | null)[]): string =>
    JSON.stringify(values.map((value) => JSON.stringify(value)).sort());
  return a.length === b.length && text(a) === text(b);
}

const VALUE_LENGTH_MAX = 40;

function shown(value: string | null): string {
  if (value === null) return 'null';
  const characters = [...value];
  return characters.length > VALUE_LENGTH_MAX
    ? `"${characters.slice(0, VALUE_LENGTH_MAX).join('')}…"`
    : `"${value}"`;
}
