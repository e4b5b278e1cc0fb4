import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder with the SQL of a small store of its own. */
export function sqlFolderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'fixward-sql-'));
  for (const [path, sql] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), sql);
  }
  return folder;
}

const START =
  'create schema if not exists fixward; create table if not exists fixward.schema_version (version integer primary key, name text not null);';

/** A migration as those of the store are: idempotent, in a transaction, entering itself at its end. */
export function migration(version: number, name: string, sql: string): string {
  return `begin;\n${START}\n${sql}\ninsert into fixward.schema_version (version, name) values (${version}, '${name}') on conflict do nothing;\ncommit;\n`;
}

/** Its way back. */
function undo(version: number, sql: string): string {
  return `begin;\n${sql}\ndelete from fixward.schema_version where version = ${version};\ncommit;\n`;
}

export const SMALL_STORE = {
  'migrations/001_notes.sql': migration(1, 'notes', 'create table if not exists fixward.notes (id integer);'),
  'migrations/002_marks.sql': migration(2, 'marks', 'create table if not exists fixward.marks (id integer);'),
  'migrations/010_views.sql': migration(
    10,
    'views',
    'create or replace view fixward.all_notes as select id from fixward.notes;',
  ),
  'rollback/001_notes.sql': undo(1, 'drop table if exists fixward.notes;'),
  'rollback/002_marks.sql': undo(2, 'drop table if exists fixward.marks;'),
  'rollback/010_views.sql': undo(10, 'drop view if exists fixward.all_notes;'),
  'validate.sql':
    "do $$ begin if to_regclass('fixward.marks') is null then raise exception 'table fixward.marks is missing'; end if; end $$;\n",
} as const satisfies Readonly<Record<string, string>>;
