import type { UsedName, UsedNames } from '../../core/policy/sql/sqlClass.ts';
import type { DatabaseSession } from './databaseSession.ts';

export interface NamesBehind {
  /** The query must not run: a name in it means a function of the database's own that may do more than read. */
  readonly refusals: readonly string[];
  /** It may run, but it is more than it looks. */
  readonly warnings: readonly string[];
}

// A function that may do more than read: somebody's own (no extension brought it), and volatile or with its owner's
// rights. Functions of pg_catalog were judged by name.
const HARMFUL = `
  harmful AS (
    SELECT p.oid, p.proname, n.nspname, p.pronargs, p.pronargdefaults
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND (p.provolatile = 'v' OR p.prosecdef)
      AND NOT EXISTS (SELECT FROM pg_depend d
        WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
  )`;

const QUERY = `
  WITH ${HARMFUL}
  SELECT 'function', h.nspname || '.' || h.proname FROM harmful h
    JOIN unnest($1::text[], $2::text[]) used(name, schema) ON used.name = h.proname
    WHERE h.nspname = used.schema OR (used.schema = '' AND h.nspname = ANY ($7::text[]))
  UNION
  SELECT 'attribute', h.nspname || '.' || h.proname FROM harmful h
    WHERE h.proname = ANY ($5::text[]) AND h.nspname = ANY ($7::text[])
      AND h.pronargs - h.pronargdefaults <= 1 AND h.pronargs >= 1
      AND NOT EXISTS (SELECT FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relname = ANY ($6::text[]) AND a.attname = h.proname AND a.attnum > 0 AND NOT a.attisdropped)
  UNION
  SELECT 'operator', n.nspname || '.' || o.oprname FROM pg_operator o
    JOIN pg_namespace n ON n.oid = o.oprnamespace
    JOIN harmful h ON h.oid = o.oprcode
    JOIN unnest($3::text[], $4::text[]) used(name, schema) ON used.name = o.oprname
    WHERE n.nspname = used.schema OR (used.schema = '' AND n.nspname = ANY ($7::text[]))
  LIMIT 20`;

const VIEWS = `
  WITH RECURSIVE ${HARMFUL},
  read AS (
    SELECT c.oid, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN unnest($1::text[], $2::text[]) used(name, schema) ON used.name = c.relname
    WHERE c.relkind = 'v' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      AND (n.nspname = used.schema OR (used.schema = '' AND n.nspname = ANY ($3::text[])))
    UNION
    SELECT inner_view.oid, read.relname FROM read
    JOIN pg_rewrite w ON w.ev_class = read.oid
    JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
    JOIN pg_class inner_view ON inner_view.oid = d.refobjid AND inner_view.relkind = 'v'
  )
  SELECT DISTINCT read.relname, h.nspname || '.' || h.proname FROM read
  JOIN pg_rewrite w ON w.ev_class = read.oid
  JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_proc'::regclass
  JOIN harmful h ON h.oid = d.refobjid
  UNION ALL
  SELECT c.relname, NULL FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN unnest($1::text[], $2::text[]) used(name, schema) ON used.name = c.relname
  WHERE c.relkind = 'f' AND (n.nspname = used.schema OR (used.schema = '' AND n.nspname = ANY ($3::text[])))
  LIMIT 20`;

/**
 * Asks the database what stands behind a read's names, which the text alone does not tell. The session looks names up in
 * pg_catalog alone meanwhile; `path` is an array, as the server writes it, of the schemas the read will look in.
 */
export async function namesBehind(
  session: DatabaseSession,
  names: UsedNames,
  path: string,
): Promise<NamesBehind> {
  const { functions, operators, relations, attributes } = names;
  const { rows } = await session.run(QUERY, [
    ...columnsOf(functions),
    ...columnsOf(operators),
    attributes,
    relations.map(({ name }) => name),
    path,
  ]);
  const views =
    relations.length === 0 ? [] : (await session.run(VIEWS, [...columnsOf(relations), path])).rows;
  return {
    refusals: rows.map(
      ([kind, name]) => `The ${kind} ${name} calls a function of this database that may do more than read.`,
    ),
    warnings: views.map(([relation, name]) =>
      name === null
        ? `The table ${relation} lives on another server, which sees what is asked.`
        : `The view ${relation} calls ${name}, which may do more than read.`,
    ),
  };
}

function columnsOf(used: readonly UsedName[]): readonly (readonly string[])[] {
  return [used.map(({ name }) => name), used.map(({ schema }) => schema ?? '')];
}
