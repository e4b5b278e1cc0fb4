import type { CatalogRows } from './catalogRows.ts';
import { sorted, TABLESPACE } from './shared.ts';

const owner = 'pg_get_userbyid(relowner)';
const classRow = 'relation join pg_catalog.pg_class class on class.oid = relation.oid';
const columnNames = `select array_agg(attname order by attnum) from pg_catalog.pg_attribute
  where attrelid = relation.oid and attnum > 0 and not attisdropped`;
const grants = `coalesce(relacl, acldefault('r', relowner))`;

/** Where a sequence that has given out nothing goes on, unless that is its start; only its own row tells. */
const RESTARTED_AT = `case when pg_sequence_last_value(relation.oid) is null
    and has_sequence_privilege(relation.oid, 'select')
  then nullif(substring(
      query_to_xml(format('select last_value from %s', relation.oid::regclass), true, true, '')::text
      from '<last_value>(-?[0-9]+)<')::bigint, seqstart) end`;

/** Schemas, tables, views, sequences and foreign tables. */
export const RELATION_ROWS: readonly CatalogRows[] = [
  {
    kind: `'schema'`,
    name: 'quoted',
    properties: { owner: 'pg_get_userbyid(nspowner)' },
    lists: { grants: `coalesce(nspacl, acldefault('n', nspowner))` },
    from: 'namespace',
  },
  {
    kind: 'kind',
    name: 'identity',
    properties: {
      owner,
      persistence: `nullif(relpersistence, 'p')`,
      tablespace: TABLESPACE,
      accessMethod: `nullif(amname, 'heap')`,
      rowSecurity: 'nullif(relrowsecurity, false)',
      forcedRowSecurity: 'nullif(relforcerowsecurity, false)',
      replicaIdentity: `nullif(relreplident, 'd')`,
      partitionKey: `case when class.relkind = 'p' then pg_get_partkeydef(relation.oid) end`,
      partitionBound: 'case when relispartition then pg_get_expr(relpartbound, relation.oid) end',
      ofType: 'case when reloftype <> 0 then reloftype::regtype end',
    },
    lists: {
      grants,
      options: sorted('reloptions'),
      toastOptions: sorted('toast_options'),
      inherits: `case when exists (select from pg_catalog.pg_inherits where inhrelid = relation.oid)
        then (select array_agg(inhparent::regclass order by inhseqno) from pg_catalog.pg_inherits
          where inhrelid = relation.oid) end`,
      columns: columnNames,
    },
    from: `${classRow}
      left join pg_catalog.pg_am am on am.oid = relam
      left join (select oid as toast_oid, reloptions as toast_options from pg_catalog.pg_class where relkind = 't') toast
        on toast_oid = reltoastrelid
      where relation.relkind in ('r', 'p')`,
  },
  {
    kind: 'kind',
    name: 'identity',
    properties: {
      owner,
      tablespace: TABLESPACE,
      populated: `case when class.relkind = 'm' then relispopulated end`,
      definition: 'pg_get_viewdef(relation.oid)',
    },
    lists: { grants, options: sorted('reloptions') },
    from: `${classRow} where relation.relkind in ('v', 'm')`,
  },
  {
    kind: 'kind',
    name: 'identity',
    properties: { owner, server: 'srvname' },
    lists: { grants, options: sorted('ftoptions'), columns: columnNames },
    from: `${classRow}
      join pg_catalog.pg_foreign_table on ftrelid = relation.oid
      join pg_catalog.pg_foreign_server server on server.oid = ftserver`,
  },
  {
    kind: `'sequence'`,
    name: 'relation.identity',
    parent: `'column ' || owned_by`,
    properties: {
      owner,
      persistence: `nullif(relpersistence, 'p')`,
      type: 'format_type(seqtypid, null)',
      start: 'seqstart',
      increment: 'seqincrement',
      minimum: 'seqmin',
      maximum: 'seqmax',
      cache: 'seqcache',
      cycle: 'nullif(seqcycle, false)',
      ownedBy: 'owned_by',
      lastValue: 'pg_sequence_last_value(relation.oid)',
      nextValue: RESTARTED_AT,
    },
    lists: { grants: `coalesce(relacl, acldefault('s', relowner))` },
    from: `${classRow}
      join pg_catalog.pg_sequence on seqrelid = relation.oid
      left join lateral (
        select refobjid::regclass || '.' || quote_ident(attname) as owned_by
        from pg_catalog.pg_depend
        join pg_catalog.pg_attribute on attrelid = refobjid and attnum = refobjsubid
        where classid = 'pg_catalog.pg_class'::regclass and objid = relation.oid
          and refclassid = 'pg_catalog.pg_class'::regclass and refobjsubid > 0 and deptype in ('a', 'i')
        limit 1
      ) owning on true`,
  },
];
