import type { SqlSession } from '../../support/storeDatabase.ts';
import type { Actor } from './actors.ts';
import { type Attempt, damageQuery, FORBIDDEN, type Tally, type Target, tryEach } from './attempt.ts';
import { type Catalog, type CatalogTable, isOwnByRight, rowsOf } from './catalog.ts';
import type { CampaignTenant } from './tenantRows.ts';

/** A token that is no UUID fails where it is read; nothing is found out by that. */
const UNREADABLE_ID = '22P02';
/** What an actor may do to his own rows, and no further: here, as the last owner, to leave. */
const OWN_LIMIT = '23514';

/** Reading, changing, deleting, inserting and moving rows of the other tenant, table by table. */
export async function tryTables(
  tally: Tally,
  session: SqlSession,
  catalog: Catalog,
  actor: Actor,
  own: CampaignTenant,
  other: CampaignTenant,
): Promise<void> {
  for (const table of catalog.tables) {
    const condition = rowsOf(table, other, actor);
    if (condition === undefined) await trySharedTable(tally, session, table, actor, other);
    else await tryTable(tally, session, table, condition, actor, own, other);
  }
}

/** Nobody writes what belongs to no tenant. */
async function trySharedTable(
  tally: Tally,
  session: SqlSession,
  table: CatalogTable,
  actor: Actor,
  other: CampaignTenant,
): Promise<void> {
  const target: Target = { session, marker: other.marker, rows: 0 };
  const [first] = table.columns;
  const attempts: Attempt[] = [];
  for (const sql of [
    `update fixward.${table.name} set ${first?.name} = ${first?.name}`,
    `delete from fixward.${table.name}`,
    `insert into fixward.${table.name} default values`,
    `truncate fixward.${table.name}`,
  ]) {
    attempts.push({
      kind: `shared table: ${sql.split(' ')[0]}`,
      label: sql,
      sql,
      refuses: (state) => state === FORBIDDEN,
      emptyIsRefusal: false,
    });
  }
  await tryEach(tally, target, actor, attempts);
}

async function tryTable(
  tally: Tally,
  session: SqlSession,
  table: CatalogTable,
  condition: string,
  actor: Actor,
  own: CampaignTenant,
  other: CampaignTenant,
): Promise<void> {
  const name = `fixward.${table.name}`;
  const damageSql = damageQuery(table.name, condition);
  const { rows } = await session.query<{ there: number }>(damageSql);
  const there = rows[0]?.there ?? 0;
  if (there === 0) throw new Error(`${name}: the campaign has no row of the other tenant to try`);
  const target: Target = { session, marker: other.marker, damageSql, rows: there };
  const writable = table.columns.filter(({ made }) => !made).map((column) => `"${column.name}"`);
  const attempts: Attempt[] = [];
  const attempt: Try = (kind, sql, options = {}) => {
    attempts.push({
      kind,
      label: sql.slice(0, 160),
      sql,
      refuses: (state) => state === FORBIDDEN || state === UNREADABLE_ID || state === OWN_LIMIT,
      emptyIsRefusal: options.emptyIsRefusal ?? true,
      ...(options.parameters === undefined ? {} : { parameters: options.parameters }),
    });
  };

  if (!actor.reads) {
    attempt('select', `select to_jsonb(t) as row from ${name} t where ${condition} limit 1`);
    attempt('select all', `select t.* from ${name} t`);
    attempt('count', `select '${other.marker}' as seen from ${name} t where ${condition}`);
  }
  for (const column of writable) {
    attempt('update a column', `update ${name} set ${column} = ${column} where ${condition}`);
  }
  // Without a condition nothing has to be visible for a row to be reached.
  attempt('update all', `update ${name} set ${writable.at(-1)} = ${writable.at(-1)}`);
  attempt('delete', `delete from ${name} where ${condition}`);
  attempt('delete all', `delete from ${name}`);
  attempt('truncate', `truncate ${name}`, { emptyIsRefusal: false });
  attempt('lock rows', `select '${other.marker}' as seen from ${name} where ${condition} for update`);
  tryMoves(attempt, table, own, other);
  await tryInserts(session, attempt, table, writable, condition, actor, other);
  await tryEach(tally, target, actor, attempts);
}

type Try = (
  kind: string,
  sql: string,
  options?: { parameters?: unknown[]; emptyIsRefusal?: boolean },
) => void;

/** One's own rows put among the other tenant's. */
function tryMoves(attempt: Try, table: CatalogTable, own: CampaignTenant, other: CampaignTenant): void {
  for (const [column, from, to] of [
    ['workspace_id', own.workspace, other.workspace],
    ['organisation_id', own.organisation, other.organisation],
  ]) {
    if (!table.columns.some(({ name }) => name === column)) continue;
    attempt('move', `update fixward.${table.name} set ${column} = '${to}' where ${column} = '${from}'`);
    attempt('move all', `update fixward.${table.name} set ${column} = '${to}'`);
  }
}

/** A new row among the other tenant's: as oneself, as its owner, and over rows that are there. */
async function tryInserts(
  session: SqlSession,
  attempt: Try,
  table: CatalogTable,
  writable: readonly string[],
  condition: string,
  actor: Actor,
  other: CampaignTenant,
): Promise<void> {
  const name = `fixward.${table.name}`;
  const { rows } = await session.query<{ row: Record<string, unknown> }>(
    `select to_jsonb(t) as row from ${name} t where ${condition} limit 1`,
  );
  const [sample] = rows;
  if (sample === undefined) return;
  const self = actor.claims?.sub ?? other.owner;
  const asSelf = Object.fromEntries(
    ['created_by', 'user_id', 'validator_id'].filter((key) => key in sample.row).map((key) => [key, self]),
  );
  const columns = writable.join(', ');
  const insert = (row: string): string =>
    `insert into ${name} (${columns}) select ${columns} from jsonb_populate_record(null::${name}, ${row})`;
  const fresh = `$1::jsonb || case when $1::jsonb ? 'id' then jsonb_build_object('id', gen_random_uuid()) else '{}' end`;
  const never = { emptyIsRefusal: false };
  attempt('insert as the owner', insert(fresh), { parameters: [JSON.stringify(sample.row)], ...never });
  // A value from elsewhere and no condition: then only the policies for changing are asked.
  attempt(
    'update blindly',
    `update ${name} set ${writable.at(-1)} = (select r.${writable.at(-1)} from jsonb_populate_record(null::${name}, $1) r)`,
    { parameters: [JSON.stringify(sample.row)] },
  );
  if (isOwnByRight(table, actor)) return;
  const signed = [JSON.stringify({ ...sample.row, ...asSelf })];
  attempt('insert', insert(fresh), { parameters: signed, ...never });
  attempt('insert over', `${insert('$1::jsonb')} on conflict do nothing`, {
    parameters: signed,
    ...never,
  });
  attempt(
    'insert and update',
    `${insert('$1::jsonb')} on conflict (${table.keys.join(', ')}) do update set ${writable.at(-1)} = excluded.${writable.at(-1)}`,
    { parameters: signed, ...never },
  );
}
