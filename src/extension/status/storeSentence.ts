import * as vscode from 'vscode';
import type { StoreOverview } from '../panel/panelPorts.ts';

/** One sentence on how the store is, for the status item. */
export function storeSentence({ state, problem, patterns }: StoreOverview): string {
  if (state === 'starting') return vscode.l10n.t('The store is being opened.');
  if (state === 'recovering') return problem ?? vscode.l10n.t('The store is being recovered.');
  if (state !== 'ready') return problem ?? vscode.l10n.t('The store cannot be reached.');
  return vscode.l10n.t('{0} patterns in the library.', patterns ?? 0);
}
