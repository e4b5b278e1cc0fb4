import type { ShadowDatabase } from '../shadowDatabase.ts';
import { quoteName } from './sqlText.ts';

/** The content of a table, every value as text. */
export interface TableRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Rows beyond these are not looked at; seed data is smaller. */
const ROWS_MAX = 2000;

/**
 * Undefined when the table is not there; columns that are gone are left out.
 *
 * @param newNames names that columns have now, by the name they are asked for
 */
export async function readTableRows(
  database: ShadowDatabase,
  table: string,
  columns: readonly string[],
  newNames: ReadonlyMap<string, string> = new Map(),
): Promise<TableRows | undefined> {
  const [found] = await database.query(
    `select jsonb_agg(attname) as names from pg_catalog.pg_attribute
    where attrelid = to_regclass($1) and attnum > 0 and not attisdropped`,
    [table],
  );
  const names: readonly unknown[] = Array.isArray(found?.names) ? found.names : [];
  if (names.length === 0 && columns.length > 0) {
    const [exists] = await database.query('select to_regclass($1) is not null as there', [table]);
    if (exists?.there !== true) return undefined;
  }
  const nameOf = (name: string): string => newNames.get(name) ?? name;
  const present = columns.filter((name) => names.includes(nameOf(name)));
  const list = present.map((name) => `${quoteName(nameOf(name))}::text`).join(', ');
  const rows = await database.query(
    `select jsonb_build_array(${list}) as row from ${table} limit ${ROWS_MAX}`,
  );
  return {
    columns: present,
    rows: rows.map(({ row }) =>
      Array.isArray(row) ? row.map((value) => (typeof value === 'string' ? value : null)) : [],
    ),
  };
}
