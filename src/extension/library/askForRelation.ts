import * as vscode from 'vscode';
import type { RelationKind } from '../../protocol/library.ts';
import type { ChosenRelation } from '../panel/panelPorts.ts';
import type { LibraryGateway } from './libraryGateway.ts';
import { PatternSearch } from './searchPatterns.ts';

/** Asks which pattern, what it has to do with the one called `title`, and how strongly. */
export async function askForRelation(
  library: LibraryGateway,
  title: string,
): Promise<ChosenRelation | undefined> {
  const search = new PatternSearch(library, { title: vscode.l10n.t('Related to “{0}”', title) });
  const to = await search.choose();
  if (to === undefined) return undefined;
  const other = (await library.pattern(to)).title;
  const kinds: readonly (vscode.QuickPickItem & { readonly relation: RelationKind })[] = [
    { label: vscode.l10n.t('Comes before it'), relation: 'prerequisite' },
    { label: vscode.l10n.t('Follows it'), relation: 'follows' },
    { label: vscode.l10n.t('Conflicts with it'), relation: 'conflicts' },
    { label: vscode.l10n.t('Enhances it'), relation: 'enhances' },
  ];
  const kind = await vscode.window.showQuickPick(kinds, { title, placeHolder: other });
  if (!kind) return undefined;
  const strengths: readonly (vscode.QuickPickItem & { readonly strength: number })[] = [
    { label: vscode.l10n.t('Always'), description: '100 %', strength: 1 },
    { label: vscode.l10n.t('Mostly'), description: '75 %', strength: 0.75 },
    { label: vscode.l10n.t('Sometimes'), description: '50 %', strength: 0.5 },
  ];
  const how = await vscode.window.showQuickPick(strengths, {
    title: `${title} — ${kind.label}`,
    placeHolder: other,
  });
  return how && { to, kind: kind.relation, strength: how.strength };
}
