import { quoteIdentifier } from '../../down/catalog/catalogEntry.ts';
import type { TableNames } from '../sqlNames.ts';
import type { NotNullCheck } from './planProveNotNull.ts';

/** Inside quotes of SQL text. */
export function catalogText(text: string): string {
  return text.replaceAll("'", "''");
}

export interface SwappedColumn {
  readonly table: TableNames;
  readonly name: string;
  readonly check: NotNullCheck;
}

function attribute(table: TableNames, name: string): string {
  return `attrelid = '${catalogText(table.full)}'::regclass AND attname = '${catalogText(name)}'`;
}

/** Where the column allows no nulls, its copy will not either. */
export function requireCopy(table: TableNames, name: string, check: NotNullCheck): string {
  return `DO $$
BEGIN
  IF (SELECT attnotnull FROM pg_catalog.pg_attribute WHERE ${attribute(table, name)}) THEN
    ${check.add};
  END IF;
END
$$`;
}

export function validateCopy({ table, check }: SwappedColumn): string {
  return `DO $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_catalog.pg_constraint
    WHERE conrelid = '${catalogText(table.full)}'::regclass AND conname = '${catalogText(check.name)}'
  ) THEN
    ${check.validate};
  END IF;
END
$$`;
}

/** Dropping a column takes its indexes and constraints along without a word; this says so before. */
export function refuseToLoseParts({ table, name, check }: SwappedColumn): string {
  const relation = `'${catalogText(table.full)}'::regclass`;
  const number = (column: string): string =>
    `(SELECT attnum FROM pg_catalog.pg_attribute WHERE ${attribute(table, column)})`;
  return `DO $$
DECLARE
  parts text;
BEGIN
  SELECT string_agg(part, ', ') INTO parts FROM (
    SELECT indexrelid::regclass::text AS part,
      ${number(name)} = ANY (indkey) AS is_old
    FROM pg_catalog.pg_index
    WHERE indrelid = ${relation} AND (${number(name)} = ANY (indkey) OR ${number(`${name}_new`)} = ANY (indkey))
    UNION ALL
    SELECT conname::text, ${number(name)} = ANY (conkey)
    FROM pg_catalog.pg_constraint
    WHERE conrelid = ${relation} AND contype IN ('c', 'f') AND conname <> '${catalogText(check.name)}'
      AND (${number(name)} = ANY (conkey) OR ${number(`${name}_new`)} = ANY (conkey))
  ) parts_of_both
  HAVING count(*) FILTER (WHERE is_old) > count(*) FILTER (WHERE NOT is_old);
  IF parts IS NOT NULL THEN
    RAISE EXCEPTION 'the new column lacks indexes or constraints that the old one has: %', parts;
  END IF;
END
$$`;
}

/** A default that counts a sequence up takes the sequence along. */
export function moveDefaultAndNotNull(table: TableNames, from: string, to: string): string {
  const [source, target] = [quoteIdentifier(from), quoteIdentifier(to)];
  const alter = `ALTER TABLE ${table.full} ALTER COLUMN`;
  const inFormat = (text: string): string => catalogText(text).replaceAll('%', '%%');
  return `DO $$
DECLARE
  initial text := (
    SELECT pg_catalog.pg_get_expr(adbin, adrelid) FROM pg_catalog.pg_attrdef
    JOIN pg_catalog.pg_attribute ON attrelid = adrelid AND attnum = adnum
    WHERE ${attribute(table, from)}
  );
  counter text := pg_catalog.pg_get_serial_sequence('${catalogText(table.full)}', '${catalogText(from)}');
BEGIN
  IF initial IS NOT NULL THEN
    EXECUTE format('${inFormat(`${alter} ${target}`)} SET DEFAULT %s', initial);
    ${alter} ${source} DROP DEFAULT;
  END IF;
  IF counter IS NOT NULL THEN
    EXECUTE format('ALTER SEQUENCE %s OWNED BY ${inFormat(`${table.full}.${target}`)}', counter);
  END IF;
  IF (SELECT attnotnull FROM pg_catalog.pg_attribute WHERE ${attribute(table, from)}) THEN
    ${alter} ${target} SET NOT NULL;
    ${alter} ${source} DROP NOT NULL;
  END IF;
END
$$`;
}
