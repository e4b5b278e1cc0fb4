export type ConnectionProblem = 'empty' | 'not-postgres' | 'no-host' | 'unreadable';

/** Why a text cannot be a connection string, or undefined when it can. */
export function connectionProblem(text: string): ConnectionProblem | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return 'empty';
  if (!/^postgres(?:ql)?:\/\//iu.test(trimmed)) return 'not-postgres';
  try {
    const { hostname, searchParams } = parsed(trimmed);
    return hostname === NO_HOST && !searchParams.has('host') ? 'no-host' : undefined;
  } catch {
    return 'unreadable';
  }
}

/** A name to suggest for a connection: its host and database, never who signs in or how. */
export function suggestedName(connection: string): string {
  const { hostname, pathname } = parsed(connection.trim());
  const database = decodeURIComponent(pathname.replace(/^\//u, ''));
  return [hostname === NO_HOST ? 'local' : hostname, database].filter((part) => part !== '').join('/');
}

const NO_HOST = 'no-host.invalid';

/** An address of a socket names who signs in and no host, which addresses of the web may not. */
function parsed(connection: string): URL {
  return new URL(connection.replace(/^([a-z]+:\/\/(?:[^/?#@]*@)?)(?=[/?#]|$)/iu, `$1${NO_HOST}`));
}
