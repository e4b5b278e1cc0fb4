import type { CatalogRows } from './catalogRows.ts';
import { notOfExtension, RELATION_KEY, sorted, TABLESPACE } from './shared.ts';

const BACKED_BY_INDEX = `contype in ('p', 'u', 'x')`;

/** Constraints, indexes, triggers, rules, policies and statistics objects. */
export const TABLE_PART_ROWS: readonly CatalogRows[] = [
  {
    kind: `'constraint'`,
    name: `quote_ident(conname) || ' on ' || identity`,
    parent: RELATION_KEY,
    properties: {
      definition: 'pg_get_constraintdef(con.oid)',
      valid: 'nullif(convalidated, true)',
      inherited: 'nullif(not conislocal, false)',
      tablespace: `case when ${BACKED_BY_INDEX} then (${TABLESPACE}) end`,
      clustered: 'nullif(indisclustered, false)',
      replicaIdentity: 'nullif(indisreplident, false)',
    },
    lists: { options: `case when ${BACKED_BY_INDEX} then (${sorted('reloptions')}) end` },
    // Postgres 18 keeps NOT NULL as constraints too; older releases do not, and the column says the same.
    from: `pg_catalog.pg_constraint con
      join relation on relation.oid = conrelid
      left join pg_catalog.pg_index on indexrelid = conindid and ${BACKED_BY_INDEX}
      left join pg_catalog.pg_class class on class.oid = indexrelid
      where contype not in ('n', 't')`,
  },
  {
    kind: `'index'`,
    name: 'indexed.identity',
    parent: RELATION_KEY,
    properties: {
      definition: 'pg_get_indexdef(indexrelid)',
      tablespace: TABLESPACE,
      valid: 'nullif(indisvalid, true)',
      clustered: 'nullif(indisclustered, false)',
      replicaIdentity: 'nullif(indisreplident, false)',
      partOf: `case when relispartition then (
        select inhparent::regclass from pg_catalog.pg_inherits where inhrelid = indexrelid) end`,
    },
    lists: {
      statistics: `case when indexprs is not null then (
        select array_agg(attnum || ' ' || attstattarget order by attnum) from pg_catalog.pg_attribute
        where attrelid = indexrelid and attstattarget >= 0) end`,
    },
    from: `pg_catalog.pg_index
      join relation indexed on indexed.oid = indexrelid
      join pg_catalog.pg_class class on class.oid = indexrelid
      join relation on relation.oid = indrelid
      where not exists (select from pg_catalog.pg_constraint
        where conindid = indexrelid and conrelid = indrelid and ${BACKED_BY_INDEX})`,
  },
  {
    kind: `'trigger'`,
    name: `quote_ident(tgname) || ' on ' || identity`,
    parent: RELATION_KEY,
    properties: { definition: 'pg_get_triggerdef(tg.oid)', enabled: 'tgenabled' },
    from: `pg_catalog.pg_trigger tg join relation on relation.oid = tgrelid where not tgisinternal`,
  },
  // The triggers behind foreign keys show only where someone has switched them off.
  {
    kind: `'enforcement of constraint'`,
    name: `quote_ident(conname) || ' on ' || identity`,
    parent: RELATION_KEY,
    lists: { enabled: 'states' },
    from: `(select tgconstraint, tgrelid, array_agg(tgenabled order by tgtype, tgenabled) as states
        from pg_catalog.pg_trigger where tgisinternal and tgenabled <> 'O' group by tgconstraint, tgrelid) tg
      join relation on relation.oid = tgrelid
      join pg_catalog.pg_constraint con on con.oid = tgconstraint`,
  },
  {
    kind: `'rule'`,
    name: `quote_ident(rulename) || ' on ' || identity`,
    parent: RELATION_KEY,
    properties: { definition: 'pg_get_ruledef(rewrite.oid)', enabled: 'ev_enabled' },
    from: `pg_catalog.pg_rewrite rewrite join relation on relation.oid = ev_class where rulename <> '_RETURN'`,
  },
  {
    kind: `'policy'`,
    name: `quote_ident(polname) || ' on ' || identity`,
    parent: RELATION_KEY,
    properties: {
      command: 'polcmd',
      permissive: 'polpermissive',
      using: 'pg_get_expr(polqual, polrelid)',
      check: 'pg_get_expr(polwithcheck, polrelid)',
    },
    lists: {
      roles: `select array_agg(name order by name)
        from (select case role when 0 then 'public' else pg_get_userbyid(role) end as name from unnest(polroles) role) named`,
    },
    from: 'pg_catalog.pg_policy join relation on relation.oid = polrelid',
  },
  {
    kind: `'statistics'`,
    name: `quoted || '.' || quote_ident(stxname)`,
    parent: RELATION_KEY,
    properties: {
      owner: 'pg_get_userbyid(stxowner)',
      definition: 'pg_get_statisticsobjdef(statistics.oid)',
      target: 'nullif(stxstattarget, -1)',
    },
    from: `pg_catalog.pg_statistic_ext statistics
      join namespace on namespace.oid = stxnamespace
      join relation on relation.oid = stxrelid
      where ${notOfExtension('pg_statistic_ext', 'statistics.oid')}`,
  },
];
