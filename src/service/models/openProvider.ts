import type { EndpointProvider } from '../../consultant/models/modelSources.ts';
import { KeyHolder } from '../../engines/models/keyHolder.ts';
import { givenKeys, type KeySource } from '../../engines/models/keySource.ts';
import { type KeyUsage, rotatingFetch } from '../../engines/models/rotatingFetch.ts';
import { vaultKeys } from '../../engines/models/vaultKeys.ts';
import type { ConfiguredProvider } from './modelsParams.ts';

const OPENAI_URL = 'https://api.openai.com/v1';
const OLLAMA_URL = 'http://127.0.0.1:11434';

/** A provider with its keys, as the service holds it. */
export interface OpenProvider extends EndpointProvider {
  readonly holder: KeyHolder;
  /** It cannot be asked: its endpoint lets nobody in without a key, and there is none. */
  readonly needsKey: boolean;
  readonly hasVault: boolean;
}

export interface ProviderEvents {
  readonly onChange: () => void;
  readonly onUsage: (usage: KeyUsage) => void;
  /** Vault could not be read, or could again. */
  readonly onProblem: (problem: string | undefined) => void;
  readonly fetch?: typeof fetch;
}

/** Opens a provider; a holder of the same provider from before keeps its counts. */
export function openProvider(
  settings: ConfiguredProvider,
  before: KeyHolder | undefined,
  { fetch, ...events }: ProviderEvents,
): OpenProvider {
  const { id, kind, vault, keys = [] } = settings;
  const holder = before ?? new KeyHolder(id);
  if (!vault) holder.configure(keys);
  const source = vault
    ? told(vaultKeys({ ...vaultOf(vault) }, holder, { ...(fetch && { fetch }) }), events.onProblem)
    : givenKeys(holder);
  const baseUrl = kind === 'ollama' ? ollamaUrl(settings.baseUrl) : (settings.baseUrl ?? OPENAI_URL);
  return {
    id,
    kind,
    baseUrl,
    // Ollama answers both; its Chat Completions are the older and better known.
    api: settings.api ?? (kind === 'ollama' ? 'chat' : 'auto'),
    ...(settings.organisation !== undefined && { organisation: settings.organisation }),
    ...(settings.reasoningEffort !== undefined && { reasoningEffort: settings.reasoningEffort }),
    holder,
    needsKey: kind === 'openai' && baseUrl === OPENAI_URL && keys.length === 0 && !vault,
    hasVault: vault !== undefined,
    fetch: rotatingFetch({
      provider: id,
      keys: source,
      onChange: events.onChange,
      onUsage: events.onUsage,
      ...(fetch && { fetch }),
    }),
  };
}

function ollamaUrl(address = OLLAMA_URL): string {
  return `${address.replace(/\/(?:v1|api)$/u, '')}/v1`;
}

function vaultOf({ namespace, ...vault }: NonNullable<ConfiguredProvider['vault']>) {
  return { ...vault, ...(namespace !== undefined && { namespace }) };
}

function told(source: KeySource, onProblem: ProviderEvents['onProblem']): KeySource {
  const telling = async <Value>(work: Promise<Value>): Promise<Value> => {
    try {
      const value = await work;
      onProblem(undefined);
      return value;
    } catch (error) {
      onProblem(error instanceof Error ? error.message : 'Vault cannot be read.');
      throw error;
    }
  };
  return {
    holder: source.holder,
    ready: (signal) => telling(source.ready(signal)),
    ...(source.renew && { renew: (signal) => telling(source.renew?.(signal) ?? Promise.resolve(false)) }),
  };
}
