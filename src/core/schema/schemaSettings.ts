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
  /** What `supabase/config.toml` says under `[api] schemas`. */
  readonly apiSchemas?: readonly string[];
}

const SUPABASE_PATH = /(?:^|\/)supabase\//u;
const USES_SUPABASE =
  /\bauth\.(?:uid|jwt|role|email)\s*\(|\bauth\.users\b|\bstorage\.(?:objects|buckets)\b|\b(?:to|from)\s+(?:anon|authenticated|service_role)\b/iu;
/** The roles of PostgREST's callers, made by the project's own scripts, as in a dump of all roles. */
const MAKES_API_ROLES = /\bcreate\s+role\s+"?(?:anon|authenticated)"?(?![\w"])/iu;
/** Without them, a project that makes such a schema itself stands on a plain Postgres. */
const MAKES_AUTH = /\bcreate\s+schema\s+(?:if\s+not\s+exists\s+)?"?auth"?(?![\w"])/iu;

export function detectPlatform({ paths, tool, texts }: PlatformEvidence): SchemaSettings['platform'] {
  const has = (pattern: RegExp): boolean => texts.some((text) => pattern.test(text));
  if (tool === 'supabase' || paths.some((path) => SUPABASE_PATH.test(path)) || has(MAKES_API_ROLES)) {
    return 'supabase';
  }
  return has(USES_SUPABASE) && !has(MAKES_AUTH) ? 'supabase' : 'postgres';
}

/** PostgREST's setting, as scripts give it to its role: `alter role authenticator set pgrst.db_schemas = 'a, b'`. */
const DB_SCHEMAS = /\bpgrst\.db_schemas\s*(?:=|\bto\b)\s*'([^']*)'/giu;

/** The schemas that the scripts themselves have served, as the last of them says. */
function schemasOfScripts(texts: readonly string[]): readonly string[] | undefined {
  const last = texts.flatMap((text) => [...text.matchAll(DB_SCHEMAS)]).at(-1)?.[1];
  return last
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
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
    exposedSchemas:
      exposedSchemas ??
      schemasOfScripts(evidence.texts) ??
      evidence.apiSchemas ??
      (isSupabase ? SUPABASE_EXPOSED : []),
    authFunctions: [...(isSupabase ? SUPABASE_AUTH_FUNCTIONS : []), ...authFunctions],
    targetVersion: config.postgresVersion,
  };
}
