/** What a token says of itself, read and not checked: the server checks it. */
export interface JwtClaims {
  readonly sub?: string;
  readonly role?: string;
  readonly email?: string;
  /** Seconds. */
  readonly exp?: number;
  readonly iat?: number;
}

/** Undefined when the text is no JWT. */
export function jwtClaims(token: string): JwtClaims | undefined {
  const payload = token.split('.')[1];
  if (payload === undefined) return undefined;
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof claims !== 'object' || claims === null) return undefined;
  const { sub, role, email, exp, iat } = claims as Record<string, unknown>; // SAFETY: each field's type is checked below.
  return {
    ...(typeof sub === 'string' && { sub }),
    ...(typeof role === 'string' && { role }),
    ...(typeof email === 'string' && { email }),
    ...(typeof exp === 'number' && { exp }),
    ...(typeof iat === 'number' && { iat }),
  };
}
