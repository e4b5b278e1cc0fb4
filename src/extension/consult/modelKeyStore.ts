import type * as vscode from 'vscode';
import { isRow } from '../relay/wire.ts';

/** One key of a provider; the label is shown, the key never. */
export interface ModelKey {
  readonly provider: string;
  readonly label: string;
  readonly key: string;
}

const KEYS = 'fixward.modelKeys';
const VAULT_TOKEN = 'fixward.vaultToken';

/** Keys of models in the editor's secret storage: never in settings, files or the log. */
export class ModelKeyStore {
  readonly #secrets: vscode.SecretStorage;
  readonly #listeners = new Set<() => void>();

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  async list(): Promise<readonly ModelKey[]> {
    const stored = await this.#secrets.get(KEYS);
    return stored === undefined ? [] : parseKeys(stored);
  }

  /** Adds a key in place of one with the same provider and label. */
  async add(key: ModelKey): Promise<void> {
    const others = (await this.list()).filter((known) => !isSame(known, key));
    await this.#secrets.store(KEYS, JSON.stringify([...others, key]));
    this.#changed();
  }

  async remove(key: Pick<ModelKey, 'provider' | 'label'>): Promise<void> {
    const left = (await this.list()).filter((known) => !isSame(known, key));
    if (left.length === 0) await this.#secrets.delete(KEYS);
    else await this.#secrets.store(KEYS, JSON.stringify(left));
    this.#changed();
  }

  async vaultToken(): Promise<string | undefined> {
    return this.#secrets.get(VAULT_TOKEN);
  }

  async setVaultToken(token: string | undefined): Promise<void> {
    if (token === undefined) await this.#secrets.delete(VAULT_TOKEN);
    else await this.#secrets.store(VAULT_TOKEN, token);
    this.#changed();
  }

  /** A secret of another server, by the name that settings call it by. */
  async serverSecret(name: string): Promise<string | undefined> {
    return this.#secrets.get(serverSecretKey(name));
  }

  async setServerSecret(name: string, value: string): Promise<void> {
    await this.#secrets.store(serverSecretKey(name), value);
    this.#changed();
  }

  /** Fired for changes of this window at once, and of others when the editor tells of them. */
  onDidChange(listener: () => void): vscode.Disposable {
    this.#listeners.add(listener);
    const others = this.#secrets.onDidChange(({ key }) => {
      if (key === KEYS || key === VAULT_TOKEN || key.startsWith(SERVER_SECRET_PREFIX)) listener();
    });
    return {
      dispose: () => {
        this.#listeners.delete(listener);
        others.dispose();
      },
    };
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

const SERVER_SECRET_PREFIX = 'fixward.serverSecret.';

function serverSecretKey(name: string): string {
  return `${SERVER_SECRET_PREFIX}${name}`;
}

function isSame(
  one: Pick<ModelKey, 'provider' | 'label'>,
  other: Pick<ModelKey, 'provider' | 'label'>,
): boolean {
  return one.provider === other.provider && one.label === other.label;
}

function parseKeys(json: string): readonly ModelKey[] {
  try {
    const stored: unknown = JSON.parse(json);
    return Array.isArray(stored) ? stored.filter(isKey) : [];
  } catch {
    // Written by another version; the user adds the keys again.
    return [];
  }
}

function isKey(value: unknown): value is ModelKey {
  return (
    isRow(value) &&
    typeof value.provider === 'string' &&
    typeof value.label === 'string' &&
    typeof value.key === 'string'
  );
}
