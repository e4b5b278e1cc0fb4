import * as vscode from 'vscode';
import type { AdoptParams } from '../../protocol/syncMessages.ts';
import type { Services } from '../commands/services.ts';
import { callAnswer, callStore } from '../relay/callStore.ts';
import { numberOf, type Row, rowOf, rowsOf, textOf } from '../relay/wire.ts';
import type { TeamWorkspace } from './chooseTeamWorkspace.ts';

/** What somebody wrote on this machine before there was a team. */
interface OwnPatterns {
  readonly workspaceId: string;
  readonly count: number;
}

/** Counts what could be brought along, asks, and brings it. The workspace's own patterns stay as they are. */
export async function offerAdoption(services: Services, workspace: TeamWorkspace): Promise<void> {
  if (workspace.role === 'reader') return;
  const own = await ownPatterns(services, workspace.id);
  if (own === undefined || own.count === 0) return;
  const bring = vscode.l10n.t('Bring Them');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('Bring {0} patterns of this machine into “{1}”?', own.count, workspace.name),
    {
      modal: true,
      detail: vscode.l10n.t(
        'With their relations, records and file audits. They are copied: yours stay. What the workspace has under the same key stays as it is there. Shipped patterns are left out.',
      ),
    },
    bring,
  );
  if (chosen !== bring) return;
  const title = vscode.l10n.t('Bringing patterns along');
  const { copied, skipped } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title },
    async () => {
      const params: AdoptParams = { fromWorkspaceId: own.workspaceId };
      const answer = await services.service.ask('sync/adopt', params);
      return adoptedCounts(callAnswer(answer));
    },
  );
  services.panel.refresh();
  void services.account.team.now().catch(() => {});
  void vscode.window.showInformationMessage(
    vscode.l10n.t('{0} patterns were brought along; {1} were there already.', copied, skipped),
  );
}

async function ownPatterns({ service }: Services, teamId: string): Promise<OwnPatterns | undefined> {
  const { workspaces } = await callStore(service.ask, 'list_workspaces', {});
  const synced = rowsOf((await callStore(service.ask, 'sync_state', {})).workspaces);
  const shared = new Set([teamId, ...synced.map((row) => textOf(row.workspace_id))]);
  const own = rowsOf(workspaces).find(({ id }) => !shared.has(textOf(id)));
  if (own === undefined) return undefined;
  const workspaceId = textOf(own.id);
  const summary = await callStore(service.ask, 'library_summary', { workspace_id: workspaceId });
  return { workspaceId, count: ownCount(summary) };
}

/** Patterns that did not ship with Fixward. */
function ownCount(summary: Row): number {
  return numberOf(summary.total) - numberOf(rowOf(summary.by_origin).shipped);
}

function adoptedCounts(data: Row): { readonly copied: number; readonly skipped: number } {
  const { copied, skipped } = rowOf(rowOf(data.adopted).fix_patterns);
  return { copied: numberOf(copied), skipped: numberOf(skipped) };
}
