import * as vscode from 'vscode';
import { type StoreSettingsProblem, storeSettingsProblem } from './storeSettingsProblem.ts';

/** The shared store, as the user's own machine names it; a workspace has no say in it. */
export interface StoreSettings {
  readonly url: string;
  readonly publishableKey: string;
  /** Whether to keep in step with it. */
  readonly sync: boolean;
}

export const STORE_SECTION = 'fixward.store';

export function readStoreSettings(): StoreSettings {
  const section = vscode.workspace.getConfiguration(STORE_SECTION);
  return {
    url: textOf(section.get('supabaseUrl')),
    publishableKey: textOf(section.get('publishableKey')),
    sync: section.get('sync') !== false,
  };
}

/** An address as it is compared: without what says nothing. */
export function projectUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/+$/u, '')}`;
}

export function isConfigured({ url, publishableKey }: StoreSettings): boolean {
  return url !== '' || publishableKey !== '';
}

export async function writeStoreSettings(url: string, publishableKey: string): Promise<void> {
  const section = vscode.workspace.getConfiguration(STORE_SECTION);
  await section.update('supabaseUrl', url, vscode.ConfigurationTarget.Global);
  await section.update('publishableKey', publishableKey, vscode.ConfigurationTarget.Global);
}

/** One line, or undefined when the settings can be used. */
export function settingsProblemText({ url, publishableKey }: StoreSettings): string | undefined {
  const problem = storeSettingsProblem(url, publishableKey);
  return problem && problemText(problem);
}

export function problemText(problem: StoreSettingsProblem): string {
  switch (problem) {
    case 'noUrl':
      return vscode.l10n.t('The team store’s address is missing; run “Fixward: Set Up Team Store”.');
    case 'badUrl':
      return vscode.l10n.t('The project’s address must look like https://abcd.supabase.co.');
    case 'plainHttp':
      return vscode.l10n.t('The project must be reached by https: tokens would travel in the open.');
    case 'noKey':
      return vscode.l10n.t('The publishable key is missing; copy it from the project’s API settings.');
    case 'secretKey':
      return vscode.l10n.t(
        'This is a secret (service-role) key, which opens every row to whoever reads it; use the publishable key.',
      );
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
