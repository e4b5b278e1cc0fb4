import * as vscode from 'vscode';
import type { SyncSession, SyncSettings } from '../../protocol/service.ts';
import { setContextValue } from '../contextKeys.ts';
import { callAnswer } from '../relay/callStore.ts';
import type { FixwardService } from '../relay/fixwardService.ts';
import { optionalText, rowOf, textOf } from '../relay/wire.ts';
import { type KeptSession, SessionSecrets } from './sessionSecrets.ts';
import { SIGNED_IN_PATH, signInCallback } from './signInCallback.ts';

export const PROVIDER_ID = 'fixward-supabase';
const EXTENSION_ID = 'fixward.fixward';
/** A link in a mail is opened within this time, or asked for again. */
const SIGN_IN_TIMEOUT_MS = 10 * 60_000;

/** How somebody signs in. */
export type SignInWay =
  | { readonly kind: 'email'; readonly email: string }
  | { readonly kind: 'provider'; readonly provider: string };

interface Waiting {
  readonly resolve: (code: string) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Who the user is in the team's store. Tokens live in the editor's secret storage and, while it runs, in the service's
 * memory; the service refreshes them and tells.
 */
export class TeamAccount implements vscode.AuthenticationProvider, vscode.UriHandler, vscode.Disposable {
  readonly #service: FixwardService;
  readonly #secrets: SessionSecrets;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed =
    new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly #registrations: readonly vscode.Disposable[];
  /** Asks how to sign in; the commands give it. */
  #askWay: (() => Promise<SignInWay | undefined>) | undefined;
  #waiting: Waiting | undefined;

  readonly onDidChangeSessions = this.#changed.event;

  constructor(service: FixwardService, secrets: vscode.SecretStorage, log: vscode.LogOutputChannel) {
    this.#service = service;
    this.#secrets = new SessionSecrets(secrets);
    this.#log = log;
    this.#registrations = [
      vscode.authentication.registerAuthenticationProvider(
        PROVIDER_ID,
        vscode.l10n.t('Fixward team store'),
        this,
      ),
      vscode.window.registerUriHandler(this),
      service.onEvent(({ event, params }) => {
        if (event === 'sync/session') void this.#tokensChanged(rowOf(params).session);
      }),
      // The service forgets the session when it ends; a new one is told again when something is first asked of it.
      service.onFirstUse(() => void this.#resume()),
    ];
  }

  askWith(askWay: () => Promise<SignInWay | undefined>): void {
    this.#askWay = askWay;
  }

  async getSessions(): Promise<vscode.AuthenticationSession[]> {
    const kept = await this.#secrets.read();
    setContextValue('fixward.signedIn', kept !== undefined);
    return kept ? [sessionOf(kept)] : [];
  }

  async createSession(): Promise<vscode.AuthenticationSession> {
    const settings = storeSettings();
    if (!settings)
      throw new Error(
        vscode.l10n.t('Set the address and the publishable key of your Supabase project first.'),
      );
    const way = await this.#askWay?.();
    if (!way) throw new Error(vscode.l10n.t('Signing in was cancelled.'));
    await this.#service.ask('sync/configure', settings);
    const code = await this.#codeFor(way);
    const signedIn = rowOf(callAnswer(await this.#service.askUntraced('sync/exchangeCode', code)));
    const tokens = rowOf(signedIn.session);
    const user = rowOf(signedIn.user);
    const kept: KeptSession = {
      accessToken: textOf(tokens.accessToken),
      refreshToken: textOf(tokens.refreshToken),
      url: settings.url,
      userId: optionalText(user.id) ?? 'user',
      user: optionalText(user.email) ?? optionalText(user.id) ?? vscode.l10n.t('signed in'),
    };
    await this.#secrets.write(kept);
    const session = sessionOf(kept);
    this.#tell({ added: [session] });
    return session;
  }

  async removeSession(): Promise<void> {
    const kept = await this.#secrets.read();
    await this.#secrets.forget();
    if (kept) this.#tell({ removed: [sessionOf(kept)] });
    await this.#service.ask('sync/signOut', {});
  }

  /** The browser came back. Without a sign-in under way the address means nothing. */
  handleUri(uri: vscode.Uri): void {
    const callback = signInCallback(uri.path, uri.query, uri.fragment);
    const waiting = this.#waiting;
    if (!callback || !waiting) return;
    this.#waiting = undefined;
    if (callback.kind === 'code') waiting.resolve(callback.code);
    else waiting.reject(new Error(vscode.l10n.t('The project refused to sign in: {0}', callback.reason)));
  }

  dispose(): void {
    for (const registration of this.#registrations) registration.dispose();
    this.#waiting?.reject(new Error('disposed'));
    this.#changed.dispose();
  }

  async #codeFor(way: SignInWay): Promise<{ readonly code: string; readonly verifier: string }> {
    const redirectTo = await redirectAddress();
    if (way.kind === 'email') {
      const sent = callAnswer(
        await this.#service.ask('sync/sendMagicLink', { email: way.email, redirectTo }),
      );
      return {
        code: await this.#comeBack(vscode.l10n.t('Open the link in the mail to {0}', way.email)),
        verifier: textOf(sent.verifier),
      };
    }
    const asked = callAnswer(
      await this.#service.ask('sync/authorizeUrl', { provider: way.provider, redirectTo }),
    );
    await vscode.env.openExternal(vscode.Uri.parse(textOf(asked.url), true));
    return {
      code: await this.#comeBack(vscode.l10n.t('Sign in with your browser')),
      verifier: textOf(asked.verifier),
    };
  }

  /** Waits for the browser, visibly, and not for ever. */
  async #comeBack(title: string): Promise<string> {
    this.#waiting?.reject(new Error(vscode.l10n.t('Signing in was begun anew.')));
    const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title };
    return vscode.window.withProgress(options, (_, token) => {
      const coming = new Promise<string>((resolve, reject) => {
        this.#waiting = { resolve, reject };
        const giveUp = (message: string): void => {
          this.#waiting = undefined;
          reject(new Error(message));
        };
        token.onCancellationRequested(() => giveUp(vscode.l10n.t('Signing in was cancelled.')));
        setTimeout(
          () => giveUp(vscode.l10n.t('Nobody came back from the browser in time.')),
          SIGN_IN_TIMEOUT_MS,
        ).unref();
      });
      return coming;
    });
  }

  async #resume(): Promise<void> {
    const settings = storeSettings();
    if (!settings) return;
    try {
      await this.#service.ask('sync/configure', settings);
      const kept = await this.#secrets.read();
      setContextValue('fixward.signedIn', kept !== undefined);
      if (kept?.url !== settings.url) return;
      const tokens: SyncSession = { accessToken: kept.accessToken, refreshToken: kept.refreshToken };
      await this.#service.askUntraced('sync/setSession', tokens);
    } catch (error) {
      this.#log.warn('the team store could not be resumed', error instanceof Error ? error : String(error));
    }
  }

  /** The service has refreshed the tokens, or learned that they are worth nothing any more. */
  async #tokensChanged(session: unknown): Promise<void> {
    const kept = await this.#secrets.read();
    if (!kept) return;
    const tokens = rowOf(session);
    const accessToken = optionalText(tokens.accessToken);
    const refreshToken = optionalText(tokens.refreshToken);
    if (accessToken !== undefined && refreshToken !== undefined) {
      await this.#secrets.write({ ...kept, accessToken, refreshToken });
      return;
    }
    await this.#secrets.forget();
    this.#tell({ removed: [sessionOf(kept)] });
  }

  #tell(change: {
    readonly added?: readonly vscode.AuthenticationSession[];
    readonly removed?: readonly vscode.AuthenticationSession[];
  }): void {
    setContextValue('fixward.signedIn', change.added !== undefined);
    this.#changed.fire({
      added: [...(change.added ?? [])],
      removed: [...(change.removed ?? [])],
      changed: [],
    });
  }
}

/** The project as the user has set it; undefined until both parts are there. */
export function storeSettings(): SyncSettings | undefined {
  const settings = vscode.workspace.getConfiguration('fixward.store');
  const url = settings.get('supabaseUrl', '').trim();
  const publishableKey = settings.get('publishableKey', '').trim();
  return url === '' || publishableKey === '' ? undefined : { url, publishableKey };
}

async function redirectAddress(): Promise<string> {
  const address = vscode.Uri.parse(`${vscode.env.uriScheme}://${EXTENSION_ID}${SIGNED_IN_PATH}`);
  return (await vscode.env.asExternalUri(address)).toString(true);
}

function sessionOf({ accessToken, userId, user }: KeptSession): vscode.AuthenticationSession {
  return { id: userId, accessToken, account: { id: userId, label: user }, scopes: [] };
}
