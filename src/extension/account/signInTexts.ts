import * as vscode from 'vscode';
import type { SignInRefusal } from './signInAttempt.ts';

/** One line about why a sign-in did not go through. */
export function refusalText({ why, said }: { readonly why: SignInRefusal; readonly said?: string }): string {
  switch (why) {
    case 'unreadable':
      return vscode.l10n.t('This is neither a sign-in link nor a code; copy it whole from the e-mail.');
    case 'notAsked':
      return vscode.l10n.t('This link belongs to another sign-in, or to one that was given up; start again.');
    case 'noEmail':
      return vscode.l10n.t('The digits need the e-mail address that they were sent to.');
    case 'expired':
      return vscode.l10n.t('The link has expired or was used before; ask for a new one.');
    case 'cancelled':
      return vscode.l10n.t('Signing in was refused or given up in the browser.');
    case 'other':
      return vscode.l10n.t('Signing in failed: {0}', said ?? '');
  }
}

/** Providers by the names that people know; others by their id. */
export function providerLabel(provider: string): string {
  const known: Readonly<Record<string, string>> = {
    github: 'GitHub',
    gitlab: 'GitLab',
    google: 'Google',
    azure: 'Microsoft',
    bitbucket: 'Bitbucket',
    apple: 'Apple',
    slack_oidc: 'Slack',
    linkedin_oidc: 'LinkedIn',
  };
  return known[provider] ?? provider;
}
