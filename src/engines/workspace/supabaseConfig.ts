import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';

/**
 * Schemas that the Supabase project around a migration folder serves, from `[api] schemas` of its `config.toml`;
 * undefined where there is no such file or it says nothing of them.
 *
 * @param folder of migrations, from the root: `supabase/migrations`
 */
export function readApiSchemas(rootFolder: string, folder: string): readonly string[] | undefined {
  const project = /^(?:.*\/)?supabase(?=\/|$)/u.exec(folder)?.[0];
  if (project === undefined) return undefined;
  let toml: string;
  try {
    toml = readFileSync(join(rootFolder, project, 'config.toml'), 'utf8');
  } catch {
    // Most projects that only share their migrations have none.
    return undefined;
  }
  try {
    const { api } = parse(toml);
    if (typeof api !== 'object' || !('schemas' in api) || !Array.isArray(api.schemas)) return undefined;
    return api.schemas.filter((name): name is string => typeof name === 'string');
  } catch {
    // The Supabase CLI complains of it; here the defaults do.
    return undefined;
  }
}
