import { createHash } from 'node:crypto';

const HASH_CHARACTERS = 16;

/** Tells secrets apart without telling them. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARACTERS);
}
