import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Small files of the service, for the user's eyes only. */

/** The text of a file; undefined when there is none. */
export function readSmall(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Puts a text in a file's place in one step. */
export function writeSmall(path: string, text: string): void {
  const part = partOf(path);
  writeFileSync(part, `${text}\n`, { mode: 0o600 });
  renameSync(part, path);
}

/** The text of a file, made and written when there is none; of several that make it at once, one wins. */
function readOrMake(path: string, make: () => string): string {
  const there = readSmall(path);
  if (there !== undefined && there !== '') return there;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // An empty file is what a full disk leaves.
  if (there === '') rmSync(path, { force: true });
  const part = partOf(path);
  try {
    writeFileSync(part, `${make()}\n`, { mode: 0o600 });
    linkSync(part, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(part, { force: true });
  }
  return readFileSync(path, 'utf8').trim();
}

function partOf(path: string): string {
  return `${path}.${process.pid}.${randomBytes(4).toString('hex')}.part`;
}

/** Reading it is what tells a program of the user from another's. */
export function readOrMakeSecret(path: string): string {
  return readOrMake(path, () => randomBytes(32).toString('hex'));
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/**
 * Who the local user is in the store; the same for as long as the file is there.
 *
 * @throws when the file holds something else, for the store's rows belong to the user it named
 */
export function readOrMakeUser(path: string): string {
  const text = readOrMake(path, () => JSON.stringify({ userId: randomUUID() }));
  const userId = userIdIn(text);
  if (userId !== undefined) return userId;
  throw new Error(
    `${path} does not name a user: it must hold {"userId": "…"}, a UUID; restore it from a backup`,
  );
}

function userIdIn(text: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || !('userId' in parsed)) return undefined;
    return typeof parsed.userId === 'string' && UUID.test(parsed.userId) ? parsed.userId : undefined;
  } catch {
    return undefined;
  }
}
