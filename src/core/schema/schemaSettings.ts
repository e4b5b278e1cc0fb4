import type { DatabaseConfig, MigrationTool } from '../rules/projectConfig.ts';
import type { SchemaSettings } from './schemaRule.ts';

/** What Supabase serves over its API in a new project. */
const SUPABASE_EXPOSED: readonly string[] = ['public', 'graphql_public'];

const SUPABASE_AUTH_FUNCTIONS: readonly string[] = ['auth.uid', 'auth.jwt', 'auth.role', 'auth.email'];

/** What tells a Supabase project when its configuration does not say. */
export interface PlatformEvidence {
  /** Of SQL files, from the workspace. */
  readonly paths: readonly string[];
  readonly tool?: MigrationTool;
  readonly texts: readonly string[];
}

const SUPABASE_PATH = /(?:^|\/)supabase\//u;
const USES_SUPABASE =
  /\bauth\.(?:uid|jwt|role|email)\s*\(|\bauth\.users\b|\bstorage\.(?:objects|buckets)\b|\b(?:to|from)\s+(?:anon|authenticated|service_role)\b/iu;
/** A project that makes these itself stands on a plain Postgres. */
const MAKES_ITS_OWN =
  /\bcreate\s+schema\s+(?:if\s+not\s+exists\s+)?"?auth"?(?![\w"])|\bcreate\s+role\s+"?(?:anon|authenticated)"?(?![\w"])/iu;

export function detectPlatform({ paths, tool, texts }: PlatformEvidence): SchemaSettings['platform'] {
  if (tool === 'supabase' || paths.some((path) => SUPABASE_PATH.test(path))) return 'supabase';
  if (texts.some((text) => MAKES_ITS_OWN.test(text))) return 'postgres';
  return texts.some((text) => USES_SUPABASE.test(text)) ? 'supabase' : 'postgres';
}

/** The configuration's words first, then what the files show, then the platform's defaults. */
export function schemaSettings(
  config: { readonly database: DatabaseConfig; readonly postgresVersion: number },
  evidence: PlatformEvidence,
): SchemaSettings {
  const { platform = detectPlatform(evidence), exposedSchemas, authFunctions = [] } = config.database;
  const isSupabase = platform === 'supabase';
  return {
    platform,
    exposedSchemas: exposedSchemas ?? (isSupabase ? SUPABASE_EXPOSED : []),
    authFunctions: [...(isSupabase ? SUPABASE_AUTH_FUNCTIONS : []), ...authFunctions],
    targetVersion: config.postgresVersion,
  };
}
