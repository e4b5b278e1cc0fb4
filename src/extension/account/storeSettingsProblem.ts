export type StoreSettingsProblem = 'noUrl' | 'badUrl' | 'plainHttp' | 'noKey' | 'secretKey';

/** Roles of keys that pass row level security by. */
const SERVER_ROLES = /^(?:service_role|supabase_admin|postgres)$/u;

/** Why a project's address and key cannot be used, before any of it is sent anywhere. The service checks them again. */
export function storeSettingsProblem(url: string, publishableKey: string): StoreSettingsProblem | undefined {
  return urlProblem(url) ?? keyProblem(publishableKey);
}

export function urlProblem(url: string): StoreSettingsProblem | undefined {
  if (url.trim() === '') return 'noUrl';
  if (!URL.canParse(url.trim())) return 'badUrl';
  const { protocol, hostname, username, password } = new URL(url.trim());
  if (!/^https?:$/u.test(protocol) || username !== '' || password !== '') return 'badUrl';
  const isHere = hostname === '[::1]' || /^localhost$|\.localhost$|^127(?:\.\d+){3}$/u.test(hostname);
  return protocol === 'http:' && !isHere ? 'plainHttp' : undefined;
}

export function keyProblem(key: string): StoreSettingsProblem | undefined {
  if (key.trim() === '') return 'noKey';
  if (isSecretKey(key.trim())) return 'secretKey';
  return undefined;
}

/** Whether a key opens more than its user's rows. */
export function isSecretKey(key: string): boolean {
  if (/^sb_secret_/iu.test(key)) return true;
  try {
    const claims: unknown = JSON.parse(Buffer.from(key.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const role = typeof claims === 'object' && claims !== null && 'role' in claims ? claims.role : undefined;
    return typeof role === 'string' && SERVER_ROLES.test(role);
  } catch {
    // No token, so a key of the newer kind.
    return false;
  }
}
