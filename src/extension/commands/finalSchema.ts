import * as vscode from 'vscode';
import type { FinalSchemaParams, FinalSchemaResult } from '../../protocol/lsp.ts';
import { METHODS } from '../client/methods.ts';
import { findingsCount } from '../findings/findingLabels.ts';
import type { CommandHandler } from './commandIds.ts';
import type { Services } from './services.ts';

/** Runs every migration on the throw-away database and checks the schema that comes out. */
export function checkFinalSchema({ server, migrationsView, log }: Services): CommandHandler {
  return async () => {
    const title = vscode.l10n.t('Checking the final schema');
    migrationsView.note(`${title} …`);
    const options = { location: vscode.ProgressLocation.Window, cancellable: true, title };
    await vscode.window.withProgress(options, async (progress, token) => {
      const params: FinalSchemaParams = {};
      try {
        const result = await server.requestWithProgress<FinalSchemaResult>(
          METHODS.finalSchema,
          params,
          token,
          ({ message }) => progress.report({ ...(message !== undefined && { message }) }),
        );
        for (const note of result.notes) log.info(`final schema: ${note}`);
        for (const problem of result.problems) log.warn(`final schema: ${problem}`);
        migrationsView.note(sentenceOf(result));
      } catch (error) {
        migrationsView.note(undefined);
        if (!token.isCancellationRequested) throw error;
      }
    });
  };
}

function sentenceOf({ findings, cancelled, notes, problems }: FinalSchemaResult): string | undefined {
  if (cancelled) return undefined;
  const [problem] = problems;
  if (problem !== undefined) return problem;
  const found = vscode.l10n.t('Final schema: {0}.', findingsCount(findings));
  if (notes.length === 0) return found;
  const more =
    notes.length === 1
      ? vscode.l10n.t('1 note in the log.')
      : vscode.l10n.t('{0} notes in the log.', notes.length);
  return `${found} ${more}`;
}
