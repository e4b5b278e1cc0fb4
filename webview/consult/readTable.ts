/** Rows of a query, wherever they come from. */
export interface ResultTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** There were more rows than were fetched. */
  readonly truncated: boolean;
  readonly milliseconds?: number;
}

/** A table in what a tool gave, as a value or as JSON; undefined when there is none in it. */
export function readTable(value: unknown): ResultTable | undefined {
  const given = typeof value === 'string' ? parsed(value) : value;
  if (Array.isArray(given)) return ofRecords(given);
  if (!isRecord(given)) return undefined;
  const { columns, rows, truncated, ms } = given;
  if (!Array.isArray(columns) || !Array.isArray(rows)) return undefined;
  const names = columns.map(columnName);
  if (names.some((name) => name === undefined)) return undefined;
  const known = names.filter((name) => name !== undefined);
  return {
    columns: known,
    rows: rows.map((row) => cellsOf(row, known)),
    truncated: truncated === true,
    ...(typeof ms === 'number' && { milliseconds: ms }),
  };
}

/** A list of objects with plain values in them reads best as a table. */
function ofRecords(list: readonly unknown[]): ResultTable | undefined {
  if (list.length === 0 || !list.every(isRecord)) return undefined;
  const columns = [...new Set(list.flatMap((row) => Object.keys(row)))];
  return { columns, rows: list.map((row) => cellsOf(row, columns)), truncated: false };
}

function cellsOf(row: unknown, columns: readonly string[]): readonly unknown[] {
  if (Array.isArray(row)) return row;
  return isRecord(row) ? columns.map((name) => row[name]) : [row];
}

function columnName(column: unknown): string | undefined {
  if (typeof column === 'string') return column;
  return isRecord(column) && typeof column.name === 'string' ? column.name : undefined;
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/u.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
