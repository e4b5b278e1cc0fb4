import type { StoreAnswer } from './store.ts';

/**
 * What a store function answered, as an envelope.
 *
 * @throws when it is none: the other end is no store of Fixward
 */
export function parseEnvelope(value: unknown, name: string): StoreAnswer {
  if (typeof value === 'object' && value !== null && 'ok' in value) {
    if (value.ok === true && 'data' in value) return { ok: true, data: value.data };
    if (value.ok === false && 'error' in value && isError(value.error))
      return { ok: false, error: value.error };
  }
  throw new Error(`${name} answered with something that is no envelope: ${shown(value)}`);
}

function isError(value: unknown): value is { readonly code: string; readonly message: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'message' in value &&
    typeof value.message === 'string'
  );
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 120);
}
