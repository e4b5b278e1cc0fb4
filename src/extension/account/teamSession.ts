import { optionalText, type Row, rowOf } from '../relay/wire.ts';

/** Who is signed in to which project, with the tokens that prove it. */
export interface TeamSession {
  /** For the editor; another one for each sign-in. */
  readonly id: string;
  readonly url: string;
  readonly userId: string;
  /** The e-mail address, where there is one. */
  readonly label: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** A session as it was written down; undefined when another version wrote it, and the user signs in again. */
export function parseSession(json: string | undefined): TeamSession | undefined {
  if (json === undefined) return undefined;
  let row: Row;
  try {
    row = rowOf(JSON.parse(json));
  } catch {
    return undefined;
  }
  const id = optionalText(row.id);
  const url = optionalText(row.url);
  const userId = optionalText(row.userId);
  const tokens = tokensOf(row);
  if (id === undefined || url === undefined || userId === undefined || tokens === undefined) return undefined;
  return { id, url, userId, label: optionalText(row.label) ?? userId, ...tokens };
}

export function tokensOf(value: unknown): Tokens | undefined {
  const { accessToken, refreshToken } = rowOf(value);
  if (typeof accessToken !== 'string' || typeof refreshToken !== 'string') return undefined;
  return accessToken === '' || refreshToken === '' ? undefined : { accessToken, refreshToken };
}

/** Whom a token stands for, as it says itself; the server decides whether that is true. */
export function userOfToken(
  accessToken: string,
): { readonly id: string; readonly email?: string } | undefined {
  try {
    const claims = rowOf(
      JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString('utf8')),
    );
    const [id, email] = [optionalText(claims.sub), optionalText(claims.email)];
    return id === undefined ? undefined : { id, ...(email !== undefined && { email }) };
  } catch {
    return undefined;
  }
}
