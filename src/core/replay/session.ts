import type { SchemaSettings } from '../schema/schemaRule.ts';

export type Platform = SchemaSettings['platform'];

const SEARCH_PATHS: Readonly<Record<Platform, string>> = {
  postgres: '"$user", public',
  supabase: '"$user", public, extensions',
};

/** Puts a session back to how a new connection of the platform finds it. */
export function freshSession(platform: Platform): string {
  return `reset session authorization; reset role; reset all; set search_path = ${SEARCH_PATHS[platform]};`;
}
