import { fileURLToPath, pathToFileURL } from 'node:url';

/** The absolute path of a document with `/` between parts; the URI's own path for schemes other than `file`. */
export function pathOfUri(uri: string): string {
  if (!uri.startsWith('file:')) return decodeURIComponent(uri.slice(uri.indexOf(':') + 1));
  return fileURLToPath(uri).replaceAll('\\', '/');
}

export function uriOfPath(path: string): string {
  return pathToFileURL(path).href;
}

/** Path relative to a folder, or the bare file name for documents outside it. */
export function relativePath(root: string | undefined, path: string): string {
  if (root !== undefined && path.startsWith(`${root}/`)) return path.slice(root.length + 1);
  return path.slice(path.lastIndexOf('/') + 1);
}
