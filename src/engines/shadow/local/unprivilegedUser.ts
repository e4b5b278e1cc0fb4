import { readFileSync } from 'node:fs';

/** A user that a server may run as. */
export interface SystemUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Users without rights of their own that systems have, the server's first. */
const CANDIDATES = ['postgres', 'nobody'] as const;

/**
 * Who the server has to run as: Postgres refuses to run as root. `same` when this process may start it as itself,
 * undefined when it may not and there is nobody to hand it to.
 */
export function serverUser(): SystemUser | 'same' | undefined {
  if (process.getuid?.() !== 0) return 'same';
  let passwords: string;
  try {
    passwords = readFileSync('/etc/passwd', 'utf8');
  } catch {
    return undefined;
  }
  const users = passwords.split('\n').map((line) => line.split(':'));
  for (const name of CANDIDATES) {
    const [, , uid, gid] = users.find(([user]) => user === name) ?? [];
    if (uid !== undefined && gid !== undefined) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}
