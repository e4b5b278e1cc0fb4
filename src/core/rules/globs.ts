import picomatch from 'picomatch';

export type PathTest = (path: string) => boolean;

/**
 * A test of workspace-relative `/` paths against any of the globs. A glob without a slash matches a name at any depth,
 * a glob ending in `/` matches everything below that folder, as in ignore files.
 */
export function compileGlobs(globs: readonly string[]): PathTest {
  if (globs.length === 0) return () => false;
  return picomatch(globs.flatMap(expand), { dot: true });
}

function expand(glob: string): string[] {
  const trimmed = glob.startsWith('./') ? glob.slice(2) : glob;
  const folder = trimmed.endsWith('/') ? `${trimmed}**` : trimmed;
  return folder.includes('/') ? [folder] : [`**/${folder}`];
}

/** A glob that matches exactly this path. */
export function escapeGlob(path: string): string {
  return path.replace(/[\\*?[\]{}()!+@|]/gu, '\\$&');
}
