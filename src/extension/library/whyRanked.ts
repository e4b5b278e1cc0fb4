import * as vscode from 'vscode';
import type { ScoreParts } from '../../protocol/service.ts';

/** Which searches found a result, and at which place. */
export function whyRanked(parts: ScoreParts): string {
  return [
    parts.text && vscode.l10n.t('words #{0}', parts.text.rank),
    parts.identifiers && vscode.l10n.t('names #{0}', parts.identifiers.rank),
    parts.content && vscode.l10n.t('likeness #{0}', parts.content.rank),
    parts.problem && vscode.l10n.t('problem #{0}', parts.problem.rank),
    parts.code && vscode.l10n.t('code #{0}', parts.code.rank),
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}
