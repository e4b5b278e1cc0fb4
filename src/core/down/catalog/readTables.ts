import type { ShadowDatabase } from '../../proof/shadowDatabase.ts';
import type { CatalogEntry } from './catalogEntry.ts';
import { aclText, type CatalogRow, catalogRows, commentText, isOwn } from './catalogQuery.ts';
import { columnEntry, columnText } from './columnEntry.ts';
import { commonFacet } from './facets.ts';

/** Tables with their columns. */
export async function readTables(database: ShadowDatabase): Promise<readonly CatalogEntry[]> {
  const columns = await catalogRows(
    database,
    `SELECT a.attrelid::text AS table_id, a.attrelid::regclass::text AS table, c.relkind::text AS relkind, a.attnum AS place,
       a.attname::text AS name, quote_ident(a.attname) AS quoted, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
       CASE WHEN a.attcollation <> t.typcollation AND a.attcollation <> 0 THEN a.attcollation::regcollation::text END AS collation,
       a.attnotnull AS required, a.attidentity::text AS identity, a.attgenerated::text AS generated,
       COALESCE(pg_catalog.pg_get_expr(d.adbin, d.adrelid), '') AS initial,
       a.attstorage::text AS storage, t.typstorage::text AS type_storage, a.attcompression::text AS compression,
       COALESCE(a.attstattarget, -1) AS statistics, COALESCE((SELECT string_agg(item, ', ') FROM unnest(a.attoptions) item WHERE item NOT LIKE 'pg\\_%'), '') AS options,
       a.attislocal AS local, CASE WHEN t.typtype = 'e' THEN (SELECT quote_literal(e.enumlabel) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder LIMIT 1)
         WHEN t.typcategory = 'N' THEN '0' WHEN t.typcategory = 'B' THEN 'false' WHEN t.typcategory = 'S' THEN ''''''
         WHEN t.typcategory = 'A' THEN '''{}''' WHEN t.typcategory = 'T' THEN '''0''' WHEN t.typname = 'time' THEN '''00:00''' WHEN t.typcategory = 'D' THEN '''epoch'''
         WHEN t.typname IN ('json', 'jsonb') THEN '''{}''' WHEN t.typname = 'uuid' THEN '''00000000-0000-0000-0000-000000000000''' WHEN t.typname = 'bytea' THEN '''''' END AS placeholder, CASE WHEN a.attacl IS NULL THEN '' ELSE ${aclText('a.attacl', "'c'", 'c.relowner')} END AS privileges,
       ${commentText('a.attrelid', 'pg_class', 'a.attnum')} AS comment
     FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
     JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
     LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
       AND ${isOwn('pg_class', 'c.oid', 'c.relnamespace')} ORDER BY a.attrelid, a.attnum`,
  );
  const tables = await catalogRows(
    database,
    `SELECT c.oid::text AS id, c.relname::text AS name, c.oid::regclass::text AS table, c.relnamespace::regnamespace::text AS schema,
       c.relkind::text AS relkind, c.relpersistence::text AS persistence, c.relowner::regrole::text AS owner,
       CASE c.relkind WHEN 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS key,
       COALESCE(array_to_string(c.reloptions, ', '), '') AS options, c.relrowsecurity AS rls, c.relforcerowsecurity AS forced,
       c.relreplident::text AS replica, COALESCE((SELECT i.indexrelid::regclass::text FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisreplident), '') AS replica_index,
       CASE WHEN c.relispartition THEN (SELECT i.inhparent::regclass::text FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid) || ' ' || pg_catalog.pg_get_expr(c.relpartbound, c.oid) END AS bound,
       CASE WHEN NOT c.relispartition THEN (SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid) END AS parents,
       CASE WHEN c.reltablespace <> 0 THEN (SELECT quote_ident(spcname) FROM pg_catalog.pg_tablespace s WHERE s.oid = c.reltablespace) END AS tablespace,
       ${aclText('c.relacl', "'r'", 'c.relowner')} AS privileges, ${commentText('c.oid', 'pg_class')} AS comment
     FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'p') AND ${isOwn('pg_class', 'c.oid', 'c.relnamespace')} ORDER BY c.oid`,
  );
  const columnsOf = new Map<string, CatalogRow[]>();
  for (const row of columns) {
    const id = row.text('table_id');
    columnsOf.set(id, [...(columnsOf.get(id) ?? []), row]);
  }
  return [
    ...tables.map((row) => tableEntry(row, columnsOf.get(row.text('id')) ?? [])),
    ...columns.map(columnEntry),
  ];
}

const PERSISTENCE: Readonly<Record<string, string>> = { u: 'UNLOGGED ', t: 'TEMPORARY ' };

function tableEntry(row: CatalogRow, columns: readonly CatalogRow[]): CatalogEntry {
  const table = row.text('table');
  const key = row.text('key');
  const parents = row.text('parents');
  const own = columns.filter((column) => column.flag('local') || row.text('bound') !== '');
  const body = own.map((column) => `\n  ${columnText(column)}`).join(',');
  const tablespace = row.text('tablespace');
  return {
    kind: 'table',
    id: `table:${row.text('id')}`,
    key: `table ${table}`,
    name: row.text('name'),
    schema: row.text('schema'),
    rename: `ALTER TABLE ${table} RENAME TO`,
    move: `ALTER TABLE ${table} SET SCHEMA`,
    definition: key,
    create: [
      `CREATE ${PERSISTENCE[row.text('persistence')] ?? ''}TABLE ${table} (${body}${body === '' ? '' : '\n'})${
        parents === '' ? '' : ` INHERITS (${parents})`
      }${key === '' ? '' : ` PARTITION BY ${key}`}${tablespace === '' ? '' : ` TABLESPACE ${tablespace}`}`,
    ],
    drop: `DROP TABLE ${table}`,
    facets: {
      owner: row.text('owner'),
      privileges: row.text('privileges'),
      comment: row.text('comment'),
      options: row.text('options'),
      persistence: row.text('persistence'),
      rls: row.flag('rls') ? 'ENABLE' : 'DISABLE',
      forced: row.flag('forced') ? 'FORCE' : 'NO FORCE',
      replica: row.text('replica') === 'i' ? `i ${row.text('replica_index')}` : row.text('replica'),
      bound: row.text('bound'),
      parents,
    },
    setFacet: (facet, from, to) => {
      const alter = `ALTER TABLE ${table}`;
      switch (facet) {
        case 'options':
          return optionChanges(alter, from, to);
        case 'persistence':
          return [`${alter} SET ${to === 'u' ? 'UNLOGGED' : 'LOGGED'}`];
        case 'rls':
        case 'forced':
          return [`${alter} ${to} ROW LEVEL SECURITY`];
        case 'replica':
          return [`${alter} REPLICA IDENTITY ${replicaIdentity(to)}`];
        case 'bound':
          return [
            ...(from === '' ? [] : [`ALTER TABLE ${parentOf(from)} DETACH PARTITION ${table}`]),
            ...(to === ''
              ? []
              : [`ALTER TABLE ${parentOf(to)} ATTACH PARTITION ${table}${to.slice(parentOf(to).length)}`]),
          ];
        case 'parents':
          return [
            ...(from === '' ? [] : from.split(', ').map((parent) => `${alter} NO INHERIT ${parent}`)),
            ...(to === '' ? [] : to.split(', ').map((parent) => `${alter} INHERIT ${parent}`)),
          ];
        default:
          return (
            commonFacet({ alter, comment: `TABLE ${table}`, grant: `TABLE ${table}` }, facet, from, to) ?? []
          );
      }
    },
    holds: 'rows',
  };
}

function replicaIdentity(value: string): string {
  if (value.startsWith('i ')) return `USING INDEX ${value.slice(2)}`;
  return { n: 'NOTHING', f: 'FULL' }[value] ?? 'DEFAULT';
}

/** The parent's name before `FOR VALUES …` or `DEFAULT`. */
function parentOf(bound: string): string {
  return /^(?:"(?:[^"]|"")*"|[^\s"])+/u.exec(bound)?.[0] ?? '';
}

/** Storage options as `name=value, name=value`. */
export function optionChanges(alter: string, from: string, to: string): readonly string[] {
  const options = (text: string): readonly string[] => (text === '' ? [] : text.split(', '));
  const nameOf = (option: string): string => option.split('=', 1)[0] ?? option;
  const gone = options(from).filter((old) => !options(to).some((now) => nameOf(now) === nameOf(old)));
  const set = options(to).filter((now) => !options(from).includes(now));
  return [
    ...(gone.length === 0 ? [] : [`${alter} RESET (${gone.map(nameOf).join(', ')})`]),
    ...(set.length === 0 ? [] : [`${alter} SET (${set.join(', ')})`]),
  ];
}
