import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { parseSession, type TeamSession, type Tokens, userOfToken } from './teamSession.ts';

const SECRET_KEY = 'fixward.teamSession';

/** The session in the editor's secret storage, which all windows share: never in settings, files or the log. */
export class SessionStore implements vscode.Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  /** Writes come one after the other, and so do the reads they build on. */
  #turn: Promise<unknown> = Promise.resolve();

  /** Fired for changes of this window and of others. */
  readonly onChange = this.#changed.event;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
    this.#subscription = secrets.onDidChange(({ key }) => {
      if (key === SECRET_KEY) this.#changed.fire();
    });
  }

  async get(): Promise<TeamSession | undefined> {
    return parseSession(await this.#secrets.get(SECRET_KEY));
  }

  /** Keeps tokens; those of the same user take the place of older ones within the same session. */
  keep(url: string, tokens: Tokens): Promise<TeamSession | undefined> {
    return this.#inTurn(async () => {
      const user = userOfToken(tokens.accessToken);
      if (user === undefined) return undefined;
      const before = await this.get();
      if (before?.url === url && before.refreshToken === tokens.refreshToken) return before;
      const isSame = before?.url === url && before.userId === user.id;
      const session: TeamSession = {
        id: isSame ? before.id : randomUUID(),
        url,
        userId: user.id,
        label: user.email ?? user.id,
        accessToken: tokens.accessToken,
        refreshToken: tokens.refreshToken,
      };
      await this.#secrets.store(SECRET_KEY, JSON.stringify(session));
      return session;
    });
  }

  forget(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#secrets.delete(SECRET_KEY);
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = this.#turn.then(work, work);
    this.#turn = next.catch(() => {});
    return next;
  }
}
