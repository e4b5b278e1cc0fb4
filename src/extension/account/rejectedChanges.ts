import * as vscode from 'vscode';
import type { DeadLetter } from '../../protocol/service.ts';
import type { DeadLettersParams, LetterParams } from '../../protocol/syncMessages.ts';
import type { Services } from '../commands/services.ts';
import { openBeside } from '../library/openBeside.ts';
import { numberOf, rowOf, rowsOf, textOf } from '../relay/wire.ts';
import { deadLettersMarkdown } from './deadLettersMarkdown.ts';

interface LetterPick extends vscode.QuickPickItem {
  readonly letter: DeadLetter;
}

/** Changes that the team store refused: to read, to send again, to throw away. Nothing is lost before that. */
export async function rejectedChanges({ service, panel }: Services): Promise<void> {
  const letters = await lettersOf(service.ask);
  if (letters.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('The team store has refused nothing.'));
    return;
  }
  const chosen = await vscode.window.showQuickPick(letters.map(pickOf), {
    title: vscode.l10n.t('Rejected Changes'),
    placeHolder: vscode.l10n.t('Choose changes, then what becomes of them'),
    canPickMany: true,
    matchOnDetail: true,
  });
  if (!chosen || chosen.length === 0) return;
  const read = vscode.l10n.t('Read');
  const copy = vscode.l10n.t('Copy');
  const retry = vscode.l10n.t('Send Again');
  const discard = vscode.l10n.t('Discard…');
  const what = await vscode.window.showQuickPick([read, copy, retry, discard], {
    title: vscode.l10n.t('{0} rejected changes', chosen.length),
  });
  const picked = chosen.map(({ letter }) => letter);
  const params: LetterParams = { ids: picked.map(({ id }) => id) };
  if (what === read) await openBeside('rejected-changes.md', deadLettersMarkdown(picked));
  if (what === copy) await vscode.env.clipboard.writeText(deadLettersMarkdown(picked));
  if (what === retry) await service.ask('sync/retry', params);
  if (what === discard && (await confirmDiscard(picked.length))) await service.ask('sync/discard', params);
  panel.refresh();
}

async function confirmDiscard(count: number): Promise<boolean> {
  const discard = vscode.l10n.t('Discard');
  const detail = vscode.l10n.t('They are gone for good: neither here nor in the team store.');
  const question = vscode.l10n.t('Discard {0} changes?', count);
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, discard)) === discard;
}

async function lettersOf(ask: Services['service']['ask']): Promise<readonly DeadLetter[]> {
  const answer = rowOf(await ask('sync/deadLetters', {} satisfies DeadLettersParams));
  return rowsOf(answer.letters).map((row) => ({
    id: textOf(row.id),
    table: textOf(row.table),
    rowId: textOf(row.rowId),
    reason: textOf(row.reason),
    attempts: numberOf(row.attempts),
    at: textOf(row.at),
    fields: rowOf(row.fields),
  }));
}

function pickOf(letter: DeadLetter): LetterPick {
  const name = textOf(letter.fields.title) || textOf(letter.fields.path) || letter.rowId;
  return {
    label: name,
    description: letter.table.replaceAll('_', ' '),
    detail: vscode.l10n.t('{0} — tried {1} times', letter.reason, letter.attempts),
    letter,
  };
}
