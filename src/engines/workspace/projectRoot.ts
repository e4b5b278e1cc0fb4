import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** Files that make a `.fixward` folder a project's; the data folder of a user bears the same name. */
const PROJECT_MARKS = ['config.yaml', 'config.yml', 'rules', 'baseline.json'] as const;

/**
 * The project a file or folder belongs to: the nearest folder upwards with `.fixward`, else the repository around it,
 * else the working folder, else the folder itself.
 */
export function findProjectRoot(absolutePath: string, workingFolder: string): string {
  const start = isFolder(absolutePath) ? absolutePath : dirname(absolutePath);
  const ancestors = ancestorsOf(start);
  return (
    ancestors.find(hasProjectFiles) ??
    ancestors.find((folder) => existsSync(join(folder, '.git'))) ??
    (isInside(workingFolder, start) ? workingFolder : start)
  );
}

/** A path from a folder with `/` between parts; empty for the folder itself. */
export function pathFrom(folder: string, absolutePath: string): string {
  const path = relative(folder, absolutePath);
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

export function isInside(folder: string, absolutePath: string): boolean {
  const path = pathFrom(folder, absolutePath);
  return path !== '..' && !path.startsWith('../') && resolve(folder, path) === absolutePath;
}

/** Folder of everything Fixward keeps for one user; `FIXWARD_HOME` moves it. */
export function fixwardHome(environment: Readonly<Record<string, string | undefined>>): string {
  const configured = environment.FIXWARD_HOME;
  return configured !== undefined && configured !== '' ? resolve(configured) : join(homedir(), '.fixward');
}

/** The record of what became of fixes, shared by the language server and the command line. */
export function journalPath(environment: Readonly<Record<string, string | undefined>>): string {
  return join(fixwardHome(environment), 'journal.jsonl');
}

function hasProjectFiles(folder: string): boolean {
  return PROJECT_MARKS.some((mark) => existsSync(join(folder, '.fixward', mark)));
}

function ancestorsOf(folder: string): readonly string[] {
  const ancestors = [folder];
  for (let current = folder; dirname(current) !== current; current = dirname(current)) {
    ancestors.push(dirname(current));
  }
  return ancestors;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
