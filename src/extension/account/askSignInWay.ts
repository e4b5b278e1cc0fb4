import * as vscode from 'vscode';
import { providerLabel } from './signInTexts.ts';

/** How somebody signs in. */
export type SignInWay =
  | { readonly kind: 'email'; readonly email: string }
  | { readonly kind: 'provider'; readonly provider: string }
  /** What an e-mail holds that was asked for before. */
  | { readonly kind: 'paste' };

interface WayItem extends vscode.QuickPickItem {
  readonly choose?: () => Promise<SignInWay | undefined>;
}

/** In this order; the project's others follow. */
const FAMILIAR = ['github', 'google', 'gitlab', 'azure'];
/** Ways of the project that are no provider to be sent to. */
const NO_PROVIDERS: ReadonlySet<string> = new Set(['email', 'phone', 'anonymous_users']);

/** Lets the user choose among what the project allows; undefined when he gives up. */
export async function askSignInWay(allowed: readonly string[]): Promise<SignInWay | undefined> {
  const byEmail: readonly WayItem[] = allowed.includes('email')
    ? [
        {
          label: `$(mail) ${vscode.l10n.t('Link by e-mail')}`,
          choose: async () => {
            const email = await askEmail(vscode.l10n.t('The link is sent to this address.'));
            return email === undefined ? undefined : { kind: 'email', email };
          },
        },
      ]
    : [];
  const providers = allowed
    .filter((name) => !NO_PROVIDERS.has(name))
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    .map(
      (provider): WayItem => ({
        label: `$(${provider === 'github' ? 'github' : 'link-external'}) ${providerLabel(provider)}`,
        choose: async () => ({ kind: 'provider', provider }),
      }),
    );
  const others: readonly WayItem[] = [
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: vscode.l10n.t('Another provider…'), choose: askProvider },
    {
      label: vscode.l10n.t('Paste the link or code from an e-mail…'),
      detail: vscode.l10n.t('For a machine that the browser cannot come back to'),
      choose: async () => ({ kind: 'paste' }),
    },
  ];
  const chosen = await vscode.window.showQuickPick([...byEmail, ...providers, ...others], {
    title: vscode.l10n.t('Sign In to Team Store'),
    placeHolder: vscode.l10n.t('As your Supabase project allows'),
  });
  return chosen?.choose?.();
}

export async function askEmail(prompt: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Sign In to Team Store'),
    prompt,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[^\s@]+@[^\s@]+$/u.test(text.trim()) ? undefined : vscode.l10n.t('Type an e-mail address.'),
  });
  return typed?.trim();
}

async function askProvider(): Promise<SignInWay | undefined> {
  const provider = await vscode.window.showInputBox({
    title: vscode.l10n.t('Sign In to Team Store'),
    prompt: vscode.l10n.t('The provider as Supabase calls it, such as keycloak.'),
    validateInput: (text) =>
      /^[a-z0-9_:-]{1,60}$/u.test(text)
        ? undefined
        : vscode.l10n.t('Small letters, digits, hyphens and colons.'),
  });
  return provider === undefined ? undefined : { kind: 'provider', provider };
}

function rank(provider: string): number {
  const place = FAMILIAR.indexOf(provider);
  return place === -1 ? FAMILIAR.length : place;
}
