import type { SqlSession } from '../../support/storeDatabase.ts';
import type { CampaignTenant } from './tenantRows.ts';

export interface CatalogColumn {
  readonly name: string;
  /** Written by the engine: generated columns and identities. */
  readonly made: boolean;
}

export interface CatalogForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetColumns: readonly string[];
}

export interface CatalogTable {
  readonly name: string;
  readonly columns: readonly CatalogColumn[];
  /** Columns of the primary key. */
  readonly keys: readonly string[];
  readonly foreignKeys: readonly CatalogForeignKey[];
}

export interface CatalogFunction {
  readonly signature: string;
  readonly name: string;
  readonly arguments: readonly { readonly name: string; readonly type: string }[];
  readonly isApi: boolean;
}

export interface Catalog {
  readonly tables: readonly CatalogTable[];
  readonly views: readonly string[];
  readonly sequences: readonly string[];
  readonly functions: readonly CatalogFunction[];
}

/** Everything in the schema, so that what is added later is tried as well. */
export async function readCatalog(session: SqlSession): Promise<Catalog> {
  const { rows: relations } = await session.query<{
    name: string;
    kind: string;
    columns: CatalogColumn[];
    keys: string[];
  }>(`
    select c.relname as name, c.relkind::text as kind, coalesce((
      select jsonb_agg(jsonb_build_object('name', a.attname, 'made', a.attgenerated <> '' or a.attidentity <> '')
        order by a.attnum)
      from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '[]') as columns,
      coalesce((select jsonb_agg(a.attname) from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
        where i.indrelid = c.oid and i.indisprimary), '[]') as keys
    from pg_class c where c.relnamespace = 'fixward'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')
    order by c.relname`);
  const { rows: keys } = await session.query<CatalogForeignKey & { table: string }>(`
    select o.relname as table, c.conname as name, r.relname as target,
      (select jsonb_agg(a.attname order by k.place) from unnest(c.conkey) with ordinality as k (attnum, place)
       join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum) as columns,
      (select jsonb_agg(a.attname order by k.place) from unnest(c.confkey) with ordinality as k (attnum, place)
       join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.attnum) as "targetColumns"
    from pg_constraint c join pg_class o on o.oid = c.conrelid join pg_class r on r.oid = c.confrelid
    where c.contype = 'f' and c.connamespace = 'fixward'::regnamespace order by 1, 2`);
  const { rows: functions } = await session.query<CatalogFunction>(`
    select p.oid::regprocedure::text as signature, p.proname as name,
      coalesce((select jsonb_agg(jsonb_build_object('name', coalesce(p.proargnames[t.place], ''), 'type', t.type::regtype::text) order by t.place)
        from unnest(p.proargtypes::oid[]) with ordinality as t (type, place)), '[]') as arguments,
      exists (select from fixward.api_functions f where f.name = p.proname) and p.pronargs = 1 as "isApi"
    from pg_proc p where p.pronamespace = 'fixward'::regnamespace order by 1`);
  const named = (...kinds: string[]): string[] =>
    relations.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
  return {
    tables: relations
      .filter(({ kind }) => ['r', 'p', 'f'].includes(kind))
      .map(({ name, columns, keys: primary }) => ({
        name,
        columns,
        keys: primary,
        foreignKeys: keys.filter(({ table }) => table === name),
      })),
    views: named('v', 'm'),
    sequences: named('S'),
    functions,
  };
}

/** Tables without a tenant: what they hold is the same for all, or nobody's business. Nobody writes them. */
const SHARED_TABLES: ReadonlySet<string> = new Set([
  'api_fields',
  'api_functions',
  'api_lists',
  'claim_gateways',
  'local_store',
  'login_identities',
  'schema_version',
  'sync_epoch',
  'sync_tables',
]);

/** Which of a table's rows are the tenant's, as a condition; undefined for a table that is nobody's. */
export function rowsOf(
  table: CatalogTable,
  tenant: CampaignTenant,
  except?: { readonly claims: Readonly<Record<string, unknown>> | undefined },
): string | undefined {
  const condition = conditionFor(table, tenant);
  // Anyone may end a membership of his own.
  if (table.name !== 'memberships' || except?.claims?.sub === undefined || condition === undefined)
    return condition;
  return `${condition} and user_id::text <> '${String(except.claims.sub).replaceAll("'", "''")}'`;
}

function conditionFor(table: CatalogTable, tenant: CampaignTenant): string | undefined {
  if (SHARED_TABLES.has(table.name)) return undefined;
  if (table.name === 'organisations') return `id = '${tenant.organisation}'`;
  if (table.name === 'workspaces') return `organisation_id = '${tenant.organisation}'`;
  const has = (column: string): boolean => table.columns.some(({ name }) => name === column);
  // The organisation's own entries of the log, its memberships and invitations have no workspace.
  if (has('organisation_id'))
    return `(organisation_id = '${tenant.organisation}'${has('workspace_id') ? ` or workspace_id = '${tenant.workspace}'` : ''})`;
  if (has('workspace_id')) return `workspace_id = '${tenant.workspace}'`;
  if (has('user_id')) return `user_id = '${tenant.owner}'`;
  throw new Error(`fixward.${table.name}: say in the campaign whose its rows are`);
}

/** A row that is the user's alone is no longer the other tenant's once it is signed with his name. */
export function isOwnByRight(table: CatalogTable, actor: { readonly reads: boolean }): boolean {
  return table.name === 'call_results' || (table.name === 'sync_received' && actor.reads);
}
