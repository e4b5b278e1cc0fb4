import type { AuditRow } from '../../protocol/library.ts';
import type { AuditHistory, LibraryAction, PanelAction, PanelAnswer } from '../../protocol/panel.ts';
import { type ConfidenceRuns, confidenceRuns } from '../confidence/confidenceActions.ts';
import { type ConsultRuns, consultRuns } from '../consult/consultActions.ts';
import { type LearnRuns, learnRuns } from '../learn/learnActions.ts';
import { patternOf } from '../library/readPatterns.ts';
import { problemOf, ServiceProblem } from '../relay/serviceProblem.ts';
import { isRow } from '../relay/wire.ts';
import type { ActionRuns } from './actionTables.ts';
import type { PanelSessionParts } from './panelSession.ts';

const DONE: PanelAnswer = { ok: true };

type Run = (action: PanelAction) => Promise<PanelAnswer>;
type Runs = ActionRuns<LibraryAction> & ConsultRuns & ConfidenceRuns & LearnRuns;

/** What a page asks for, done; a refusal is an answer. */
export class PanelActions {
  readonly #parts: Omit<PanelSessionParts, 'page' | 'drafts'>;
  readonly #auditRows: () => readonly AuditRow[];
  readonly #runs: Runs;

  constructor(parts: Omit<PanelSessionParts, 'page' | 'drafts'>, auditRows: () => readonly AuditRow[]) {
    this.#parts = parts;
    this.#auditRows = auditRows;
    this.#runs = this.#table();
  }

  async run(action: PanelAction): Promise<PanelAnswer> {
    try {
      // SAFETY: the table has each kind's own function under its name.
      return await (this.#runs[action.kind] as Run)(action);
    } catch (error) {
      return refusal(error);
    }
  }

  #table(): Runs {
    const { library, audits, editor } = this.#parts;
    const { l10n } = editor;
    return {
      ...consultRuns(this.#parts),
      ...confidenceRuns(this.#parts),
      ...learnRuns(this.#parts),
      savePattern: async ({ draft }) => ({ ok: true, data: await library.save(draft) }),
      review: async ({ ids, decision, notes }) => {
        // A note keeps a pattern that was turned down out of the queue.
        await library.review(
          ids,
          decision,
          notes ?? (decision === 'reject' ? l10n.t('Rejected without a note.') : undefined),
        );
        return DONE;
      },
      undoReview: async ({ id, status, reviewed, notes }) => {
        await library.undoReview(id, status, reviewed, notes);
        return DONE;
      },
      deletePatterns: ({ ids }) => this.#delete(ids),
      addRelation: ({ id }) => this.#addRelation(id),
      mergePatterns: async ({ into, from, preview }) => ({
        ok: true,
        data: await library.merge(into, from, preview),
      }),
      judgeRelation: async ({ relation: kind, from, to, strength, foundBy, verdict }) => {
        await library.judgeRelation({ kind, from, to, strength, foundBy, verdict });
        return DONE;
      },
      copyPattern: async ({ id }) => {
        await editor.copy((await library.page(id)).markdown);
        return DONE;
      },
      insertCode: ({ id }) => this.#insertCode(id),
      savePatternFile: ({ id }) => this.#savePatternFile(id),
      openPatternFile: ({ id }) => this.#openPatternFile(id),
      openFile: async ({ path }) =>
        (await editor.openFile(path))
          ? DONE
          : refused('not_found', l10n.t('There is no file {0} in this workspace.', path)),
      openLink: async ({ url }) => {
        if (!/^https?:\/\//iu.test(url))
          return refused('invalid', l10n.t('Only links to web pages are opened.'));
        await editor.openLink(url);
        return DONE;
      },
      showRule: async ({ ruleId }) => {
        await editor.showRule(ruleId);
        return DONE;
      },
      changeAudit: async ({ kind: _, ids, ...changes }) => {
        await audits.change(this.#rows(ids), changes, l10n.t('set by hand'));
        return DONE;
      },
      linkTask: async ({ auditId }) => {
        const [row] = this.#rows([auditId]);
        const task = row && (await editor.askForTask());
        if (row && task) await audits.linkTask(row, task);
        return DONE;
      },
      unlinkTask: async ({ auditId, taskId }) => {
        const [row] = this.#rows([auditId]);
        if (row) await audits.unlinkTask(row, taskId);
        return DONE;
      },
      auditHistory: async ({ id }) => {
        const data: AuditHistory = { changes: await audits.history(id) };
        return { ok: true, data };
      },
      startAudit: ({ from }) => this.#startAudit(from),
      exportAudit: ({ as }) => this.#exportAudit(as),
      copyWeek: async ({ days }) => {
        await editor.copy((await library.week(days)).markdown);
        return DONE;
      },
      quietRule: async ({ ruleId, severity }) => {
        await editor.quietRule(ruleId, severity);
        return DONE;
      },
      refresh: async () => DONE,
      command: async ({ command }) => {
        await editor.run(command);
        return DONE;
      },
    };
  }

  #rows(ids: readonly string[]): readonly AuditRow[] {
    return this.#auditRows().filter(({ id }) => ids.includes(id));
  }

  async #delete(ids: readonly string[]): Promise<PanelAnswer> {
    const { library, editor } = this.#parts;
    const { l10n } = editor;
    const [id] = ids;
    if (id === undefined) return DONE;
    const { title } = await library.pattern(id);
    const question =
      ids.length === 1
        ? l10n.t('Delete “{0}”?', title)
        : l10n.t('Delete “{0}” and {1} more?', title, ids.length - 1);
    const detail = l10n.t(
      'Its record and relations are not shown any more, here and for everybody who shares the library. This cannot be undone; retiring a pattern keeps it.',
    );
    if (!(await editor.confirm(question, detail, l10n.t('Delete')))) return nothingChanged(l10n);
    await library.remove(ids);
    return DONE;
  }

  async #addRelation(id: string): Promise<PanelAnswer> {
    const { library, editor } = this.#parts;
    const { l10n } = editor;
    const chosen = await editor.askForRelation((await library.pattern(id)).title);
    if (!chosen) return nothingChanged(l10n);
    const { to, kind, strength } = chosen;
    if (to === id) return refused('invalid', l10n.t('A pattern stands in no relation to itself.'));
    await library.judgeRelation({ from: id, to, kind, strength, foundBy: 'manual', verdict: 'confirmed' });
    return DONE;
  }

  async #insertCode(id: string): Promise<PanelAnswer> {
    const { library, editor } = this.#parts;
    const { l10n } = editor;
    const { code_after } = await library.pattern(id);
    if (code_after === undefined) return refused('invalid', l10n.t('This pattern holds no code.'));
    return (await editor.insertAtCursor(code_after))
      ? DONE
      : refused('invalid', l10n.t('No editor is open to insert into; the code can be copied instead.'));
  }

  async #savePatternFile(id: string): Promise<PanelAnswer> {
    const { library, editor } = this.#parts;
    const { l10n } = editor;
    const { folder, trusted } = editor;
    if (folder === undefined) return refused('invalid', l10n.t('Open a folder to save patterns into it.'));
    if (!trusted)
      return refused('forbidden', l10n.t('This workspace is not trusted: nothing is written into it.'));
    const { key } = await library.pattern(id);
    const { toFolder, unchanged, problems } = await library.syncFolder({ folder, trusted, add: [key] });
    const [problem] = problems;
    if (problem && toFolder.length === 0 && unchanged === 0) {
      return refused('invalid', `${problem.place}: ${problem.message}`);
    }
    const [path] = toFolder.filter((written) => written.includes(key));
    if (path !== undefined) await editor.openFile(path);
    return DONE;
  }

  async #openPatternFile(id: string): Promise<PanelAnswer> {
    const { library, editor } = this.#parts;
    const { l10n } = editor;
    const { files } = await library.export({ format: 'yaml', ids: [id] });
    const [file] = files;
    if (!file) return refused('not_found', l10n.t('The pattern could not be written as a file.'));
    await editor.openText(file.path.replace(/^.*\//u, ''), file.text);
    return DONE;
  }

  async #startAudit(from: 'scan' | 'csv'): Promise<PanelAnswer> {
    const { editor } = this.#parts;
    const { l10n } = editor;
    const project = await editor.project();
    if (project === undefined) return refused('invalid', l10n.t('Open a folder to audit its files.'));
    return (await editor.startAudit(from, project)) ? DONE : nothingChanged(l10n);
  }

  async #exportAudit(as: 'csv' | 'markdown'): Promise<PanelAnswer> {
    const { audits, editor, library } = this.#parts;
    const { l10n } = editor;
    const project = await editor.project();
    if (project === undefined) return refused('invalid', l10n.t('Open a folder to export its file audit.'));
    if (as === 'markdown') {
      await editor.openText('file-audit.md', await audits.report(project));
      return DONE;
    }
    const [file] = (await library.export({ format: 'csv', project })).files;
    const saved = file && (await editor.saveText('file-audit.csv', file.text));
    return saved === undefined ? refused('cancelled', l10n.t('Nothing was written.')) : DONE;
  }
}

function nothingChanged(l10n: PanelSessionParts['editor']['l10n']): PanelAnswer {
  return refused('cancelled', l10n.t('Nothing was changed.'));
}

function refused(code: string, message: string): PanelAnswer {
  return { ok: false, problem: { code, message } };
}

function refusal(error: unknown): PanelAnswer {
  const problem = problemOf(error);
  if (!(error instanceof ServiceProblem)) return { ok: false, problem };
  return {
    ok: false,
    problem: {
      ...problem,
      ...(error.field !== undefined && { field: error.field }),
      // A taken key is a conflict too, but of another pattern.
      ...(isRow(error.current) && error.field === 'base_version' && { current: patternOf(error.current) }),
    },
  };
}
