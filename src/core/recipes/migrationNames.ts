/** What a migration's name starts with, so that tools run it in its turn. */
interface VersionStyle {
  readonly pattern: RegExp;
  /** Names in the folder as numbers; undefined for one of another style. */
  readonly read: (name: string) => bigint | undefined;
  readonly write: (version: bigint, like: string) => string;
  /** The version after `last`, never before `now`. */
  readonly next: (last: bigint, now: bigint) => bigint;
  /** `now`, `20240131120000`, as such a version. */
  readonly nowAs: (now: string) => bigint;
}

const DASHED = /^(\d{4}-\d{2}-\d{2}-\d{6})(?=\D|$)/u;
const TIMESTAMP = /^(\d{14})(?=\D|$)/u;
const MILLISECONDS = /^(\d{13})(?=\D|$)/u;
const SECONDS = /^(\d{10})(?=\D|$)/u;
const NUMBER = /^(\d+)(?=\D|$)/u;

const digitsOf =
  (pattern: RegExp) =>
  (name: string): bigint | undefined => {
    const found = pattern.exec(name)?.[1];
    return found === undefined ? undefined : BigInt(found.replaceAll('-', ''));
  };

const later = (last: bigint, now: bigint): bigint => (last >= now ? last + 1n : now);

const STYLES: readonly VersionStyle[] = [
  {
    pattern: DASHED,
    read: digitsOf(DASHED),
    write: (version) => String(version).replace(/^(\d{4})(\d{2})(\d{2})(\d{6})$/u, '$1-$2-$3-$4'),
    next: (last, now) => nextSecond(last, now),
    nowAs: (now) => BigInt(now),
  },
  {
    pattern: TIMESTAMP,
    read: digitsOf(TIMESTAMP),
    write: (version) => String(version),
    next: (last, now) => nextSecond(last, now),
    nowAs: (now) => BigInt(now),
  },
  {
    pattern: MILLISECONDS,
    read: digitsOf(MILLISECONDS),
    write: (version) => String(version),
    next: later,
    nowAs: (now) => BigInt(epochMs(now)),
  },
  {
    pattern: SECONDS,
    read: digitsOf(SECONDS),
    write: (version) => String(version),
    next: later,
    nowAs: (now) => BigInt(Math.floor(epochMs(now) / 1000)),
  },
  {
    pattern: NUMBER,
    read: digitsOf(NUMBER),
    write: (version, like) => String(version).padStart(like.length, '0'),
    next: (last) => last + 1n,
    nowAs: () => 0n,
  },
];

function epochMs(now: string): number {
  const part = (start: number, end: number): number => Number(now.slice(start, end));
  return Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8), part(8, 10), part(10, 12), part(12, 14));
}

/** One second on, so that no version is a time that does not exist. */
function nextSecond(last: bigint, now: bigint): bigint {
  if (last < now) return now;
  const ms = epochMs(String(last).padStart(14, '0')) + 1000;
  const next = Number.isNaN(ms)
    ? last + 1n
    : BigInt(new Date(ms).toISOString().replace(/\D/gu, '').slice(0, 14));
  return next > last ? next : last + 1n;
}

/**
 * Names for new migrations that run after every one of the folder.
 *
 * @param current the name to be like
 * @param names all names of the folder
 * @param now time as `20240131120000`
 */
export function namesAfter(
  current: string,
  names: readonly string[],
  now: string,
  slugs: readonly string[],
): readonly string[] {
  const style = STYLES.find(({ pattern }) => pattern.test(current));
  const like = style?.pattern.exec(current)?.[1] ?? '';
  if (!style) return slugs.map((slug, index) => `${current}_${index + 2}_${slug}`);
  const separator = /^[-_.]+/u.exec(current.slice(like.length))?.[0] ?? '_';
  let last = [current, ...names].reduce((latest, name) => {
    const version = style.read(name);
    return version !== undefined && version > latest ? version : latest;
  }, 0n);
  return slugs.map((slug) => {
    last = style.next(last, style.nowAs(now));
    return `${style.write(last, like)}${separator}${separator.includes('-') ? slug.replaceAll('_', '-') : slug}`;
  });
}

/** Flyway's `V3.1__add_state`: the same, with the letter and its own separators. */
export function flywayNamesAfter(
  names: readonly string[],
  now: string,
  slugs: readonly string[],
): readonly string[] {
  const versions = names.flatMap((name) => /^V(\d+)(?=[._\d]*__|__)/u.exec(name)?.[1] ?? []);
  const latest = versions.reduce((a, b) => (BigInt(b) > BigInt(a) ? b : a), '0');
  return namesAfter(`${latest}__x`, [], now, slugs).map((name) => `V${name}`);
}
