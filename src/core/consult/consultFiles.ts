/** Folders of a consultation's virtual files; there are no others. */
export const CONSULT_FOLDERS = ['analysis', 'migrations', 'documentation', 'plans'] as const;

const PATH_LENGTH_MAX = 200;
const SEGMENT = /^[\p{L}\p{N}_][\p{L}\p{N}_. -]*$/u;
/** On Windows these open devices, whatever stands behind their dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/iu;

export type CheckedPath =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly problem: string };

/** A path as files are kept under, `analysis/tables.md`; a leading slash, as agents write it, is taken off. */
export function checkPath(given: string): CheckedPath {
  const path = given.startsWith('/') ? given.slice(1) : given;
  if (path === '') return { ok: false, problem: 'the path is empty' };
  if (path.length > PATH_LENGTH_MAX)
    return { ok: false, problem: `the path is longer than ${PATH_LENGTH_MAX} characters` };
  const [folder, ...rest] = path.split('/');
  if (!CONSULT_FOLDERS.some((known) => known === folder)) {
    return { ok: false, problem: `files live in ${CONSULT_FOLDERS.map((name) => `${name}/`).join(', ')}` };
  }
  if (rest.length === 0) return { ok: false, problem: 'the path names a folder' };
  for (const segment of rest) {
    // Also refuses `..`, empty segments, back slashes, colons and control characters.
    if (!SEGMENT.test(segment) || segment.endsWith('.') || segment.endsWith(' ') || DEVICE.test(segment)) {
      return { ok: false, problem: `"${segment}" is no name for a file or folder` };
    }
  }
  return { ok: true, path };
}

export interface MigrationPaths {
  readonly number: number;
  readonly upPath: string;
  readonly downPath: string;
}

const NUMBERED = /^migrations\/(\d{3,})_/u;
const NUMBER_DIGITS = 3;
const NAME_LENGTH_MAX = 60;

/** The next number among the files there are, with the paths of the migration and of its way back. */
export function migrationPaths(title: string, existing: readonly string[]): MigrationPaths {
  const numbers = existing.map((path) => Number(NUMBERED.exec(path)?.[1] ?? 0));
  const number = Math.max(0, ...numbers) + 1;
  const name = `${String(number).padStart(NUMBER_DIGITS, '0')}_${fileName(title)}`;
  return { number, upPath: `migrations/${name}.up.sql`, downPath: `migrations/${name}.down.sql` };
}

/** Letters without their marks and figures, joined by underscores; `migration` when nothing is left. */
function fileName(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '_')
    .slice(0, NAME_LENGTH_MAX)
    .replaceAll(/^_+|_+$/gu, '');
  return plain === '' ? 'migration' : plain;
}
