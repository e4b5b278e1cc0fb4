import type { MigrationTool } from '../rules/projectConfig.ts';

/** What a file's place and name say of it. */
export interface FileRole {
  /** Folder that the migration belongs to, from the workspace. */
  readonly folder: string;
  /** The same for both directions of one migration. */
  readonly name: string;
  readonly direction: 'up' | 'down';
}

const IN_OWN_FOLDER = /^(.*)\/([^/]+)\/(up|migration|down|rollback)\.sql$/u;
/** The folder given is that of one migration. */
const ALONE = /^\/(up|migration|down|rollback)\.sql$/u;
const BY_DIRECTION = /^(.*)\/(up|down)\/([^/]+)\.sql$/u;
const BY_SUFFIX = /^(.*)\/([^/]+)\.(up|down|undo|rollback)\.sql$/u;
const FLYWAY = /^(.*)\/([VUR])(\d[\d._]*)?__([^/]+)\.sql$/u;
const SINGLE = /^(.*)\/([^/]+)\.sql$/u;

/**
 * The part a SQL file has in the migrations below `root`; undefined for files that no tool runs.
 *
 * @param path below `root`, both from the workspace
 */
export function roleOfFile(path: string, root: string): FileRole | undefined {
  const inner = root === '' ? `/${path}` : path.slice(root.length);
  const place = (folder: string): string => (root + folder).replace(/^\//u, '');
  const flyway = FLYWAY.exec(inner);
  if (flyway) {
    const [, , letter = '', version, description = ''] = flyway;
    if ((letter === 'R') !== (version === undefined)) return undefined;
    // Flyway looks into every folder below; an undo script belongs to the version it undoes.
    const name = version === undefined ? `R__${description}` : `V${version}__${description}`;
    return { folder: place(''), name, direction: letter === 'U' ? 'down' : 'up' };
  }
  const own = IN_OWN_FOLDER.exec(inner);
  if (own) {
    const direction = own[3] === 'up' || own[3] === 'migration' ? 'up' : 'down';
    return { folder: place(own[1] ?? ''), name: own[2] ?? '', direction };
  }
  const alone = ALONE.exec(inner);
  if (alone) {
    const name = root.slice(root.lastIndexOf('/') + 1);
    return { folder: root, name, direction: alone[1] === 'up' || alone[1] === 'migration' ? 'up' : 'down' };
  }
  const split = BY_DIRECTION.exec(inner);
  if (split) {
    return {
      folder: place(split[1] ?? ''),
      name: split[3] ?? '',
      direction: split[2] === 'up' ? 'up' : 'down',
    };
  }
  const suffixed = BY_SUFFIX.exec(inner);
  if (suffixed) {
    return {
      folder: place(suffixed[1] ?? ''),
      name: suffixed[2] ?? '',
      direction: suffixed[3] === 'up' ? 'up' : 'down',
    };
  }
  const single = SINGLE.exec(inner);
  return single ? { folder: place(single[1] ?? ''), name: single[2] ?? '', direction: 'up' } : undefined;
}

/** Compares two migrations' names the way the tool orders them. */
export function orderOfTool(tool: MigrationTool, names: readonly string[]): (a: string, b: string) => number {
  switch (tool) {
    case 'flyway':
      return byFlywayVersion;
    case 'diesel':
      return by(dieselVersion);
    case 'goose':
    case 'sqlx':
    case 'golang-migrate':
    case 'node-pg-migrate':
      return byNumber;
    case 'plain':
      return names.every(isNumbered) ? byNumber : byName;
    default:
      return byName;
  }
}

/** A number stands first: the version that most tools order by. */
export function isNumbered(name: string): boolean {
  return /^\d/u.test(name);
}

function by(key: (name: string) => string): (a: string, b: string) => number {
  return (a, b) => byName(key(a), key(b)) || byName(a, b);
}

/** By code units, as a file system lists names; a locale's order would differ from machine to machine. */
function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byNumber(a: string, b: string): number {
  const [first, second] = [leadingNumber(a), leadingNumber(b)];
  return first < second ? -1 : first > second ? 1 : byName(a, b);
}

function leadingNumber(name: string): bigint {
  return BigInt(/^\d+/u.exec(name)?.[0] ?? '0');
}

/** `2019-03-22-170700_remove` and `20190322170700_remove` are the same version. */
function dieselVersion(name: string): string {
  return (name.split('_', 1)[0] ?? '').replaceAll('-', '');
}

/** Versions part by part as numbers; repeatable scripts run after all of them. */
function byFlywayVersion(a: string, b: string): number {
  const [first, second] = [flywayVersion(a), flywayVersion(b)];
  if (!first || !second) return first ? -1 : second ? 1 : byName(a, b);
  for (let index = 0; index < Math.max(first.length, second.length); index++) {
    const [left, right] = [first[index] ?? 0n, second[index] ?? 0n];
    if (left !== right) return left < right ? -1 : 1;
  }
  return byName(a, b);
}

function flywayVersion(name: string): readonly bigint[] | undefined {
  const version = /^V(\d[\d._]*?)__/u.exec(name)?.[1];
  return version
    ?.split(/[._]/u)
    .filter((part) => part !== '')
    .map(BigInt);
}
