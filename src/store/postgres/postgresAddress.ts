/** Where a database is, as messages may say it, and what they must not. */
export interface PostgresAddress {
  readonly url: string;
  /** `host:port/database` */
  readonly shown: string;
  readonly secrets: readonly string[];
}

/**
 * Reads an address as users write it.
 *
 * @throws Error whose message holds nothing of the address
 */
export function postgresAddress(url: string): PostgresAddress {
  let parsed: URL;
  try {
    // A socket is named by a parameter; the host before the path is left out then, which URLs do not allow.
    parsed = new URL(url.replace(/^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)(?=[/?#]|$)/u, `$1${NO_HOST}`));
  } catch {
    throw new Error(UNENCODED_PASSWORD.test(url) ? NOT_ENCODED : NOT_AN_ADDRESS);
  }
  if (parsed.protocol !== 'postgres:' && parsed.protocol !== 'postgresql:') throw new Error(NOT_AN_ADDRESS);
  // A bare / or @ in a password moves the end of the host, and the rest of the password into what messages show.
  if (parsed.pathname.includes('@')) throw new Error(NOT_ENCODED);
  const host = parsed.searchParams.get('host') ?? (parsed.hostname === NO_HOST ? '' : parsed.hostname);
  const port = parsed.port === '' ? '' : `:${parsed.port}`;
  const given = [parsed.password, parsed.searchParams.get('password') ?? ''].filter(
    (secret) => secret !== '',
  );
  return {
    url,
    shown: `${host === '' ? 'localhost' : host}${port}${parsed.pathname}`,
    secrets: [...new Set([...given, ...given.map(decoded)])].sort((a, b) => b.length - a.length),
  };
}

const NO_HOST = 'no-host';
const NOT_AN_ADDRESS = 'this is no address of a Postgres database: postgresql://user:password@host:5432/name';

/** A character that ends the host, before the @ that the host begins after. */
const UNENCODED_PASSWORD = /^postgres(?:ql)?:\/\/[^@]*[/?#][^@]*@/u;
const NOT_ENCODED =
  'the user and the password of this address must be percent-encoded: %40 for @, %2F for /, %3A for :, %23 for #, %3F for ?';

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
