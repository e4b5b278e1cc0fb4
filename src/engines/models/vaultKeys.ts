import { z } from 'zod';
import type { KeyHolder, LabelledKey } from './keyHolder.ts';
import { type KeySource, KeySourceError } from './keySource.ts';

export interface VaultSettings {
  readonly address: string;
  readonly token: string;
  /** Of a key-value store, version 2. */
  readonly mount: string;
  readonly path: string;
  readonly namespace?: string;
}

export interface VaultKeysOptions {
  readonly fetch?: typeof fetch;
  readonly now?: () => number;
}

/** Secrets without a lease of their own are read anew after this time. */
const FRESH_MS = 900_000;
/** Asking again for what was refused just now helps nobody. */
const RENEW_PAUSE_MS = 5_000;
const TIMEOUT_MS = 10_000;

const secretSchema = z.object({
  lease_duration: z.number().nonnegative().optional(),
  data: z.object({ data: z.record(z.string(), z.unknown()).nullable() }),
});

/** Keys that HashiCorp Vault keeps: each field of the secret is a key with its label, `keys` may hold a list. */
export function vaultKeys(
  settings: VaultSettings,
  holder: KeyHolder,
  options: VaultKeysOptions = {},
): KeySource {
  const now = options.now ?? Date.now;
  let freshUntilMs = 0;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;
  const read = (): Promise<void> => {
    reading ??= readSecret(settings, options.fetch ?? fetch)
      .then(({ keys, leaseMs }) => {
        holder.configure(keys);
        readAtMs = now();
        freshUntilMs = readAtMs + (leaseMs || FRESH_MS);
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  return {
    holder,
    ready: async () => {
      if (now() >= freshUntilMs) await read();
    },
    renew: async () => {
      if (now() - readAtMs < RENEW_PAUSE_MS) return false;
      await read();
      return holder.size > 0;
    },
  };
}

interface Secret {
  readonly keys: readonly LabelledKey[];
  readonly leaseMs: number;
}

async function readSecret(settings: VaultSettings, send: typeof fetch): Promise<Secret> {
  const place = `${settings.mount}/${settings.path}`;
  let answer: Response;
  try {
    answer = await send(secretAddress(settings), {
      headers: {
        'x-vault-token': settings.token,
        'x-vault-request': 'true',
        ...(settings.namespace !== undefined && { 'x-vault-namespace': settings.namespace }),
      },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    throw new KeySourceError('unreachable', `Vault at ${hostOf(settings.address)} could not be reached.`);
  }
  if (answer.status === 401 || answer.status === 403) {
    throw new KeySourceError('unauthorised', `Vault refused the token for ${place}; it may have expired.`);
  }
  if (answer.status === 404) throw new KeySourceError('not_found', `Vault has no secret at ${place}.`);
  if (!answer.ok) throw new KeySourceError('unreachable', `Vault answered ${answer.status} for ${place}.`);
  const parsed = secretSchema.safeParse(await answer.json().catch(() => undefined));
  if (!parsed.success || parsed.data.data.data === null) {
    throw new KeySourceError('invalid', `Vault's secret at ${place} cannot be read as one of version 2.`);
  }
  const keys = keysOf(parsed.data.data.data);
  if (keys.length === 0) throw new KeySourceError('invalid', `Vault's secret at ${place} holds no key.`);
  return { keys, leaseMs: (parsed.data.lease_duration ?? 0) * 1000 };
}

function keysOf(fields: Readonly<Record<string, unknown>>): readonly LabelledKey[] {
  const keys: LabelledKey[] = [];
  for (const [label, value] of Object.entries(fields)) {
    const values = Array.isArray(value) ? value : typeof value === 'string' ? value.split(/[\s,]+/u) : [];
    const texts = values.filter((text): text is string => typeof text === 'string' && text !== '');
    texts.forEach((key, index) => {
      keys.push({ label: texts.length === 1 ? label : `${label} ${index + 1}`, key });
    });
  }
  return keys;
}

/** @throws KeySourceError when the address is none */
function secretAddress({ address, mount, path }: VaultSettings): URL {
  const encoded = (text: string): string =>
    text
      .split('/')
      .filter((part) => part !== '')
      .map(encodeURIComponent)
      .join('/');
  try {
    const base = address.replace(/\/+$/u, '');
    return new URL(`${base}/v1/${encoded(mount)}/data/${encoded(path)}`);
  } catch {
    throw new KeySourceError('invalid', 'The address of Vault is not a URL.');
  }
}

function hostOf(address: string): string {
  return /^https?:\/\/([^/?#]+)/iu.exec(address)?.[1]?.replace(/^.*@/u, '') ?? 'its address';
}
