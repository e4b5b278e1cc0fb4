import { stubOf } from '../extensions/extensionStubs.ts';
import type { ReplayDatabase } from '../replayDatabase.ts';
import { freshSession, type Platform } from '../session.ts';
import { SUPABASE_AUTH } from './supabaseAuth.ts';
import { SUPABASE_ROLES } from './supabaseRoles.ts';
import {
  SUPABASE_DEFAULT_PRIVILEGES,
  SUPABASE_EXTENSIONS,
  SUPABASE_PUBLICATION,
  SUPABASE_SCHEMAS,
} from './supabaseSchemas.ts';
import { SUPABASE_STORAGE } from './supabaseStorage.ts';

/** Makes an empty database look as a new project of the platform finds it. */
export async function preparePlatform(database: ReplayDatabase, platform: Platform): Promise<void> {
  await database.run(freshSession(platform));
  if (platform === 'postgres') return;
  const parts = [SUPABASE_ROLES, SUPABASE_SCHEMAS, SUPABASE_PUBLICATION, SUPABASE_AUTH, SUPABASE_STORAGE];
  for (const part of [...parts, SUPABASE_DEFAULT_PRIVILEGES]) await database.run(part);
  for (const name of SUPABASE_EXTENSIONS) {
    const rows = await database.query('select from pg_catalog.pg_available_extensions where name = $1', [
      name,
    ]);
    // A server installed without its contributed modules goes without.
    if (rows.length > 0) await database.run(`create extension "${name}" with schema extensions`);
  }
  if (database.installExtension !== undefined) {
    await database.installExtension(stubOf('supabase_vault', undefined));
    await database.run('create extension supabase_vault with schema vault');
  }
}
