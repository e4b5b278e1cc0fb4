/** Schemas that bear an extension's name for everything it brings. */
const BY_SCHEMA: ReadonlyMap<string, string> = new Map([
  ['cron', 'pg_cron'],
  ['net', 'pg_net'],
  ['vault', 'supabase_vault'],
  ['pgmq', 'pgmq'],
  ['pgsodium', 'pgsodium'],
  ['graphql', 'pg_graphql'],
  ['topology', 'postgis_topology'],
  ['partman', 'pg_partman'],
  ['tiger', 'postgis_tiger_geocoder'],
]);

const BY_TYPE: ReadonlyMap<string, string> = new Map([
  ['citext', 'citext'],
  ['vector', 'vector'],
  ['halfvec', 'vector'],
  ['sparsevec', 'vector'],
  ['hstore', 'hstore'],
  ['ltree', 'ltree'],
  ['lquery', 'ltree'],
  ['cube', 'cube'],
  ['geometry', 'postgis'],
  ['geography', 'postgis'],
  ['gin_trgm_ops', 'pg_trgm'],
  ['gist_trgm_ops', 'pg_trgm'],
  ['gin_hstore_ops', 'hstore'],
  ['vector_cosine_ops', 'vector'],
  ['vector_l2_ops', 'vector'],
  ['vector_ip_ops', 'vector'],
]);

const BY_FUNCTION: ReadonlyMap<string, string> = new Map([
  ['uuid_generate_v1', 'uuid-ossp'],
  ['uuid_generate_v1mc', 'uuid-ossp'],
  ['uuid_generate_v3', 'uuid-ossp'],
  ['uuid_generate_v4', 'uuid-ossp'],
  ['uuid_generate_v5', 'uuid-ossp'],
  ['gen_random_bytes', 'pgcrypto'],
  ['gen_salt', 'pgcrypto'],
  ['crypt', 'pgcrypto'],
  ['digest', 'pgcrypto'],
  ['hmac', 'pgcrypto'],
  ['pgp_sym_encrypt', 'pgcrypto'],
  ['pgp_sym_decrypt', 'pgcrypto'],
  ['similarity', 'pg_trgm'],
  ['word_similarity', 'pg_trgm'],
  ['unaccent', 'unaccent'],
  ['crosstab', 'tablefunc'],
  ['moddatetime', 'moddatetime'],
  ['levenshtein', 'fuzzystrmatch'],
  ['soundex', 'fuzzystrmatch'],
  ['addgeometrycolumn', 'postgis'],
  ['create_hypertable', 'timescaledb'],
  ['url_encode', 'pgjwt'],
]);

export function extensionOfSchema(schema: string): string | undefined {
  return BY_SCHEMA.get(schema);
}

/** @param name of a type or operator class, as Postgres reports it: schema and modifiers may stand around it */
export function extensionOfType(name: string): string | undefined {
  const [schema, bare] = parts(name);
  return (
    BY_TYPE.get(bare.replace(/\(.*$/u, '').replace(/\[\]$/u, '')) ??
    (schema ? BY_SCHEMA.get(schema) : undefined)
  );
}

export function extensionOfFunction(name: string): string | undefined {
  const [schema, bare] = parts(name);
  if (schema !== undefined && BY_SCHEMA.has(schema)) return BY_SCHEMA.get(schema);
  return BY_FUNCTION.get(bare) ?? (/^st_/u.test(bare) ? 'postgis' : undefined);
}

function parts(name: string): readonly [schema: string | undefined, bare: string] {
  const at = name.lastIndexOf('.');
  return at < 0 ? [undefined, name] : [name.slice(0, at), name.slice(at + 1)];
}
