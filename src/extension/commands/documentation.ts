import * as vscode from 'vscode';
import type { RuleSummary } from '../../protocol/lsp.ts';
import { METHODS } from '../client/methods.ts';
import { severityLabel } from '../findings/findingLabels.ts';
import { findingReference, ruleIdOf } from './arguments.ts';
import type { CommandHandler } from './commandIds.ts';
import { findingAtCursor } from './findingAtCursor.ts';
import type { Services } from './services.ts';

/** Opens a rule's page; asks which rule when none is named. */
export function showRuleDocumentation({ server, ruleDocuments }: Services): CommandHandler {
  return async (target) => {
    const ruleId =
      ruleIdOf(target) ?? (await chooseRule(await server.request<RuleSummary[]>(METHODS.rules, {})));
    if (ruleId !== undefined) await ruleDocuments.show(ruleId);
  };
}

/** Opens a rule's page with the reason for one finding above it; the finding at the cursor when none is named. */
export function explainFinding(services: Services): CommandHandler {
  return async (target) => {
    const reference = findingReference(target) ?? (await findingAtCursor(services));
    if (!reference) return;
    const message = services.store
      .findingsOf(reference.uri)
      .find(
        ({ ruleId, range }) =>
          ruleId === reference.ruleId &&
          range.start.line === reference.range.start.line &&
          range.start.character === reference.range.start.character,
      )?.message;
    await services.ruleDocuments.show(reference.ruleId, {
      uri: reference.uri,
      ruleId: reference.ruleId,
      range: reference.range,
      ...(message !== undefined && { message }),
    });
  };
}

async function chooseRule(rules: readonly RuleSummary[]): Promise<string | undefined> {
  const items = rules.map((rule) => ({
    label: rule.title,
    description: rule.id,
    detail: `${rule.problemType} · ${severityLabel(rule.severity)} · ${rule.languages.join(', ')}`,
    ruleId: rule.id,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Which rule?'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.ruleId;
}
