import type * as vscode from 'vscode';
import type { ConnectionProfile, EnvironmentLabel } from '../../protocol/connectionMethods.ts';
import { isRow } from '../relay/wire.ts';

/** A database the user has added; its address holds the password. */
export type DatabaseConnection = ConnectionProfile;

const SECRET_KEY = 'fixward.connections';

const ENVIRONMENTS: readonly EnvironmentLabel[] = ['local', 'development', 'staging', 'production'];

/** Connections in the editor's secret storage: never in settings, files or the log. */
export class ConnectionStore {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  /** Fired for changes of this window and of others. */
  onDidChange(listener: () => void): vscode.Disposable {
    return this.#secrets.onDidChange(({ key }) => {
      if (key === SECRET_KEY) listener();
    });
  }

  async list(): Promise<readonly DatabaseConnection[]> {
    const stored = await this.#secrets.get(SECRET_KEY);
    return stored === undefined ? [] : parseConnections(stored);
  }

  /** Adds a connection in place of one with the same name. */
  async add(connection: DatabaseConnection): Promise<void> {
    const others = (await this.list()).filter(({ name }) => name !== connection.name);
    await this.#write([...others, connection].sort((a, b) => a.name.localeCompare(b.name)));
  }

  async remove(name: string): Promise<void> {
    await this.#write((await this.list()).filter((known) => known.name !== name));
  }

  async #write(connections: readonly DatabaseConnection[]): Promise<void> {
    if (connections.length === 0) await this.#secrets.delete(SECRET_KEY);
    else await this.#secrets.store(SECRET_KEY, JSON.stringify(connections));
  }
}

function parseConnections(json: string): readonly DatabaseConnection[] {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value.flatMap(readConnection) : [];
  } catch {
    // Written by another version; the user adds the connection again.
    return [];
  }
}

/** What says nothing of its environment is treated as the most careful would: as one in production, to be read only. */
function readConnection(value: unknown): readonly DatabaseConnection[] {
  if (!isRow(value)) return [];
  const { name, url } = value;
  if (typeof name !== 'string' || typeof url !== 'string') return [];
  const environment = ENVIRONMENTS.find((one) => one === value.environment) ?? 'production';
  return [{ name, url, environment, writable: value.writable === true && environment !== 'production' }];
}
