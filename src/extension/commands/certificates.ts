import * as vscode from 'vscode';
import type { CommandHandler } from './commandIds.ts';
import { migrationNode, migrationUri } from './migrationArgument.ts';
import type { Services } from './services.ts';

/** Opens a migration's last certificate rendered. */
export function showCertificate({ certificates }: Services): CommandHandler {
  return async (target) => {
    const uri = migrationUri(target);
    if (uri === undefined || !(await certificates.show(uri))) tellNotProven();
  };
}

/** Puts a migration's last certificate on the clipboard as Markdown, for a pull request. */
export function copyCertificate({ certificates }: Services): CommandHandler {
  return async (target) => {
    const uri = migrationUri(target);
    const certificate = uri === undefined ? undefined : await certificates.certificateOf(uri);
    if (!certificate) {
      tellNotProven();
      return;
    }
    await vscode.env.clipboard.writeText(certificate.markdown);
    vscode.window.setStatusBarMessage(
      vscode.l10n.t('The certificate of {0} is on the clipboard.', certificate.name),
      MESSAGE_MS,
    );
  };
}

/** Opens the file with a migration's down script. */
export function openDownMigration(): CommandHandler {
  return async (target) => {
    const node = migrationNode(target);
    if (!node) return;
    const { uri, downUri } = node.migration;
    await vscode.window.showTextDocument(vscode.Uri.parse(downUri ?? uri));
  };
}

/** Long enough to be read once. */
const MESSAGE_MS = 6_000;

function tellNotProven(): void {
  void vscode.window.showInformationMessage(
    vscode.l10n.t('There is no certificate yet: prove the migration first.'),
  );
}
