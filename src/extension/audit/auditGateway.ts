import type { AuditChange, AuditRow, AuditStatus } from '../../protocol/library.ts';
import { AUDIT_STATUSES } from '../../protocol/libraryChoices.ts';
import type { AuditFromScanParams, AuditFromScanResult } from '../../protocol/libraryService.ts';
import { callStore, callStoreBatch } from '../relay/callStore.ts';
import type { AskService } from '../relay/fixwardService.ts';
import {
  numberOf,
  numbersOf,
  oneOf,
  optionalNumber,
  optionalText,
  present,
  problemsOf,
  type Row,
  rowOf,
  rowsOf,
  textOf,
  textsOf,
} from '../relay/wire.ts';

/** A page of the store's lists holds this many at most. */
const PAGE_SIZE = 1000;
/** More files than this are not shown at once; the filter of the page reaches the rest by debt. */
const ROWS_MAX = 20_000;

export interface AuditChanges {
  readonly status?: AuditStatus;
  readonly owner?: string;
  readonly notes?: string;
}

/** As the store allows; a file has a few. */
const LINKS_MAX = 5_000;

/** The file audit of one repository as the editor asks for it. Each method rejects with a `ServiceProblem`. */
export class AuditGateway {
  readonly #ask: AskService;

  constructor(ask: AskService) {
    this.#ask = ask;
  }

  async rows(
    project: string,
    signal?: AbortSignal,
  ): Promise<{ readonly rows: readonly AuditRow[]; readonly total: number }> {
    const rows: AuditRow[] = [];
    let cursor: string | undefined;
    let total = 0;
    do {
      const request = { project, order: 'debt', limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) };
      const data = await callStore(this.#ask, 'list_file_audits', request, signal);
      rows.push(...rowsOf(data.files).map(auditRowOf));
      total = numberOf(data.total);
      cursor = optionalText(data.next_cursor);
    } while (cursor !== undefined && rows.length < ROWS_MAX);
    return { rows, total };
  }

  async change(rows: readonly AuditRow[], changes: AuditChanges, cause: string): Promise<void> {
    for (const project of new Set(rows.map((row) => row.project))) {
      const files = rows.filter((row) => row.project === project);
      const changed = files.map(({ path }) => ({ path, ...changes, cause }));
      await callStoreBatch(this.#ask, 'save_file_audits', { project, files: changed });
    }
  }

  async history(id: string, signal?: AbortSignal): Promise<readonly AuditChange[]> {
    const data = await callStore(this.#ask, 'file_audit_history', { id, limit: 20 }, signal);
    return rowsOf(data.history).map((row) => ({
      status: oneOf(row.status, AUDIT_STATUSES, 'Not Started'),
      technical_debt: numberOf(row.technical_debt),
      cause: textOf(row.cause),
      changed_at: textOf(row.changed_at),
    }));
  }

  async linkTask(row: AuditRow, task: { readonly id: string; readonly url?: string }): Promise<void> {
    const link = {
      task_id: task.id,
      file_audit_id: row.id,
      ...(task.url !== undefined && { url: task.url }),
    };
    await callStoreBatch(this.#ask, 'link_tasks', { links: [link] });
    const files = [{ path: row.path, task_ids: [...new Set([...row.task_ids, task.id])] }];
    await callStoreBatch(this.#ask, 'save_file_audits', { project: row.project, files });
  }

  async unlinkTask(row: AuditRow, taskId: string): Promise<void> {
    const request = { file_audit_ids: [row.id], limit: LINKS_MAX };
    const links = rowsOf((await callStore(this.#ask, 'list_task_links', request)).links);
    const ids = links.filter(({ task_id }) => task_id === taskId).map(({ id }) => textOf(id));
    if (ids.length > 0) await callStoreBatch(this.#ask, 'delete_task_links', { ids });
    const files = [{ path: row.path, task_ids: row.task_ids.filter((one) => one !== taskId) }];
    await callStoreBatch(this.#ask, 'save_file_audits', { project: row.project, files });
  }

  async fromScan(params: AuditFromScanParams): Promise<AuditFromScanResult> {
    const answer = rowOf(await this.#ask('audit/fromScan', params));
    return {
      files: numberOf(answer.files),
      completed: numberOf(answer.completed),
      problems: problemsOf(answer.problems),
    };
  }

  /** The audit as Markdown. */
  async report(project: string): Promise<string> {
    return textOf(rowOf(await this.#ask('audit/report', { project })).markdown);
  }
}

export function auditRowOf(row: Row): AuditRow {
  return {
    id: textOf(row.id),
    project: textOf(row.project),
    path: textOf(row.path),
    workflows: textsOf(row.workflows),
    technical_debt: numberOf(row.technical_debt),
    findings: findingsIn(row.findings),
    status: oneOf(row.status, AUDIT_STATUSES, 'Not Started'),
    notes: textOf(row.notes),
    task_ids: textsOf(row.task_ids),
    ...present({
      layer: optionalNumber(row.layer),
      owner: optionalText(row.owner),
      updated_at: optionalText(row.updated_at),
    }),
  };
}

/** Findings are kept as counts by rule; the whole is their sum. */
function findingsIn(findings: unknown): number {
  return numbersOf(Object.values(rowOf(findings))).reduce((sum, count) => sum + count, 0);
}
