import type * as vscode from 'vscode';

/** A database the user has added for checks of a live server. */
export interface DatabaseConnection {
  readonly name: string;
  /** Connection string, password included. */
  readonly url: string;
}

const SECRET_KEY = 'fixward.connections';

/** Connections in the editor's secret storage: never in settings, files or the log. */
export class ConnectionStore {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
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
    return Array.isArray(value) ? value.filter(isConnection) : [];
  } catch {
    // Written by another version; the user adds the connection again.
    return [];
  }
}

function isConnection(value: unknown): value is DatabaseConnection {
  if (typeof value !== 'object' || value === null) return false;
  return 'name' in value && typeof value.name === 'string' && 'url' in value && typeof value.url === 'string';
}
