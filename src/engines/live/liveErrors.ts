import { errorMessage } from '../../core/errorMessage.ts';

/** Why a server in use could not be asked; the message is one line without a password. */
export class LiveDatabaseError extends Error {
  readonly reason: 'address' | 'unreachable' | 'refused' | 'failed';

  constructor(reason: LiveDatabaseError['reason'], message: string) {
    super(message);
    this.name = 'LiveDatabaseError';
    this.reason = reason;
  }
}

/** What messages may say of an address, and what they must not. */
export interface LivePlace {
  /** `db.example.org:5432`. */
  readonly host: string;
  readonly database: string;
  /** As written in the address and as meant. */
  readonly secrets: readonly string[];
}

/** Stands where an address names no host. */
const NO_HOST = 'no-host';

/** Throws `LiveDatabaseError` for what is no address of a Postgres database. */
export function readAddress(address: string): LivePlace {
  let url: URL | undefined;
  try {
    // A socket is named by a parameter, and the host before the path is left out.
    url = new URL(address.trim().replace('@/', `@${NO_HOST}/`));
  } catch {
    // The reason would repeat the address, password and all.
  }
  if (!url || !/^postgres(?:ql)?:$/u.test(url.protocol)) {
    throw new LiveDatabaseError(
      'address',
      'this is no address of a Postgres database: postgresql://user:password@host:5432/name',
    );
  }
  const given = [url.password, url.searchParams.get('password') ?? ''].filter((secret) => secret !== '');
  const host = url.hostname === '' || url.hostname === NO_HOST ? url.searchParams.get('host') : url.hostname;
  const port = url.port === '' ? url.searchParams.get('port') : url.port;
  return {
    host: `${host ?? 'localhost'}:${port ?? '5432'}`,
    database: decoded(url.pathname.replace(/^\//u, '')),
    secrets: [...new Set(given.flatMap((secret) => [secret, decoded(secret)]))],
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An error of the connection or of a question, in one line. */
export function connectionProblem(error: unknown, place: LivePlace): LiveDatabaseError {
  if (error instanceof LiveDatabaseError) return error;
  const code = codeOf(error);
  const { host } = place;
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new LiveDatabaseError('unreachable', `no server is known as ${host}`);
    case 'ECONNREFUSED':
    case 'ENOENT':
      return new LiveDatabaseError('unreachable', `no server listens at ${host}`);
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return new LiveDatabaseError('unreachable', `${host} does not answer`);
    case 'ECONNRESET':
    case 'EPIPE':
      return new LiveDatabaseError('unreachable', `${host} ended the connection`);
    case '28P01':
    case '28000':
      return new LiveDatabaseError('refused', `${host} does not accept this user and password`);
    case '57014':
      return new LiveDatabaseError('failed', 'the question took too long');
    default: {
      const message = errorMessage(error);
      if (/timeout expired/u.test(message)) {
        return new LiveDatabaseError('unreachable', `${host} does not answer`);
      }
      return new LiveDatabaseError('failed', withoutSecrets(message, place));
    }
  }
}

function withoutSecrets(message: string, { secrets }: LivePlace): string {
  const line = message.split(/[\r\n]/u, 1)[0] ?? '';
  return secrets.reduce((text, secret) => text.replaceAll(secret, '***'), line);
}

/** Node tries each address of a name and reports all failures in one. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : undefined;
}
