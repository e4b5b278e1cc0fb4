const PRIVILEGES: Readonly<Record<string, string>> = {
  r: 'SELECT',
  a: 'INSERT',
  w: 'UPDATE',
  d: 'DELETE',
  D: 'TRUNCATE',
  x: 'REFERENCES',
  t: 'TRIGGER',
  m: 'MAINTAIN',
  X: 'EXECUTE',
  U: 'USAGE',
  C: 'CREATE',
  c: 'CONNECT',
  T: 'TEMPORARY',
  s: 'SET',
  A: 'ALTER SYSTEM',
};

/** One privilege of one role, as `SELECT to anon`. */
export type Grant = string;

/**
 * Reads access items as Postgres writes them, `anon=r*w/postgres`. Who granted is left out: a dump does not say it
 * either, and the order in which grants were made means nothing.
 */
export function grantsOf(items: readonly string[]): readonly Grant[] {
  const grants = new Set<Grant>();
  for (const item of items) {
    const [, role = '', letters = ''] = /^("(?:[^"]|"")*"|[^=]*)=([^/]*)/u.exec(item) ?? [];
    for (const [, letter = '', star] of letters.matchAll(/([A-Za-z])(\*?)/gu)) {
      const privilege = PRIVILEGES[letter] ?? letter;
      const option = star === '*' ? ' with grant option' : '';
      grants.add(`${privilege} to ${role === '' ? 'public' : role}${option}`);
    }
  }
  return [...grants].sort();
}
