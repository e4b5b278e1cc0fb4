import type { Consultation } from '../../protocol/consult.ts';
import type { ConsultAction } from '../../protocol/consultPanel.ts';
import type { PanelAnswer } from '../../protocol/panel.ts';
import type { ActionRuns } from '../panel/actionTables.ts';
import type { PanelEditor } from '../panel/panelPorts.ts';
import { isRow, textOf } from '../relay/wire.ts';
import { consultationMarkdown } from './consultationMarkdown.ts';
import type { ConsultEditor, KeptFile } from './consultEditor.ts';
import type { ConsultGateway } from './consultGateway.ts';

export interface ConsultActionParts {
  readonly consult: ConsultGateway;
  readonly consultEditor: ConsultEditor;
  readonly editor: PanelEditor;
}

export type ConsultRuns = ActionRuns<ConsultAction>;

const DONE: PanelAnswer = { ok: true };

/** As many events as an export holds; a consultation never comes near it. */
const EXPORT_EVENTS = 10_000;

/** What a page asks for about consultations, by the kind of what it asks. */
export function consultRuns({ consult, consultEditor, editor }: ConsultActionParts): ConsultRuns {
  const { l10n } = editor;
  return {
    startConsultation: async ({ kind: _, ...question }) => {
      const consultationId = await consult.start({
        ...question,
        trusted: editor.trusted,
        ...(editor.folder !== undefined && { project: editor.folder }),
      });
      return { ok: true, data: { consultationId } };
    },
    continueConsultation: async ({ kind: _, ...params }) => {
      await consult.continue(params);
      return DONE;
    },
    stopConsultation: async ({ consultationId }) => {
      await consult.stop(consultationId);
      return DONE;
    },
    decideApproval: async ({ kind: _, ...params }) => ({ ok: true, data: await consult.decide(params) }),
    settleProposal: async ({ kind: _, ...params }) => {
      await consult.outcome(params);
      return DONE;
    },
    forkConsultation: async ({ kind: _, ...params }) => ({
      ok: true,
      data: { consultationId: await consult.fork(params) },
    }),
    renameConsultation: async ({ consultationId, title }) => {
      await consult.rename(consultationId, title);
      return DONE;
    },
    deleteConsultation: async ({ consultationId }) => {
      const { title } = await consult.get(consultationId, 1);
      const question = l10n.t('Delete “{0}”?', title);
      const detail = l10n.t('With its plan, proposals and files. What was saved into the workspace stays.');
      if (!(await editor.confirm(question, detail, l10n.t('Delete')))) {
        return refused('cancelled', l10n.t('Nothing was changed.'));
      }
      await consult.delete(consultationId);
      return DONE;
    },
    openConsultFile: async ({ consultationId, path, version }) => {
      await consultEditor.openFile(consultationId, path, version);
      return DONE;
    },
    diffConsultFile: async ({ consultationId, path, from, to }) => {
      await consultEditor.diffFile(consultationId, path, from, to);
      return DONE;
    },
    saveConsultFiles: async ({ consultationId, paths }) => {
      if (editor.folder === undefined)
        return refused('invalid', l10n.t('Open a folder to save files into it.'));
      if (!editor.trusted) {
        return refused('forbidden', l10n.t('This workspace is not trusted: nothing is written into it.'));
      }
      const consultation = await consult.get(consultationId, 1);
      const files = await filesOf(consult, consultation, paths);
      if (files.length === 0) return refused('not_found', l10n.t('There is no file to save yet.'));
      const written = await consultEditor.keepFiles(consultation.title, files);
      if (written === undefined) return refused('cancelled', l10n.t('Nothing was written.'));
      await tellSaved(consult, consultation, files);
      return { ok: true, data: { written } };
    },
    copyText: async ({ text }) => {
      await editor.copy(text);
      return DONE;
    },
    insertText: async ({ text }) =>
      (await editor.insertAtCursor(text))
        ? DONE
        : refused('invalid', l10n.t('No editor is open to insert into; the text can be copied instead.')),
    openText: async ({ name, text }) => {
      await editor.openText(name, text);
      return DONE;
    },
    openSql: async ({ sql, title }) => {
      await editor.openText(`${fileName(title)}.sql`, sql);
      return DONE;
    },
    proveSql: async ({ sql, title }) => {
      const answer = await consultEditor.withProgress(l10n.t('Proving {0}', title), (signal) =>
        consult.runTool(
          {
            name: 'verify_migration',
            input: { up: sql },
            trusted: editor.trusted,
            ...(editor.folder !== undefined && { project: editor.folder }),
          },
          signal,
        ),
      );
      if (!answer.ok) return refused(answer.code, answer.message);
      const certificate = isRow(answer.data) ? textOf(answer.data.certificate) : '';
      await editor.openText(`${fileName(title)}.md`, certificate === '' ? answer.text : certificate);
      return DONE;
    },
    saveSql: async ({ sql, title }) => {
      const saved = await editor.saveText(`${fileName(title)}.sql`, sql);
      return saved === undefined ? refused('cancelled', l10n.t('Nothing was written.')) : DONE;
    },
    runTool: async ({ name, input, connection }) => ({
      ok: true,
      data: await consult.runTool({
        name,
        input,
        trusted: editor.trusted,
        ...(editor.folder !== undefined && { project: editor.folder }),
        ...(connection !== undefined && { connection }),
      }),
    }),
    readSelection: async () => {
      const selection = consultEditor.selection();
      if (!selection) return refused('not_found', l10n.t('No editor is open to take a text from.'));
      return { ok: true, data: selection };
    },
    exportTable: async ({ name, csv }) => saved(editor, `${fileName(name)}.csv`, csv),
    exportDiagram: async ({ name, svg }) => saved(editor, `${fileName(name)}.svg`, svg),
    exportConsultation: async ({ consultationId }) => {
      const consultation = await consult.get(consultationId, EXPORT_EVENTS);
      await editor.openText(`${fileName(consultation.title)}.md`, consultationMarkdown(consultation));
      return DONE;
    },
    configureModels: async () => {
      await consultEditor.configureModels();
      return DONE;
    },
    configureConnection: async () => {
      await consultEditor.configureConnection();
      return DONE;
    },
    manageMemories: async () => {
      await consultEditor.manageMemories();
      return DONE;
    },
  };
}

async function filesOf(
  consult: ConsultGateway,
  { id, files }: Consultation,
  paths: readonly string[] | undefined,
): Promise<readonly KeptFile[]> {
  const wanted = files.filter(({ path }) => isInside(path) && (paths?.includes(path) ?? true));
  return Promise.all(
    wanted.map(async ({ path }) => ({ path, text: (await consult.file({ consultationId: id, path })).text })),
  );
}

/** Proposals whose files the user keeps are accepted. */
async function tellSaved(
  consult: ConsultGateway,
  { id, proposalCards }: Consultation,
  files: readonly KeptFile[],
): Promise<void> {
  const kept = new Set(files.map(({ path }) => path));
  for (const { id: proposalId, upPath, outcome } of proposalCards) {
    if (outcome !== undefined || !kept.has(upPath)) continue;
    try {
      await consult.outcome({ consultationId: id, proposalId, outcome: 'saved' });
    } catch {
      // The files are written; what is counted of them is no reason to say otherwise.
    }
  }
}

/** Paths come from a model. */
function isInside(path: string): boolean {
  if (path === '' || /^[\\/]|^[a-z]:/iu.test(path) || path.includes('\0')) return false;
  return !path.split(/[\\/]/u).some((part) => part === '..' || part === '.' || part === '');
}

async function saved(editor: PanelEditor, name: string, text: string): Promise<PanelAnswer> {
  const path = await editor.saveText(name, text);
  return path === undefined ? refused('cancelled', editor.l10n.t('Nothing was written.')) : DONE;
}

/** A title as a file's name on every system. */
export function fileName(title: string): string {
  const name = title
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/gu, '')
    .slice(0, 60);
  return name === '' ? 'consultation' : name;
}

function refused(code: string, message: string): PanelAnswer {
  return { ok: false, problem: { code, message } };
}
