import type * as vscode from 'vscode';
import type { SyncSession } from '../../protocol/service.ts';
import { isRow, optionalText } from '../relay/wire.ts';

const SECRET_KEY = 'fixward.teamSession';

export interface KeptSession extends SyncSession {
  /** The project that the tokens are for; with another one they are worth nothing. */
  readonly url: string;
  readonly userId: string;
  /** What to call the user: an e-mail address where there is one. */
  readonly user: string;
}

/** The session's tokens in the editor's secret storage: never in settings, files or the log. */
export class SessionSecrets {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  async read(): Promise<KeptSession | undefined> {
    const text = await this.#secrets.get(SECRET_KEY);
    return text === undefined ? undefined : parsedSession(text);
  }

  async write(session: KeptSession): Promise<void> {
    await this.#secrets.store(SECRET_KEY, JSON.stringify(session));
  }

  async forget(): Promise<void> {
    await this.#secrets.delete(SECRET_KEY);
  }
}

/** Undefined for what another version wrote; the user signs in again. */
export function parsedSession(text: string): KeptSession | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRow(value)) return undefined;
    const accessToken = optionalText(value.accessToken);
    const refreshToken = optionalText(value.refreshToken);
    const url = optionalText(value.url);
    const userId = optionalText(value.userId);
    if (
      accessToken === undefined ||
      refreshToken === undefined ||
      url === undefined ||
      userId === undefined
    ) {
      return undefined;
    }
    return { accessToken, refreshToken, url, userId, user: optionalText(value.user) ?? userId };
  } catch {
    return undefined;
  }
}
