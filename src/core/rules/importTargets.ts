import type { Language } from './languages.ts';

/**
 * Workspace paths an import may mean, most likely first, without asking the file system:
 * layer globs are tested on each. A package from outside the workspace simply matches no layer.
 */
export function importTargets(language: Language, fromPath: string, specifier: string): readonly string[] {
  if (language === 'python') return pythonTargets(fromPath, specifier);
  if (specifier.startsWith('.')) return withExtensions(joinPath(folderOf(fromPath), specifier));
  const alias = /^(?:@|~|#)\/(.+)$/u.exec(specifier)?.[1];
  if (alias === undefined) return [];
  return ancestorsOf(fromPath).flatMap((folder) => [
    ...withExtensions(joinPath(folder, `src/${alias}`)),
    ...withExtensions(joinPath(folder, alias)),
  ]);
}

function pythonTargets(fromPath: string, specifier: string): readonly string[] {
  const dots = /^\.+/u.exec(specifier)?.[0].length ?? 0;
  const relative = specifier.slice(dots).replaceAll('.', '/');
  if (dots > 0) {
    const base = Array.from({ length: dots - 1 }).reduce<string>(
      (folder) => folderOf(folder),
      folderOf(fromPath),
    );
    return [`${joinPath(base, relative)}.py`, `${joinPath(base, relative)}/__init__.py`];
  }
  const [top = ''] = relative.split('/');
  // Below a package that is none of the file's own folders only its name says anything: most are libraries.
  const known = fromPath.split('/').includes(top) ? relative : top;
  return ancestorsOf(fromPath).flatMap((folder) => [
    `${joinPath(folder, known)}.py`,
    `${joinPath(folder, known)}/__init__.py`,
  ]);
}

/** No guess ends in `.tsx`: that ending alone decides a layer, and the file is as likely an ordinary one. */
function withExtensions(path: string): readonly string[] {
  const bare = path.replace(/\.(?:js|mjs|cjs|jsx)$/u, '');
  return [path, `${bare}.ts`, `${bare}.js`, `${path}/index.ts`];
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** The file's folder and each folder above it, the workspace root last. */
function ancestorsOf(path: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) folders.push(folder);
  return [...folders, ''];
}

function joinPath(folder: string, relative: string): string {
  const parts = folder === '' ? [] : folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
