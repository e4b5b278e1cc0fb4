import { SUPABASE_SCRIPT } from './migrationTool.ts';
import type { SqlFileContext } from './sqlFileContext.ts';

/** A file that shapes a Supabase database; its tests, seeds and snippets do not. */
export function isSupabaseMigration(context: SqlFileContext): boolean {
  return context.tool === 'supabase' && !SUPABASE_SCRIPT.test(context.path);
}

/** Supabase serves the schema `public` to anyone who holds the public key. */
export function isExposedSchema(schema: string | undefined): boolean {
  return schema === undefined || schema === '' || schema === 'public';
}
