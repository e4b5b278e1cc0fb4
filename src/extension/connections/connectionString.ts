export type ConnectionProblem = 'empty' | 'not-postgres' | 'no-host' | 'unreadable';

/** Why a text cannot be a connection string, or undefined when it can. */
export function connectionProblem(text: string): ConnectionProblem | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return 'empty';
  if (!/^postgres(?:ql)?:\/\//iu.test(trimmed)) return 'not-postgres';
  try {
    const { hostname, searchParams } = new URL(trimmed);
    return hostname === '' && !searchParams.has('host') ? 'no-host' : undefined;
  } catch {
    return 'unreadable';
  }
}

/** A name to suggest for a connection: its host and database, never who signs in or how. */
export function suggestedName(connection: string): string {
  const { hostname, pathname } = new URL(connection.trim());
  const database = decodeURIComponent(pathname.replace(/^\//u, ''));
  return [hostname === '' ? 'local' : hostname, database].filter((part) => part !== '').join('/');
}
