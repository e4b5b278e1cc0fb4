import * as vscode from 'vscode';
import type { SignInFlow } from './signInFlow.ts';
import type { TeamSession } from './teamSession.ts';
import type { TeamStore } from './teamStore.ts';

const PROVIDER_ID = 'fixward-supabase';

/** The team store among the editor's accounts: seen in the accounts menu, and asked for by other extensions. */
export class TeamAuthentication implements vscode.AuthenticationProvider, vscode.Disposable {
  readonly #team: TeamStore;
  readonly #flow: SignInFlow;
  readonly #changed =
    new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly #registrations: readonly vscode.Disposable[];
  #known: TeamSession | undefined;

  readonly onDidChangeSessions = this.#changed.event;

  constructor(team: TeamStore, flow: SignInFlow) {
    this.#team = team;
    this.#flow = flow;
    const label = vscode.l10n.t('Fixward Team Store');
    this.#registrations = [
      vscode.authentication.registerAuthenticationProvider(PROVIDER_ID, label, this, {
        supportsMultipleAccounts: false,
      }),
      team.sessions.onChange(() => void this.#look()),
    ];
    void this.#look();
  }

  async getSessions(): Promise<vscode.AuthenticationSession[]> {
    const session = await this.#team.session();
    return session ? [shown(session)] : [];
  }

  async createSession(): Promise<vscode.AuthenticationSession> {
    const session = await this.#flow.run();
    if (session) return shown(session);
    throw new vscode.CancellationError();
  }

  async removeSession(): Promise<void> {
    await this.#team.signOut();
  }

  dispose(): void {
    vscode.Disposable.from(...this.#registrations, this.#changed).dispose();
  }

  async #look(): Promise<void> {
    const before = this.#known;
    const now = await this.#team.session();
    this.#known = now;
    if (before?.id === now?.id) {
      if (now && before?.accessToken !== now.accessToken) this.#fire({ changed: [now] });
      return;
    }
    this.#fire({ ...(now && { added: [now] }), ...(before && { removed: [before] }) });
  }

  #fire(change: {
    readonly added?: readonly TeamSession[];
    readonly removed?: readonly TeamSession[];
    readonly changed?: readonly TeamSession[];
  }): void {
    const { added = [], removed = [], changed = [] } = change;
    this.#changed.fire({
      added: added.map(shown),
      removed: removed.map(shown),
      changed: changed.map(shown),
    });
  }
}

function shown({ id, accessToken, userId, label }: TeamSession): vscode.AuthenticationSession {
  return { id, accessToken, account: { id: userId, label }, scopes: [] };
}
