import * as vscode from 'vscode';
import type { ExportParams, ImportParams, ImportReport, LibraryFile } from '../../protocol/libraryService.ts';
import type { CommandHandler } from '../commands/commandIds.ts';
import type { Services } from '../commands/services.ts';
import { currentFolder, projectOf } from '../panel/workspaceEditor.ts';
import { isRow, numberOf, rowOf } from '../relay/wire.ts';
import { openBeside } from './openBeside.ts';

/** Problems that a report names in full; the rest are counted. */
const PROBLEMS_SHOWN_MAX = 200;

interface Choice<Value> extends vscode.QuickPickItem {
  readonly value: Value;
}

type ImportSource = 'files' | 'folder' | 'starter';

/** Brings patterns in: from files, from this workspace's own folder, or those that ship with Fixward. */
export function importPatterns(services: Services): CommandHandler {
  return async () => {
    const sources: readonly Choice<ImportSource>[] = [
      {
        label: vscode.l10n.t('Files…'),
        detail: vscode.l10n.t(
          'Pattern files (YAML), a dump (JSON, JSON Lines), or tables of another project (JSON)',
        ),
        value: 'files',
      },
      ...(currentFolder() && vscode.workspace.isTrusted
        ? [
            {
              label: vscode.l10n.t('This workspace’s .fixward/patterns'),
              detail: vscode.l10n.t('Both ways: what is newer goes where it is older'),
              value: 'folder' as const,
            },
          ]
        : []),
      {
        label: vscode.l10n.t('The starter library'),
        detail: vscode.l10n.t('Patterns that ship with Fixward; what you changed stays'),
        value: 'starter',
      },
    ];
    const title = vscode.l10n.t('Import Patterns');
    const chosen = await vscode.window.showQuickPick([...sources], { title });
    if (chosen?.value === 'files') await importFiles(services);
    if (chosen?.value === 'folder') await syncFolder(services);
    if (chosen?.value === 'starter') await installStarter(services);
  };
}

async function importFiles(services: Services): Promise<void> {
  const uris = await vscode.window.showOpenDialog({
    canSelectMany: true,
    filters: { [vscode.l10n.t('Patterns')]: ['yaml', 'yml', 'json', 'jsonl'] },
  });
  const [first] = uris ?? [];
  if (!uris || !first) return;
  const files = await Promise.all(uris.map(readFile));
  await importWithPreview(services, paramsFor(files));
}

/** A dump is one JSON file; exported tables are one too, and told apart by their names. */
function paramsFor(files: readonly LibraryFile[]): ImportParams {
  const [only, ...others] = files;
  if (!only || others.length > 0 || /\.ya?ml$/iu.test(only.path)) return { format: 'yaml', files };
  if (/\.jsonl$/iu.test(only.path)) return { format: 'jsonl', text: only.text };
  const tables = tablesIn(only.text);
  return tables ? { format: 'tables', rows: tables } : { format: 'json', text: only.text };
}

function tablesIn(text: string): ImportParams['rows'] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRow(value)) return undefined;
    const { fix_patterns, guardian_rules } = value;
    if (!Array.isArray(fix_patterns) && !Array.isArray(guardian_rules)) return undefined;
    return {
      ...(Array.isArray(fix_patterns) && { fix_patterns }),
      ...(Array.isArray(guardian_rules) && { guardian_rules }),
    };
  } catch {
    // Not JSON after all; the importer says where it breaks.
    return undefined;
  }
}

/** Counts first, changes only what the user has agreed to. */
async function importWithPreview(services: Services, params: ImportParams): Promise<boolean> {
  const preview = await inProgress(vscode.l10n.t('Reading'), () =>
    services.library.import({ ...params, dryRun: true }),
  );
  const go = vscode.l10n.t('Import');
  const detail = [countsOf(preview), ...preview.notes, problemsLine(preview)]
    .filter((line) => line !== '')
    .join('\n');
  const asked = vscode.l10n.t('Import this?');
  if ((await vscode.window.showInformationMessage(asked, { modal: true, detail }, go)) !== go) return false;
  const report = await inProgress(vscode.l10n.t('Importing'), () => services.library.import(params));
  services.panel.refresh();
  await tell(vscode.l10n.t('Imported: {0}.', countsOf(report)), report);
  return true;
}

function countsOf({ counts }: ImportReport): string {
  return Object.entries(counts)
    .map(([table, { created, updated, unchanged, failed }]) =>
      vscode.l10n.t(
        '{0}: {1} new, {2} changed, {3} as they were, {4} refused',
        table.replaceAll('_', ' '),
        created,
        updated,
        unchanged,
        failed,
      ),
    )
    .join('; ');
}

function problemsLine({ problems }: ImportReport): string {
  return problems.length === 0
    ? ''
    : vscode.l10n.t('{0} problems; they are listed afterwards.', problems.length);
}

async function tell(
  sentence: string,
  { problems, notes }: Pick<ImportReport, 'problems' | 'notes'>,
): Promise<void> {
  if (problems.length + notes.length === 0) {
    void vscode.window.showInformationMessage(sentence);
    return;
  }
  const show = vscode.l10n.t('Show Details');
  if ((await vscode.window.showInformationMessage(sentence, show)) !== show) return;
  const lines = problems.slice(0, PROBLEMS_SHOWN_MAX).map(({ place, message }) => `- ${place}: ${message}`);
  const left = problems.length - lines.length;
  const rest = left > 0 ? [vscode.l10n.t('- and {0} more', left)] : [];
  await openBeside(
    'import.md',
    `${sentence}\n\n${[...notes.map((note) => `- ${note}`), ...lines, ...rest].join('\n')}\n`,
  );
}

async function syncFolder({ library, panel }: Services): Promise<void> {
  const folder = currentFolder();
  if (!folder) return;
  const result = await inProgress(vscode.l10n.t('Reading .fixward/patterns'), () =>
    library.syncFolder({ folder: folder.uri.fsPath, trusted: vscode.workspace.isTrusted }),
  );
  panel.refresh();
  const sentence = vscode.l10n.t(
    '{0} patterns read, {1} files written, {2} as they were.',
    result.toStore.length,
    result.toFolder.length,
    result.unchanged,
  );
  await tell(sentence, { problems: result.problems, notes: [] });
}

async function installStarter({ service, panel }: Services): Promise<void> {
  const counts = rowOf(
    await inProgress(vscode.l10n.t('Reading the starter library'), () =>
      service.ask('library/installStarter', {}),
    ),
  );
  panel.refresh();
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Starter library: {0} new, {1} changed, {2} left as you changed them.',
      numberOf(counts.created),
      numberOf(counts.updated),
      numberOf(counts.kept),
    ),
  );
}

/** Writes the library out, to be read, kept or taken elsewhere. */
export function exportPatterns({ library }: Services): CommandHandler {
  return async () => {
    const formats: readonly Choice<ExportParams['format']>[] = [
      {
        label: vscode.l10n.t('Pattern files (YAML)'),
        detail: vscode.l10n.t('A file a pattern, as .fixward/patterns holds them'),
        value: 'yaml',
      },
      {
        label: vscode.l10n.t('Everything (JSON)'),
        detail: vscode.l10n.t('Patterns, relations, rules, audits and records; can be imported again'),
        value: 'json',
      },
      { label: vscode.l10n.t('Pages to read (Markdown)'), value: 'markdown' },
      { label: vscode.l10n.t('A pattern a line (JSON Lines)'), value: 'jsonl' },
    ];
    const chosen = await vscode.window.showQuickPick([...formats], {
      title: vscode.l10n.t('Export Patterns'),
    });
    if (!chosen) return;
    const [target] =
      (await vscode.window.showOpenDialog({
        canSelectFolders: true,
        canSelectFiles: false,
        openLabel: vscode.l10n.t('Export Here'),
      })) ?? [];
    if (!target) return;
    const { files } = await inProgress(vscode.l10n.t('Exporting'), () =>
      library.export({ format: chosen.value }),
    );
    for (const { path, text } of files) {
      await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(target, path), new TextEncoder().encode(text));
    }
    const reveal = vscode.l10n.t('Show Folder');
    const sentence = vscode.l10n.t('{0} files written.', files.length);
    if ((await vscode.window.showInformationMessage(sentence, reveal)) === reveal) {
      await vscode.commands.executeCommand('revealFileInOS', target);
    }
  };
}

/** A file audit from a table of files; false when the user gave up. */
export async function importAuditCsv(services: Services, project?: string): Promise<boolean> {
  const named = project ?? (await projectOf(services.server, currentFolder()));
  if (named === undefined) return false;
  const [uri] = (await vscode.window.showOpenDialog({ filters: { CSV: ['csv'] } })) ?? [];
  if (!uri) return false;
  const { text } = await readFile(uri);
  return importWithPreview(services, { format: 'csv', text, project: named });
}

async function readFile(uri: vscode.Uri): Promise<LibraryFile> {
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  return { path: uri.path.replace(/^.*\//u, ''), text };
}

function inProgress<Result>(title: string, work: () => Promise<Result>): Thenable<Result> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work);
}
