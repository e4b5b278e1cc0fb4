import type { SqlSession } from './storeDatabase.ts';

/**
 * What a store consists of, as rows of kind, name and definition, in words that are the same on every server. Whoever
 * installed it is called "installer", and what he may do follows from his owning it.
 */
const CATALOG_QUERY = `
  select 'extension' as kind, e.extname::text as name, '' as definition
  from pg_extension e where e.extname in ('vector', 'pg_trgm')
  union all
  select 'version', v.version::text, v.name from fixward.schema_version v
  union all
  select 'table', c.relname, concat_ws(', ', case when c.relrowsecurity then 'row security' end,
    case when c.relforcerowsecurity then 'forced' end)
  from pg_class c where c.relnamespace = 'fixward'::regnamespace and c.relkind in ('r', 'p')
  union all
  select 'view', c.relname, coalesce(array_to_string(c.reloptions, ', '), '')
  from pg_class c where c.relnamespace = 'fixward'::regnamespace and c.relkind in ('v', 'm')
  union all
  select 'column', c.relname || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod),
    case when a.attnotnull then 'not null' end,
    case a.attidentity when 'a' then 'identity' when 'd' then 'identity by default' end,
    case when a.attgenerated = 's' then 'generated' when d.adbin is not null then 'default' end,
    pg_get_expr(d.adbin, d.adrelid))
  from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where c.relnamespace = 'fixward'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
  union all
  select 'constraint', c.relname || '.' || k.conname, pg_get_constraintdef(k.oid)
  from pg_constraint k join pg_class c on c.oid = k.conrelid
  where k.connamespace = 'fixward'::regnamespace and k.contype in ('c', 'f', 'p', 'u', 'x') and k.convalidated
  union all
  select 'index', i.relname, pg_get_indexdef(i.oid)
  from pg_class i join pg_index x on x.indexrelid = i.oid and x.indisvalid
  where i.relnamespace = 'fixward'::regnamespace and i.relname !~ '_hnsw$'
  union all
  select 'trigger', c.relname || '.' || t.tgname,
    pg_get_triggerdef(t.oid) || case t.tgenabled when 'O' then '' else ' (not enabled)' end
  from pg_trigger t join pg_class c on c.oid = t.tgrelid
  where c.relnamespace = 'fixward'::regnamespace and not t.tgisinternal
  union all
  select 'function', p.oid::regprocedure::text, concat_ws(', ', 'returns ' || pg_get_function_result(p.oid), l.lanname,
    case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
    case when p.prosecdef then 'security definer' end, array_to_string(p.proconfig, ', '), md5(p.prosrc))
  from pg_proc p join pg_language l on l.oid = p.prolang
  where p.pronamespace = 'fixward'::regnamespace
  union all
  select 'policy', c.relname || '.' || y.polname, concat_ws(' ',
    case y.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
    case when y.polpermissive then 'to' else 'restricting' end,
    (select string_agg(case when r.role = 0 then 'public' when pg_get_userbyid(r.role) in ('anon', 'authenticated')
        then pg_get_userbyid(r.role) when r.role = c.relowner then 'installer' else pg_get_userbyid(r.role) end, ', ' order by r.role)
     from unnest(y.polroles) as r (role)),
    'using ' || pg_get_expr(y.polqual, y.polrelid), 'check ' || pg_get_expr(y.polwithcheck, y.polrelid))
  from pg_policy y join pg_class c on c.oid = y.polrelid
  where c.relnamespace = 'fixward'::regnamespace
  union all
  select 'right', concat_ws(' ', g.grantee, string_agg(lower(g.privilege), ', ' order by g.privilege), 'on', g.object), ''
  from (
    select case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee) end as grantee, a.privilege_type as privilege,
      case c.relkind when 'S' then 'sequence ' else '' end || c.relname as object
    from pg_class c cross join aclexplode(c.relacl) a
    where c.relnamespace = 'fixward'::regnamespace and a.grantee <> c.relowner
    union all
    select case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee) end, a.privilege_type, c.relname || '.' || t.attname
    from pg_class c join pg_attribute t on t.attrelid = c.oid cross join aclexplode(t.attacl) a
    where c.relnamespace = 'fixward'::regnamespace and a.grantee <> c.relowner
    union all
    select case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee) end, a.privilege_type, p.oid::regprocedure::text
    from pg_proc p cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
    where p.pronamespace = 'fixward'::regnamespace and a.grantee <> p.proowner
    union all
    select case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee) end, a.privilege_type, 'schema ' || n.nspname
    from pg_namespace n cross join aclexplode(n.nspacl) a
    where n.nspname = 'fixward' and a.grantee <> n.nspowner
  ) g
  group by g.grantee, g.object`;

const SEARCH_PATH = 'set local search_path = fixward, extensions, public, pg_temp';

export interface CatalogEntry {
  readonly kind: string;
  readonly name: string;
  readonly definition: string;
}

/** The catalog of an open store, in a fixed order. */
export async function readStoreCatalog(session: SqlSession): Promise<readonly CatalogEntry[]> {
  await session.exec(`begin; ${SEARCH_PATH}`);
  try {
    const { rows } = await session.query<CatalogEntry>(
      `select kind, name, definition from (${CATALOG_QUERY}) c order by kind collate "C", name collate "C"`,
    );
    return rows;
  } finally {
    await session.exec('rollback');
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The script that compares a database with this catalog and names every difference. */
export function validationScript(catalog: readonly CatalogEntry[]): string {
  const rows = catalog.map(
    ({ kind, name, definition }) => `      (${quoted(kind)}, ${quoted(name)}, ${quoted(definition)})`,
  );
  return `-- Fixward store: compares the database with all that the migrations make, by name and definition, and names what is
-- missing, what is different, and what nobody should be able to do. Changes nothing.
-- Made from a fresh installation; after a change of a migration it is made anew:
--   npx vitest run --config test/postgres.config.mts test/sql/validation.test.ts --update
begin;
${SEARCH_PATH};

do $validate$
declare
  problems text[];
begin
  with expected (kind, name, definition) as (
    values
${rows.join(',\n')}
  ),
  present as (${CATALOG_QUERY.replaceAll('\n', '\n  ')}
  )
  select array_agg(p.problem order by p.problem) into problems
  from (
    select e.kind || ' ' || e.name || case
      when f.name is null then ': missing'
      else ': is "' || f.definition || '", should be "' || e.definition || '"' end as problem
    from expected e left join present f on f.kind = e.kind and f.name = e.name
    where f.definition is distinct from e.definition
    union all
    -- More tables and columns harm nobody; a policy, a right or a trigger does.
    select f.kind || ' ' || f.name || ': nobody made it here'
    from present f left join expected e on e.kind = f.kind and e.name = f.name
    where e.name is null and f.kind in ('policy', 'right', 'trigger')
  ) p;
  if problems is not null then
    raise exception 'the store differs from its migrations in % places: %', cardinality(problems),
      array_to_string(problems, '; ');
  end if;
end
$validate$;

rollback;
`;
}
