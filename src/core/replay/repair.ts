import type { ShadowSqlError } from '../proof/shadowDatabase.ts';
import { extensionOfFunction, extensionOfSchema, extensionOfType } from './extensions/extensionNames.ts';
import { noteOf, standIn } from './extensions/prepareExtensions.ts';
import type { ReplayDatabase } from './replayDatabase.ts';
import type { Platform } from './session.ts';

const UNDEFINED_OBJECT = '42704';
const UNDEFINED_FUNCTION = '42883';
const INVALID_SCHEMA = '3F000';

/**
 * Adds what a script takes for granted and its server had: roles, and extensions created elsewhere.
 * Answers with a note when the statement is worth another try.
 */
export async function repair(
  database: ReplayDatabase,
  error: ShadowSqlError,
  platform: Platform,
): Promise<string | undefined> {
  const { code, message } = error;
  if (code === UNDEFINED_OBJECT) {
    const role = /^role "(.+)" does not exist$/u.exec(message)?.[1];
    if (role !== undefined) return createRole(database, role);
    const type = /^type "(.+)" does not exist$/u.exec(message)?.[1];
    const operatorClass = /^operator class "(.+)" does not exist/u.exec(message)?.[1];
    return createExtension(database, extensionOfType(type ?? operatorClass ?? ''), platform);
  }
  if (code === UNDEFINED_FUNCTION) {
    const name = /^(?:function|procedure) (.+?)\(/u.exec(message)?.[1] ?? '';
    return createExtension(database, extensionOfFunction(name), platform);
  }
  if (code === INVALID_SCHEMA) {
    const schema = /^schema "(.+)" does not exist$/u.exec(message)?.[1] ?? '';
    return createExtension(database, extensionOfSchema(schema), platform);
  }
  return undefined;
}

export async function createRole(database: ReplayDatabase, role: string): Promise<string> {
  await database.run(`create role ${quoted(role)} nologin`);
  return `Role ${role} is named but never created: it was made for the replay.`;
}

export async function createExtension(
  database: ReplayDatabase,
  name: string | undefined,
  platform: Platform,
): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const [known] = await database.query(
    'select exists (select from pg_catalog.pg_extension where extname = $1) as there',
    [name],
  );
  if (known?.there === true) return undefined;
  const isStub = await standIn(database, name);
  const schema = platform === 'supabase' ? ' schema extensions' : '';
  try {
    await database.run(`create extension ${quoted(name)}${isStub ? '' : schema} cascade`);
  } catch {
    return undefined;
  }
  const uncreated = `Extension ${name} is used but never created: it was added for the replay.`;
  return isStub ? `${uncreated} ${noteOf(name)}` : uncreated;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
