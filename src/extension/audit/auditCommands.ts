import * as vscode from 'vscode';
import { AUDIT_STATUSES } from '../../protocol/libraryChoices.ts';
import type { AuditFromScanParams } from '../../protocol/libraryService.ts';
import type { AuditCommandId, CommandHandler } from '../commands/commandIds.ts';
import type { Services } from '../commands/services.ts';
import { importAuditCsv } from '../library/moveLibrary.ts';
import { openBeside } from '../library/openBeside.ts';
import { currentFolder, projectOf } from '../panel/workspaceEditor.ts';
import type { AuditChanges } from './auditGateway.ts';
import { auditStatusLabel } from './auditItem.ts';
import { auditRowIn, auditRowsIn } from './auditTreeModel.ts';

/** The commands of the file audit. */
export function auditCommands(services: Services): Readonly<Record<AuditCommandId, CommandHandler>> {
  const { audits, auditView, editor, panel } = services;
  return {
    'fixward.showFileAudit': () => panel.show({ place: 'audit' }),
    'fixward.startFileAudit': async () => {
      const project = await openProject(services);
      if (project === undefined) return;
      await startFromScan(services, project);
      await panel.show({ place: 'audit' });
    },
    'fixward.importFileAudit': async () => {
      if (await importAuditCsv(services)) auditView.refresh();
    },
    'fixward.exportFileAudit': async () => {
      const project = await openProject(services);
      if (project === undefined) return;
      const [file] = (await services.library.export({ format: 'csv', project })).files;
      if (file) await editor.saveText('file-audit.csv', file.text);
    },
    'fixward.reportFileAudit': async () => {
      const project = await openProject(services);
      if (project !== undefined) await openBeside('file-audit.md', await audits.report(project));
    },
    'fixward.refreshFileAudit': () => auditView.refresh(),
    'fixward.openAuditedFile': async (target) => {
      const row = auditRowIn(target);
      if (!row || (await editor.openFile(row.path))) return;
      void vscode.window.showInformationMessage(
        vscode.l10n.t('There is no file {0} in this workspace.', row.path),
      );
    },
    'fixward.setAuditStatus': change(services, async () => {
      const items = AUDIT_STATUSES.map((status) => ({ label: auditStatusLabel(status), status }));
      const title = vscode.l10n.t('Set Status');
      const chosen = await vscode.window.showQuickPick(items, { title });
      return chosen && { status: chosen.status };
    }),
    'fixward.setAuditOwner': change(services, async (owner) => {
      const title = vscode.l10n.t('Set Owner');
      const typed = await vscode.window.showInputBox({ title, value: owner });
      return typed === undefined ? undefined : { owner: typed.trim() };
    }),
    'fixward.setAuditNotes': change(services, async (_, notes) => {
      const title = vscode.l10n.t('Write Notes');
      const typed = await vscode.window.showInputBox({ title, value: notes });
      return typed === undefined ? undefined : { notes: typed };
    }),
    'fixward.linkAuditTask': async (target) => {
      const row = auditRowIn(target);
      const task = row && (await editor.askForTask());
      if (!row || !task) return;
      await audits.linkTask(row, task);
      auditView.refresh();
      panel.refresh();
    },
  };
}

/** Starts or refreshes the audit from what a scan of the workspace finds. */
export async function startFromScan(
  { audits, auditView, store, panel }: Services,
  project: string,
): Promise<void> {
  await vscode.commands.executeCommand('fixward.scanWorkspace');
  const folder = currentFolder();
  if (!folder) return;
  const files: AuditFromScanParams['files'] = [...store.files()].flatMap(({ uri, findings }) => {
    const parsed = vscode.Uri.parse(uri);
    if (vscode.workspace.getWorkspaceFolder(parsed)?.uri.toString() !== folder.uri.toString()) return [];
    const layer = findings.find((finding) => finding.layer !== undefined)?.layer;
    return [
      {
        path: vscode.workspace.asRelativePath(parsed, false),
        findings: findings.map(({ ruleId, severity }) => ({ ruleId, severity })),
        ...(layer !== undefined && { layer }),
      },
    ];
  });
  const { files: changed, completed, problems } = await audits.fromScan({ project, files, complete: true });
  auditView.refresh();
  panel.refresh();
  const [problem] = problems;
  const sentence = vscode.l10n.t(
    'File audit: {0} files brought up to date, {1} complete.',
    changed,
    completed,
  );
  void vscode.window.showInformationMessage(
    problem ? `${sentence} ${problem.place}: ${problem.message}` : sentence,
  );
}

function change(
  { audits, auditView, panel }: Services,
  ask: (owner: string, notes: string) => Promise<AuditChanges | undefined>,
): CommandHandler {
  return async (target, selected) => {
    const rows = auditRowsIn(target, selected);
    const [first] = rows;
    if (!first) return;
    const changes = await ask(first.owner ?? '', first.notes);
    if (!changes) return;
    await audits.change(rows, changes, vscode.l10n.t('set by hand'));
    auditView.refresh();
    panel.refresh();
  };
}

async function openProject({ server }: Services): Promise<string | undefined> {
  const project = await projectOf(server, currentFolder());
  if (project === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a folder to audit its files.'));
  }
  return project;
}
