import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { type GitPlace, readGit } from './gitProcess.ts';
import { findGit } from './gitProgram.ts';

const ANSWER_BYTES_MAX = 64 * 1024;

export type OpenedRepository = { readonly place: GitPlace } | { readonly problem: string };

/** The repository around a folder; only what stands below the folder is read later. */
export async function openRepository(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<OpenedRepository> {
  const program = findGit(environment);
  if (program === undefined) return { problem: 'git is not installed, or not in PATH' };
  const place = { program, folder, environment };
  const answer = await readGit(place, ['rev-parse', '--show-toplevel'], ANSWER_BYTES_MAX);
  const top = answer?.toString('utf8').replace(/\r?\n$/u, '');
  if (top === undefined || top === '') return { problem: `${folder} is in no git repository` };
  // A repository's configuration may declare a working tree that is somewhere else.
  if (!holds(realpathSync(top), realpathSync(folder))) {
    return { problem: `the git repository of ${folder} says that its files are in ${top}` };
  }
  return { place };
}

function holds(outer: string, inner: string): boolean {
  const way = relative(outer, inner);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !/^(?:[A-Za-z]:)?[\\/]/u.test(way));
}

/** A full object name, which no option can be mistaken for. */
const OBJECT_NAME = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u;

/** The commit that a name such as `main~3` means; undefined where it means none. */
export async function resolveCommit(place: GitPlace, name: string): Promise<string | undefined> {
  if (name === '' || name.startsWith('-') || /[\p{Cc}\s]/u.test(name)) return undefined;
  const answer = await readGit(
    place,
    ['rev-parse', '--verify', '--quiet', `${name}^{commit}`],
    ANSWER_BYTES_MAX,
  );
  const sha = answer?.toString('utf8').trim();
  return sha !== undefined && OBJECT_NAME.test(sha) ? sha : undefined;
}

export function isObjectName(text: string): boolean {
  return OBJECT_NAME.test(text);
}
