import * as vscode from 'vscode';
import type { TrackRecord } from '../../protocol/library.ts';
import type { PatternGrouping } from './patternTreeModel.ts';

export function patternGroupingLabel(grouping: PatternGrouping): string {
  switch (grouping) {
    case 'problemType':
      return vscode.l10n.t('by kind of problem');
    case 'layer':
      return vscode.l10n.t('by layer');
    case 'status':
      return vscode.l10n.t('by status');
    case 'origin':
      return vscode.l10n.t('by origin');
    case 'workflow':
      return vscode.l10n.t('by workflow');
  }
}

export function patternStatusLabel(status: string): string {
  switch (status) {
    case 'draft':
      return vscode.l10n.t('Draft');
    case 'suggested':
      return vscode.l10n.t('Suggested');
    case 'active':
      return vscode.l10n.t('Active');
    case 'retired':
      return vscode.l10n.t('Retired');
    default:
      return status;
  }
}

export function patternOriginLabel(origin: string): string {
  switch (origin) {
    case 'learned':
      return vscode.l10n.t('Learned');
    case 'authored':
      return vscode.l10n.t('Authored');
    case 'imported':
      return vscode.l10n.t('Imported');
    case 'shipped':
      return vscode.l10n.t('Shipped with Fixward');
    default:
      return origin;
  }
}

/** How often it worked, out of how many. */
export function recordLabel({ successes, failures, applied_count }: TrackRecord): string {
  const judged = successes + failures;
  if (judged === 1) return vscode.l10n.t('worked {0} of 1 time', successes);
  if (judged > 1) return vscode.l10n.t('worked {0} of {1} times', successes, judged);
  if (applied_count === 1) return vscode.l10n.t('applied once, not judged yet');
  return applied_count > 1
    ? vscode.l10n.t('applied {0} times, none judged yet', applied_count)
    : vscode.l10n.t('never applied');
}
