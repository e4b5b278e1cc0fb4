import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** The `.gitignore` of one folder and of the folders above it, as one question. */
export interface IgnoreScope {
  /** @param path from the walk's root, `/` between parts */
  ignores(path: string, isFolder: boolean): boolean;
}

interface Level {
  /** Folder of the file, from the walk's root: empty for the root itself, with a trailing slash below it. */
  readonly prefix: string;
  /** Part of the tested path that stands above the root, for files of outer folders. */
  readonly outer: string;
  readonly rules: Ignore;
}

const NOTHING: IgnoreScope = { ignores: () => false };

/** Rules of the repository around `rootFolder`, from its top down to `rootFolder` itself. */
export function rootIgnoreScope(
  rootFolder: string,
  isRepositoryRoot: (folder: string) => boolean,
): IgnoreScope {
  const levels: Level[] = [];
  const folders: string[] = [];
  for (let folder = rootFolder; ; folder = dirname(folder)) {
    folders.unshift(folder);
    if (isRepositoryRoot(folder)) break;
    // Without a repository around it, only the root's own file counts.
    if (dirname(folder) === folder) {
      folders.splice(0, folders.length, rootFolder);
      break;
    }
  }
  for (const folder of folders) {
    const rules = readRules(folder);
    const outer =
      folder === rootFolder ? '' : `${rootFolder.slice(withSlash(folder).length).replaceAll('\\', '/')}/`;
    if (rules) levels.push({ prefix: '', outer, rules });
  }
  return scopeOf(levels);
}

/** The scope of a folder below: the outer scope and the folder's own `.gitignore`, which has the last word. */
export function innerIgnoreScope(outer: IgnoreScope, absoluteFolder: string, path: string): IgnoreScope {
  const rules = readRules(absoluteFolder);
  if (!rules) return outer;
  return scopeOf([...(levelsOf.get(outer) ?? []), { prefix: `${path}/`, outer: '', rules }]);
}

const levelsOf = new WeakMap<IgnoreScope, readonly Level[]>();

function scopeOf(levels: readonly Level[]): IgnoreScope {
  if (levels.length === 0) return NOTHING;
  const scope: IgnoreScope = {
    ignores: (path, isFolder) => {
      let ignored = false;
      for (const { prefix, outer, rules } of levels) {
        const inner = outer + path.slice(prefix.length) + (isFolder ? '/' : '');
        const verdict = rules.test(inner);
        if (verdict.ignored) ignored = true;
        else if (verdict.unignored) ignored = false;
      }
      return ignored;
    },
  };
  levelsOf.set(scope, levels);
  return scope;
}

function readRules(folder: string): Ignore | undefined {
  try {
    const text = readFileSync(join(folder, '.gitignore'), 'utf8');
    return ignore({ allowRelativePaths: false }).add(text);
  } catch {
    // An absent or unreadable file ignores nothing.
    return undefined;
  }
}

function withSlash(folder: string): string {
  return /[\\/]$/u.test(folder) ? folder : `${folder}/`;
}
