import type { ShadowDatabase } from '../proof/shadowDatabase.ts';
import type { ProjectConfig } from '../rules/projectConfig.ts';
import type { SchemaSettings } from '../schema/schemaRule.ts';
import { schemaSettings } from '../schema/schemaSettings.ts';

const MAKES_SUPABASE = `SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'anon')
  AND EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'auth') AS supabase`;

/** The server itself shows what it is better than the project's files do. */
export async function serverSettings(
  database: Pick<ShadowDatabase, 'engine' | 'query'>,
  config: ProjectConfig,
): Promise<SchemaSettings> {
  const [row] = await database.query(MAKES_SUPABASE);
  const platform = config.database.platform ?? (row?.supabase === true ? 'supabase' : 'postgres');
  const known = schemaSettings(
    { ...config, database: { ...config.database, platform } },
    { paths: [], texts: [] },
  );
  const major = Number.parseInt(database.engine.version, 10);
  return Number.isNaN(major) ? known : { ...known, targetVersion: major };
}
