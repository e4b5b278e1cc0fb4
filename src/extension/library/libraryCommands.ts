import * as vscode from 'vscode';
import { PATTERN_SEVERITIES, PATTERN_STATUSES } from '../../protocol/libraryChoices.ts';
import { accountCommands } from '../account/accountCommands.ts';
import { auditCommands } from '../audit/auditCommands.ts';
import type { CommandHandler, LibraryCommandId } from '../commands/commandIds.ts';
import type { Services } from '../commands/services.ts';
import { severityLabel } from '../findings/findingLabels.ts';
import { insertAtCursor } from '../panel/insertAtCursor.ts';
import { patternNameIn } from './libraryArguments.ts';
import { exportPatterns, importPatterns } from './moveLibrary.ts';
import { patternGroupingLabel, patternStatusLabel } from './patternLabels.ts';
import { NO_PATTERN_FILTER, PATTERN_GROUPINGS } from './patternTreeModel.ts';
import { newPattern, searchPatterns, showPattern, similarPatterns } from './showPatterns.ts';

/** How long a week is, for the review of it. */
const WEEK_DAYS = 7;
const MESSAGE_MS = 4_000;
/** What the place begins with when a command leads to it. */
const CONFIDENCE = { place: 'confidence', days: 30, bucket: 'day', split: 'method' } as const;

/** The commands of the library, the panel, the file audit and the team store. */
export function libraryCommands(services: Services): Readonly<Record<LibraryCommandId, CommandHandler>> {
  const { library, panel, patternsView } = services;
  return {
    'fixward.openPanel': () => panel.focus(),
    'fixward.openPanelInEditor': () => panel.openTab(),
    'fixward.searchPatterns': searchPatterns(services),
    'fixward.showPattern': showPattern(services),
    'fixward.similarPatterns': similarPatterns(services),
    'fixward.newPattern': newPattern(services),
    'fixward.importPatterns': importPatterns(services),
    'fixward.exportPatterns': exportPatterns(services),
    'fixward.reviewPatterns': () => panel.show({ place: 'review' }),
    'fixward.weeklyReview': () => panel.show({ place: 'week', days: WEEK_DAYS }),
    'fixward.showConfidence': () => panel.show(CONFIDENCE),
    'fixward.copyWeeklyReview': async () => {
      await vscode.env.clipboard.writeText((await library.week(WEEK_DAYS)).markdown);
      vscode.window.setStatusBarMessage(vscode.l10n.t('The weekly review is on the clipboard.'), MESSAGE_MS);
    },
    'fixward.refreshPatterns': () => patternsView.refresh(),
    'fixward.groupPatterns': groupPatterns(services),
    'fixward.filterPatterns': filterPatterns(services),
    'fixward.clearPatternsFilter': () => patternsView.filterBy(NO_PATTERN_FILTER),
    'fixward.insertPatternCode': insertPatternCode(services),
    'fixward.copyPattern': async (target) => {
      const name = patternNameIn(target);
      if (name === undefined) return;
      await vscode.env.clipboard.writeText((await library.page(name)).markdown);
      vscode.window.setStatusBarMessage(vscode.l10n.t('The pattern is on the clipboard.'), MESSAGE_MS);
    },
    ...auditCommands(services),
    ...accountCommands(services),
  };
}

function groupPatterns({ patternsView }: Services): CommandHandler {
  return async () => {
    const items = PATTERN_GROUPINGS.map((grouping) => ({
      label: patternGroupingLabel(grouping),
      picked: grouping === patternsView.grouping,
      grouping,
    }));
    const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Group Patterns') });
    if (chosen) patternsView.groupBy(chosen.grouping);
  };
}

interface FilterItem extends vscode.QuickPickItem {
  readonly severity?: (typeof PATTERN_SEVERITIES)[number];
  readonly status?: string;
}

function filterPatterns({ patternsView }: Services): CommandHandler {
  return async () => {
    const { filter } = patternsView;
    const { Separator } = vscode.QuickPickItemKind;
    const items: readonly FilterItem[] = [
      { label: vscode.l10n.t('Status'), kind: Separator },
      ...PATTERN_STATUSES.map((status) => ({
        label: patternStatusLabel(status),
        picked: filter.statuses.has(status),
        status,
      })),
      { label: vscode.l10n.t('Severity'), kind: Separator },
      ...PATTERN_SEVERITIES.map((severity) => ({
        label: severityLabel(severity),
        picked: filter.severities.has(severity),
        severity,
      })),
    ];
    const chosen = await vscode.window.showQuickPick([...items], {
      title: vscode.l10n.t('Filter Patterns'),
      placeHolder: vscode.l10n.t('Nothing chosen shows all'),
      canPickMany: true,
    });
    if (!chosen) return;
    patternsView.filterBy({
      severities: new Set(chosen.flatMap(({ severity }) => (severity ? [severity] : []))),
      statuses: new Set(chosen.flatMap(({ status }) => (status === undefined ? [] : [status]))),
    });
  };
}

function insertPatternCode({ library }: Services): CommandHandler {
  return async (target) => {
    const name = patternNameIn(target);
    if (name === undefined) return;
    const { title, code_after } = await library.pattern(name);
    if (code_after === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('“{0}” holds no code to insert.', title));
    } else if (!(await insertAtCursor(code_after))) {
      void vscode.window.showInformationMessage(vscode.l10n.t('Open a file to insert code into.'));
    }
  };
}
