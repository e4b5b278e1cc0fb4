import { randomUUID } from 'node:crypto';
import type { SqlSession } from '../../support/storeDatabase.ts';
import type { Actor } from './actors.ts';
import {
  type Attempt,
  damageQuery,
  FORBIDDEN,
  failureOf,
  type Tally,
  type Target,
  tryEach,
  tryTogether,
} from './attempt.ts';
import {
  type Catalog,
  type CatalogForeignKey,
  type CatalogFunction,
  type CatalogTable,
  isOwnByRight,
  rowsOf,
} from './catalog.ts';
import { readFields, requestsTo } from './requests.ts';
import type { CampaignTenant } from './tenantRows.ts';

/** Postgres says that a view cannot be written before it looks whether the user may. */
const VIEW_NOT_WRITABLE = '55000';
/** The statement itself is wrong: the function it names is not there, or its grammar. */
const MISTAKES = new Set(['42883', '42601', '42725', '42P18', '08P01']);

/** All rows of the other tenant, over every table. */
function allDamageQuery(catalog: Catalog, other: CampaignTenant): string {
  const parts = catalog.tables.flatMap((table) => {
    const condition = rowsOf(table, other);
    return condition === undefined ? [] : [damageQuery(table.name, condition)];
  });
  return `select sum(there)::integer as there, sum(changed)::integer as changed from (${parts.join(' union all ')}) t`;
}

async function everything(session: SqlSession, catalog: Catalog, other: CampaignTenant): Promise<Target> {
  const damageSql = allDamageQuery(catalog, other);
  const { rows } = await session.query<{ there: number }>(damageSql);
  return { session, marker: other.marker, damageSql, rows: rows[0]?.there ?? 0 };
}

export async function tryViewsAndSequences(
  tally: Tally,
  session: SqlSession,
  catalog: Catalog,
  actor: Actor,
  other: CampaignTenant,
): Promise<void> {
  const target = await everything(session, catalog, other);
  const attempts: Attempt[] = [];
  const attempt = (kind: string, sql: string, emptyIsRefusal: boolean): void => {
    attempts.push({
      kind,
      label: sql,
      sql,
      refuses: (state) => [FORBIDDEN, VIEW_NOT_WRITABLE, '22P02'].includes(state),
      emptyIsRefusal,
    });
  };
  for (const view of catalog.views) {
    attempt('view', `select * from fixward.${view}`, true);
    attempt(
      'view',
      `select '${other.marker}' as seen from fixward.${view} where workspace_id = '${other.workspace}'`,
      true,
    );
    attempt('view write', `update fixward.${view} set workspace_id = workspace_id`, false);
    attempt('view write', `delete from fixward.${view}`, false);
  }
  for (const sequence of catalog.sequences) {
    attempt('sequence', `select nextval('fixward.${sequence}')`, false);
    attempt('sequence', `select setval('fixward.${sequence}', 1)`, false);
    attempt('sequence', `select last_value from fixward.${sequence}`, false);
  }
  await tryEach(tally, target, actor, attempts);
}

/** A reference to another tenant's row fails exactly as one to a row that does not exist. */
export async function tryReferences(
  tally: Tally,
  session: SqlSession,
  catalog: Catalog,
  actor: Actor,
  own: CampaignTenant,
  other: CampaignTenant,
): Promise<void> {
  for (const table of catalog.tables) {
    if (isOwnByRight(table, actor)) continue;
    const [ownRows, otherRows] = [rowsOf(table, own), rowsOf(table, other)];
    if (ownRows === undefined || otherRows === undefined) continue;
    for (const key of table.foreignKeys) {
      const target = catalog.tables.find(({ name }) => name === key.target);
      const theirs = target === undefined ? undefined : rowsOf(target, other);
      if (theirs === undefined) continue;
      const { rows } = await session.query<{ row: Record<string, unknown> }>(
        `select to_jsonb(t) as row from fixward.${key.target} t where ${theirs} limit 1`,
      );
      const label = `${table.name}.${key.name}`;
      tally.count('foreign key');
      const there = await referTo(session, table, key, actor, ownRows, rows[0]?.row ?? {});
      const nowhere = await referTo(session, table, key, actor, ownRows, {});
      if (there !== undefined && there === nowhere) tally.refused += 1;
      else
        tally.leaks.push(`${actor.name}: ${label} answers ${there} for another's row, ${nowhere} for none`);
    }
  }
}

async function referTo(
  session: SqlSession,
  table: CatalogTable,
  key: CatalogForeignKey,
  actor: Actor,
  ownRows: string,
  row: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  const name = `fixward.${table.name}`;
  const { rows } = await session.query<{ row: Record<string, unknown> }>(
    `select to_jsonb(t) as row from ${name} t where ${ownRows} limit 1`,
  );
  const changed: Record<string, unknown> = { ...rows[0]?.row };
  if ('id' in changed) changed.id = randomUUID();
  for (const own of ['created_by', 'user_id', 'validator_id'])
    if (own in changed && actor.claims?.sub !== undefined) changed[own] = actor.claims.sub;
  key.columns.forEach((column, place) => {
    const isTenant = key.columns.length > 1 && (column === 'workspace_id' || column === 'organisation_id');
    if (!isTenant) changed[column] = row[key.targetColumns[place] ?? ''] ?? randomUUID();
  });
  const columns = table.columns
    .filter(({ made }) => !made)
    .map((column) => `"${column.name}"`)
    .join(', ');
  await session.exec('begin');
  try {
    await session.query(`select set_config('request.jwt.claims', $1, true)`, [
      JSON.stringify(actor.claims ?? {}),
    ]);
    await session.exec(`set local role ${actor.databaseRole}`);
    await session.query(
      `insert into ${name} (${columns}) select ${columns} from jsonb_populate_record(null::${name}, $1)`,
      [JSON.stringify(changed)],
    );
    return undefined;
  } catch (error) {
    return failureOf(error).state;
  } finally {
    await session.exec('rollback');
  }
}

/** Every function of the schema, with arguments that name the other tenant. */
export async function tryFunctions(
  tally: Tally,
  session: SqlSession,
  catalog: Catalog,
  actor: Actor,
  own: CampaignTenant,
  other: CampaignTenant,
): Promise<void> {
  const target = await everything(session, catalog, other);
  const fields = await readFields(session);
  const self = typeof actor.claims?.sub === 'string' ? actor.claims.sub : other.owner;
  for (const routine of catalog.functions) {
    const calls = routine.isApi
      ? apiCalls(routine, requestsTo(routine.name, fields, other, self), own, other)
      : [plainCall(routine, catalog, other)];
    const kind = routine.isApi ? 'api function' : 'helper function';
    const attempts = calls.map(({ sql, parameters }) => ({
      kind,
      label: `${sql.slice(0, 100)} ${String(parameters[0] ?? '').slice(0, 400)}`,
      sql,
      parameters,
      // A function may well answer: what counts is that nothing of the other tenant is in it, and that nothing changed.
      refuses: (state: string) => !MISTAKES.has(state),
      emptyIsRefusal: true,
    }));
    await tryTogether(tally, target, actor, routine.signature, attempts);
  }
}

interface Call {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Directly and through the entrance, in the other workspace, in one's own and in none named. */
function apiCalls(
  { name }: CatalogFunction,
  requests: readonly Readonly<Record<string, unknown>>[],
  own: CampaignTenant,
  other: CampaignTenant,
): readonly Call[] {
  return requests.flatMap((request, place) =>
    [{ workspace_id: other.workspace }, { workspace_id: own.workspace }, {}].flatMap((where) => {
      const parameters = [JSON.stringify({ ...request, ...where })];
      const direct = { sql: `select fixward.${name}($1::jsonb) as answer`, parameters };
      // The entrance leads to the same function: the first request shows that it opens no other way.
      return place > 0
        ? [direct]
        : [direct, { sql: `select fixward.call('${name}', $1::jsonb) as answer`, parameters }];
    }),
  );
}

function plainCall(routine: CatalogFunction, catalog: Catalog, other: CampaignTenant): Call {
  const given = routine.arguments.map(({ name, type }) => argumentOf(routine, name, type, catalog, other));
  return {
    sql: `select to_jsonb(r) as answer from fixward.${routine.name}(${given.join(', ')}) as r`,
    parameters: [],
  };
}

function argumentOf(
  routine: CatalogFunction,
  name: string,
  type: string,
  catalog: Catalog,
  { workspace, organisation, owner, ids }: CampaignTenant,
): string {
  const row = { id: ids.pattern, workspace_id: workspace, row_id: ids.pattern, table_name: 'fix_patterns' };
  const request = {
    ...row,
    organisation_id: organisation,
    user_id: owner,
    table: 'fix_patterns',
    ids: Object.values(ids),
    kind: 'put',
    version: 99,
    fields: { title: 'taken over', key: 'shared-key' },
    title: 'taken over',
  };
  const json = (value: unknown): string => `'${JSON.stringify(value)}'::jsonb`;
  switch (type) {
    case 'uuid':
      if (/organisation/.test(name)) return `'${organisation}'`;
      if (/workspace/.test(name)) return `'${workspace}'`;
      return /user|author|owner/.test(name) ? `'${owner}'` : `'${ids.pattern}'`;
    case 'text':
      if (/role/.test(name)) return `'owner'`;
      return /table|target/.test(name) ? `'fix_patterns'` : `'x'`;
    case 'jsonb':
      return json(/items|list|ids/.test(name) ? [request] : request);
    case 'text[]':
      return `array['title']`;
    case 'uuid[]':
      return `array['${ids.pattern}', '${ids.otherPattern}']::uuid[]`;
    case 'integer[]':
      return `array[1]`;
    case 'integer':
    case 'bigint':
    case 'numeric':
    case 'double precision':
      return '1';
    case 'double precision[]':
      return `array[0.5::double precision]`;
    case 'real[]':
      return 'array[1::real]';
    case 'vector':
    case 'extensions.vector':
      return `'[${Array.from({ length: 50 }, () => 1).join(',')}]'`;
    case 'boolean':
      return 'true';
    case 'regclass':
      return `'fixward.fix_patterns'::regclass`;
    case 'regproc':
      return `'fixward.patch_patterns'::regproc`;
    case 'timestamp with time zone':
      return 'now()';
    default: {
      const table = type.replace(/^fixward\./, '').replace(/\[\]$/, '');
      if (table === 'sync_tables')
        return `(select t from fixward.sync_tables t where t.table_name = 'fix_patterns')`;
      const known = [...catalog.tables.map((entry) => entry.name), ...catalog.views].includes(table);
      // Rows of the other tenant as they would be, handed in as one's own.
      if (known && type.endsWith('[]'))
        return `array(select jsonb_populate_record(null::fixward.${table}, ${json({ ...row, user_id: owner })}))`;
      if (known) return `jsonb_populate_record(null::fixward.${table}, ${json(row)})`;
      throw new Error(`fixward.${routine.signature}: say in the campaign what to give for ${name} ${type}`);
    }
  }
}
