import { type Dirent, existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type CancellationSignal, NEVER_CANCELLED } from '../../core/cancellation.ts';
import type { PathTest } from '../../core/rules/globs.ts';
import { type Language, languageOfPath } from '../../core/rules/languages.ts';
import { type IgnoreScope, innerIgnoreScope, rootIgnoreScope } from './ignoreFiles.ts';
import { plainReason } from './sourceFile.ts';

/** A file of a language Fixward reads, or a folder that could not be opened. */
export type WalkedFile =
  | { readonly path: string; readonly absolutePath: string; readonly language: Language }
  | { readonly path: string; readonly problem: string };

export interface WalkOptions {
  /** Paths are given from here, `/` between parts. */
  readonly rootFolder: string;
  /** Folder below the root to walk instead of all of it, as a path from the root. */
  readonly under?: string;
  /** `ignore` of the project's configuration. */
  readonly ignored?: PathTest;
  readonly cancellation?: CancellationSignal;
}

/** Never worth reading: other people's code, version control's own files, and ours, where rules quote mistakes. */
const FOLDERS_SKIPPED: ReadonlySet<string> = new Set([
  '.git',
  '.fixward',
  '.hg',
  '.svn',
  'node_modules',
  '.venv',
  '__pycache__',
]);

/** Files below a folder in a stable order, without what `.gitignore` files and the project's `ignore` list leave out. */
export async function* walkFiles(options: WalkOptions): AsyncGenerator<WalkedFile, void, undefined> {
  const { rootFolder, under = '', ignored = () => false, cancellation = NEVER_CANCELLED } = options;
  let scope = rootIgnoreScope(rootFolder, (folder) => existsSync(join(folder, '.git')));
  let outerPath = '';
  // A folder named by the user is walked whatever ignores it; files of ignore between root and it still count.
  for (const part of under.split('/').slice(0, -1)) {
    if (part === '') continue;
    outerPath = outerPath === '' ? part : `${outerPath}/${part}`;
    scope = innerIgnoreScope(scope, join(rootFolder, outerPath), outerPath);
  }
  yield* walkFolder(
    { rootFolder, ignored, cancellation, visited: new Set(), foldersListed: 0 },
    under,
    scope,
  );
}

interface Walk {
  readonly rootFolder: string;
  readonly ignored: PathTest;
  readonly cancellation: CancellationSignal;
  /** Real paths of the folders entered through a symbolic link. */
  readonly visited: Set<string>;
  foldersListed: number;
}

/** Other work gets its turn after this many folders, a few milliseconds. */
const FOLDERS_PER_TURN = 50;

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

async function* walkFolder(
  walk: Walk,
  folder: string,
  outerScope: IgnoreScope,
): AsyncGenerator<WalkedFile, void, undefined> {
  const absoluteFolder = folder === '' ? walk.rootFolder : join(walk.rootFolder, folder);
  if (++walk.foldersListed % FOLDERS_PER_TURN === 0) await nextTurn();
  const entries = listFolder(absoluteFolder);
  if (typeof entries === 'string') {
    yield { path: folder === '' ? '.' : folder, problem: entries };
    return;
  }
  const hasOwnIgnore = folder !== '' && entries.some(({ name }) => name === '.gitignore');
  const scope = hasOwnIgnore ? innerIgnoreScope(outerScope, absoluteFolder, folder) : outerScope;
  for (const entry of entries) {
    if (walk.cancellation.isCancellationRequested) return;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    const absolutePath = join(absoluteFolder, entry.name);
    const kind = entry.isSymbolicLink() ? kindOfLink(walk, absolutePath) : kindOf(entry);
    if (kind === 'folder') {
      if (FOLDERS_SKIPPED.has(entry.name) || scope.ignores(path, true) || walk.ignored(`${path}/`)) continue;
      yield* walkFolder(walk, path, scope);
    } else if (kind === 'file') {
      const language = languageOfPath(path);
      if (language === undefined || scope.ignores(path, false) || walk.ignored(path)) continue;
      yield { path, absolutePath, language };
    }
  }
}

function listFolder(absoluteFolder: string): readonly Dirent[] | string {
  try {
    // Asking the disk through promises takes several times as long as the answer, on trees of small folders.
    return readdirSync(absoluteFolder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    return plainReason(error);
  }
}

function kindOf(entry: Dirent): 'file' | 'folder' | undefined {
  if (entry.isDirectory()) return 'folder';
  return entry.isFile() ? 'file' : undefined;
}

/** A link to a folder outside the tree is followed once; folders of the tree itself are reached by their own path. */
function kindOfLink(walk: Walk, absolutePath: string): 'file' | 'folder' | undefined {
  try {
    const target = realpathSync(absolutePath);
    const stats = statSync(target);
    if (stats.isFile()) return 'file';
    if (!stats.isDirectory() || walk.visited.has(target)) return undefined;
    const root = realpathSync(walk.rootFolder);
    // A link to a folder of the same tree, above or beside, would only show the same files again.
    if (target === root || target.startsWith(`${root}/`) || root.startsWith(`${target}/`)) return undefined;
    walk.visited.add(target);
    return 'folder';
  } catch {
    // A link to nothing.
    return undefined;
  }
}
