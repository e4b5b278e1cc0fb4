import type { ShadowDatabase } from '../../proof/shadowDatabase.ts';
import type { CatalogEntry } from './catalogEntry.ts';
import { catalogRows, commentText, isOwn } from './catalogQuery.ts';
import { commonFacet } from './facets.ts';

/** Constraints, indexes, triggers, rules, policies and extended statistics. */
export async function readTableParts(database: ShadowDatabase): Promise<readonly CatalogEntry[]> {
  return [
    ...(await readConstraints(database)),
    ...(await readIndexes(database)),
    ...(await readTriggers(database)),
    ...(await readPolicies(database)),
    ...(await readStatistics(database)),
  ];
}

async function readConstraints(database: ShadowDatabase): Promise<readonly CatalogEntry[]> {
  const rows = await catalogRows(
    database,
    `SELECT c.oid::text AS id, c.conname::text AS name, quote_ident(c.conname) AS quoted, c.conrelid::text AS table_id,
       c.conrelid::regclass::text AS table, pg_catalog.pg_get_constraintdef(c.oid) AS definition,
       COALESCE((SELECT jsonb_agg('column:' || c.conrelid || '.' || k) FROM unnest(c.conkey) k), '[]') AS columns,
       ${commentText('c.oid', 'pg_constraint')} AS comment
     FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_class r ON r.oid = c.conrelid
     WHERE c.contype IN ('c', 'f', 'p', 'u', 'x') AND c.conparentid = 0 AND c.conislocal
       AND ${isOwn('pg_class', 'r.oid', 'r.relnamespace')} ORDER BY c.oid`,
  );
  return rows.map((row) => {
    const [table, quoted] = [row.text('table'), row.text('quoted')];
    const definition = row.text('definition');
    return {
      kind: 'constraint',
      id: `constraint:${row.text('id')}`,
      key: `constraint ${quoted} of ${table}`,
      parent: `table:${row.text('table_id')}`,
      columns: row.list('columns'),
      name: row.text('name'),
      rename: `ALTER TABLE ${table} RENAME CONSTRAINT ${quoted} TO`,
      definition,
      create: [`ALTER TABLE ${table} ADD CONSTRAINT ${quoted} ${definition}`],
      drop: `ALTER TABLE ${table} DROP CONSTRAINT ${quoted}`,
      facets: { comment: row.text('comment') },
      setFacet: (facet, from, to) =>
        commonFacet({ comment: `CONSTRAINT ${quoted} ON ${table}` }, facet, from, to) ?? [],
    };
  });
}

async function readIndexes(database: ShadowDatabase): Promise<readonly CatalogEntry[]> {
  const rows = await catalogRows(
    database,
    `SELECT i.indexrelid::text AS id, c.relname::text AS name, i.indexrelid::regclass::text AS index, i.indrelid::text AS table_id,
       i.indrelid::regclass::text AS table, c.relnamespace::regnamespace::text AS schema, r.relkind::text AS relkind,
       pg_catalog.pg_get_indexdef(i.indexrelid) AS definition,
       COALESCE((SELECT jsonb_agg('column:' || i.indrelid || '.' || k) FROM unnest(i.indkey::int2[]) k WHERE k <> 0), '[]') AS columns,
       i.indisclustered AS clustered, ${commentText('c.oid', 'pg_class')} AS comment
     FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_class r ON r.oid = i.indrelid
     WHERE NOT c.relispartition AND ${isOwn('pg_class', 'c.oid', 'c.relnamespace')}
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint x WHERE x.conindid = i.indexrelid AND x.contype IN ('p', 'u', 'x')) ORDER BY i.indexrelid`,
  );
  return rows.map((row) => {
    const [index, table] = [row.text('index'), row.text('table')];
    const definition = row.text('definition');
    return {
      kind: 'index',
      id: `index:${row.text('id')}`,
      key: `index ${index}`,
      parent: `${row.text('relkind') === 'm' ? 'view' : 'table'}:${row.text('table_id')}`,
      columns: row.list('columns'),
      name: row.text('name'),
      schema: row.text('schema'),
      rename: `ALTER INDEX ${index} RENAME TO`,
      definition,
      create: [definition],
      drop: `DROP INDEX ${index}`,
      facets: { comment: row.text('comment'), clustered: row.flag('clustered') ? 'yes' : '' },
      setFacet: (facet, from, to) => {
        if (facet !== 'clustered') return commonFacet({ comment: `INDEX ${index}` }, facet, from, to) ?? [];
        return [
          `ALTER TABLE ${table} ${to === '' ? 'SET WITHOUT CLUSTER' : `CLUSTER ON ${row.text('name')}`}`,
        ];
      },
    };
  });
}

const TRIGGER_STATE: Readonly<Record<string, string>> = {
  O: 'ENABLE',
  D: 'DISABLE',
  R: 'ENABLE REPLICA',
  A: 'ENABLE ALWAYS',
};

async function readTriggers(database: ShadowDatabase): Promise<readonly CatalogEntry[]> {
  const rows = await catalogRows(
    database,
    `SELECT 'trigger' AS kind, t.oid::text AS id, t.tgname::text AS name, quote_ident(t.tgname) AS quoted, t.tgrelid::text AS table_id, t.tgrelid::regclass::text AS table,
       r.relkind::text AS relkind, pg_catalog.pg_get_triggerdef(t.oid) AS definition, t.tgenabled::text AS state, ${commentText('t.oid', 'pg_trigger')} AS comment
     FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class r ON r.oid = t.tgrelid
     WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND ${isOwn('pg_class', 'r.oid', 'r.relnamespace')}
     UNION ALL
     SELECT 'rule', w.oid::text, w.rulename::text, quote_ident(w.rulename), w.ev_class::text, w.ev_class::regclass::text,
       r.relkind::text, rtrim(pg_catalog.pg_get_ruledef(w.oid), ';'), w.ev_enabled::text, ${commentText('w.oid', 'pg_rewrite')}
     FROM pg_catalog.pg_rewrite w JOIN pg_catalog.pg_class r ON r.oid = w.ev_class
     WHERE w.rulename <> '_RETURN' AND ${isOwn('pg_class', 'r.oid', 'r.relnamespace')} ORDER BY 1, 2`,
  );
  return rows.map((row) => {
    const [table, quoted] = [row.text('table'), row.text('quoted')];
    const kind = row.text('kind') === 'rule' ? 'rule' : 'trigger';
    const word = kind.toUpperCase();
    const definition = row.text('definition');
    return {
      kind,
      id: `${kind}:${row.text('id')}`,
      key: `${kind} ${quoted} of ${table}`,
      parent: `${row.text('relkind') === 'v' ? 'view' : 'table'}:${row.text('table_id')}`,
      name: row.text('name'),
      rename: `ALTER ${word} ${quoted} ON ${table} RENAME TO`,
      definition,
      create: [definition],
      drop: `DROP ${word} ${quoted} ON ${table}`,
      facets: { state: row.text('state'), comment: row.text('comment') },
      setFacet: (facet, from, to) =>
        facet === 'state'
          ? [`ALTER TABLE ${table} ${TRIGGER_STATE[to] ?? 'ENABLE'} ${word} ${quoted}`]
          : (commonFacet({ comment: `${word} ${quoted} ON ${table}` }, facet, from, to) ?? []),
    };
  });
}

const POLICY_COMMAND: Readonly<Record<string, string>> = {
  r: ' FOR SELECT',
  a: ' FOR INSERT',
  w: ' FOR UPDATE',
  d: ' FOR DELETE',
};

async function readPolicies(database: ShadowDatabase): Promise<readonly CatalogEntry[]> {
  const rows = await catalogRows(
    database,
    `SELECT p.oid::text AS id, p.polname::text AS name, quote_ident(p.polname) AS quoted, p.polrelid::text AS table_id, p.polrelid::regclass::text AS table,
       p.polcmd::text AS command, p.polpermissive AS permissive,
       (SELECT string_agg(CASE m WHEN 0 THEN 'PUBLIC' ELSE m::regrole::text END, ', ' ORDER BY m) FROM unnest(p.polroles) m) AS roles,
       COALESCE(pg_catalog.pg_get_expr(p.polqual, p.polrelid), '') AS condition,
       COALESCE(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), '') AS checked, ${commentText('p.oid', 'pg_policy')} AS comment
     FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class r ON r.oid = p.polrelid WHERE ${isOwn('pg_class', 'r.oid', 'r.relnamespace')} ORDER BY p.oid`,
  );
  return rows.map((row) => {
    const [table, quoted, roles] = [row.text('table'), row.text('quoted'), row.text('roles')];
    const [condition, checked] = [row.text('condition'), row.text('checked')];
    const definition = [
      row.flag('permissive') ? '' : ' AS RESTRICTIVE',
      POLICY_COMMAND[row.text('command')] ?? '',
      roles === 'PUBLIC' ? '' : ` TO ${roles}`,
      condition === '' ? '' : ` USING ${bracketed(condition)}`,
      checked === '' ? '' : ` WITH CHECK ${bracketed(checked)}`,
    ].join('');
    return {
      kind: 'policy',
      id: `policy:${row.text('id')}`,
      key: `policy ${quoted} of ${table}`,
      parent: `table:${row.text('table_id')}`,
      name: row.text('name'),
      rename: `ALTER POLICY ${quoted} ON ${table} RENAME TO`,
      definition,
      create: [`CREATE POLICY ${quoted} ON ${table}${definition}`],
      drop: `DROP POLICY ${quoted} ON ${table}`,
      facets: { comment: row.text('comment') },
      setFacet: (facet, from, to) =>
        commonFacet({ comment: `POLICY ${quoted} ON ${table}` }, facet, from, to) ?? [],
    };
  });
}

/** Postgres brackets an operator but not a call; two brackets of one expression are not one around it. */
function bracketed(expression: string): string {
  let depth = 0;
  for (let index = 0; index < expression.length; index++) {
    if (expression[index] === '(') depth++;
    else if (expression[index] === ')') depth--;
    if (depth === 0) return index === expression.length - 1 ? expression : `(${expression})`;
  }
  return `(${expression})`;
}

async function readStatistics(database: ShadowDatabase): Promise<readonly CatalogEntry[]> {
  const rows = await catalogRows(
    database,
    `SELECT s.oid::text AS id, s.stxname::text AS name, s.stxnamespace::regnamespace::text || '.' || quote_ident(s.stxname) AS full_name,
       s.stxrelid::text AS table_id, s.stxowner::regrole::text AS owner, pg_catalog.pg_get_statisticsobjdef(s.oid) AS definition,
       (SELECT jsonb_agg('column:' || s.stxrelid || '.' || k) FROM unnest(s.stxkeys::int2[]) k) AS columns, ${commentText('s.oid', 'pg_statistic_ext')} AS comment
     FROM pg_catalog.pg_statistic_ext s WHERE ${isOwn('pg_statistic_ext', 's.oid', 's.stxnamespace')} ORDER BY s.oid`,
  );
  return rows.map((row) => {
    const name = row.text('full_name');
    return {
      kind: 'statistics',
      id: `statistics:${row.text('id')}`,
      key: `statistics ${name}`,
      parent: `table:${row.text('table_id')}`,
      columns: row.list('columns'),
      name: row.text('name'),
      rename: `ALTER STATISTICS ${name} RENAME TO`,
      definition: row.text('definition'),
      create: [row.text('definition')],
      drop: `DROP STATISTICS ${name}`,
      facets: { owner: row.text('owner'), comment: row.text('comment') },
      setFacet: (facet, from, to) =>
        commonFacet({ alter: `ALTER STATISTICS ${name}`, comment: `STATISTICS ${name}` }, facet, from, to) ??
        [],
    };
  });
}
