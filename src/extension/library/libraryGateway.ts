import type { Pattern, PatternRevision, WeeklyReview } from '../../protocol/library.ts';
import type {
  DuplicatesResult,
  ExportParams,
  ExportResult,
  ImportParams,
  ImportReport,
  SyncFolderParams,
  SyncFolderResult,
} from '../../protocol/libraryService.ts';
import type {
  MergeResult,
  PatternDraft,
  PatternEntry,
  PatternList,
  PatternOrder,
} from '../../protocol/panel.ts';
import type { SearchFilters, SearchParams } from '../../protocol/service.ts';
import { callStore, callStoreBatch } from '../relay/callStore.ts';
import type { AskService } from '../relay/fixwardService.ts';
import { isAborted, ServiceProblem } from '../relay/serviceProblem.ts';
import {
  isRow,
  numberOf,
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
import {
  entryOfHit,
  patternOf,
  relationOf,
  revisionsOf,
  SUMMARY_FIELDS,
  similarOf,
  summaryOf,
} from './readPatterns.ts';
import { type Neighbours, weeklyReviewOf } from './readReview.ts';
import { storedFields } from './storedFields.ts';

export interface ListRequest {
  readonly filters: SearchFilters;
  readonly order: PatternOrder;
  readonly limit: number;
}

/** A page of the store's lists holds this many at most. */
const PAGE_SIZE = 1000;
/** As the search allows. */
const SEARCH_LIMIT_MAX = 100;

/** The pattern library as the editor asks for it. Each method rejects with a `ServiceProblem`. */
export class LibraryGateway {
  readonly #ask: AskService;

  constructor(ask: AskService) {
    this.#ask = ask;
  }

  /** As many patterns as asked for, in order; reads several pages when one does not hold them. */
  async list({ filters, order, limit }: ListRequest, signal?: AbortSignal): Promise<PatternList> {
    const entries: PatternEntry[] = [];
    let cursor: string | undefined;
    let total = 0;
    do {
      const request = {
        filters,
        order,
        limit: Math.min(PAGE_SIZE, limit - entries.length),
        fields: SUMMARY_FIELDS,
        ...(cursor !== undefined && { cursor }),
      };
      const data = await callStore(this.#ask, 'list_patterns', request, signal);
      entries.push(...rowsOf(data.patterns).map(summaryOf));
      total = numberOf(data.total);
      cursor = optionalText(data.next_cursor);
    } while (cursor !== undefined && entries.length < limit);
    return { query: '', entries, total, more: cursor !== undefined, notes: [] };
  }

  async search(params: SearchParams, signal?: AbortSignal): Promise<PatternList> {
    const limit = Math.min(SEARCH_LIMIT_MAX, params.limit ?? SEARCH_LIMIT_MAX);
    const result = rowOf(await this.#ask('search/patterns', { ...params, limit }, signal));
    const entries = rowsOf(result.hits)
      .filter(({ kind }) => kind !== 'document')
      .map(entryOfHit);
    const milliseconds = optionalNumber(result.milliseconds);
    return {
      query: params.query,
      entries,
      total: entries.length,
      more: false,
      notes: textsOf(result.notes),
      ...(milliseconds !== undefined && { milliseconds }),
    };
  }

  /** By id or key; rejects with `not_found` when there is none. */
  async pattern(idOrKey: string, signal?: AbortSignal): Promise<Pattern> {
    let row = await this.#row(idOrKey, signal);
    if (!row) {
      // On a fresh machine the shipped patterns may be on their way; a page waits for them, and refuses what is not there.
      await this.page(idOrKey, signal).catch((error: unknown) => {
        if (isAborted(error)) throw error;
      });
      row = await this.#row(idOrKey, signal);
    }
    if (!row) throw new ServiceProblem({ code: 'not_found', message: `There is no pattern ${idOrKey}.` });
    const pattern = patternOf(row);
    return { ...pattern, ...(await this.#interval(pattern, signal)) };
  }

  async #row(idOrKey: string, signal: AbortSignal | undefined): Promise<Row | undefined> {
    return rowsOf((await callStore(this.#ask, 'get_patterns', namedBy(idOrKey), signal)).patterns)[0];
  }

  async neighbours(id: string, signal?: AbortSignal): Promise<Neighbours> {
    const data = await callStore(this.#ask, 'related_patterns', { id, similar: 5 }, signal);
    return {
      relations: rowsOf(data.relations).map(relationOf),
      similar: rowsOf(data.similar).map(similarOf),
    };
  }

  async revisions(id: string, signal?: AbortSignal): Promise<readonly PatternRevision[]> {
    const [history, present] = await Promise.all([
      callStore(this.#ask, 'pattern_history', { id }, signal),
      callStore(this.#ask, 'get_patterns', { ids: [id] }, signal),
    ]);
    return revisionsOf(rowsOf(history.revisions), rowOf(rowsOf(present.patterns)[0]));
  }

  /** What waits for review: suggestions, then drafts that nobody has turned down. */
  async waiting(
    signal?: AbortSignal,
  ): Promise<{ readonly patterns: readonly Pattern[]; readonly total: number }> {
    const page = async (status: string): Promise<readonly Pattern[]> => {
      const request = { filters: { statuses: [status] }, order: 'recent', limit: 200 };
      return rowsOf((await callStore(this.#ask, 'list_patterns', request, signal)).patterns).map(patternOf);
    };
    const [suggested, drafts] = await Promise.all([page('suggested'), page('draft')]);
    const patterns = [...suggested, ...drafts.filter(({ reviewer_notes }) => reviewer_notes === undefined)];
    return { patterns, total: patterns.length };
  }

  /** Only content is written: status, transformation and rule of a stored pattern stay. */
  async save(draft: PatternDraft): Promise<{ readonly id: string; readonly version: number }> {
    const content = storedFields(draft.fields);
    const { id, base_version } = draft;
    const stored =
      id === undefined ? { ...content, origin: 'authored', status: 'draft' } : { ...content, id };
    const request = {
      mode: id === undefined ? 'replace' : 'patch',
      patterns: [{ ...stored, ...(base_version !== undefined && { base_version }) }],
    };
    if (id === undefined) await this.#refuseTakenKey(draft.fields.key);
    const [saved] = await callStoreBatch(this.#ask, 'save_patterns', request);
    return { id: textOf(saved?.id), version: numberOf(saved?.version) };
  }

  async review(ids: readonly string[], decision: string, notes: string | undefined): Promise<void> {
    const items = ids.map((id) => ({ id, decision, ...(notes !== undefined && { notes }) }));
    await callStoreBatch(this.#ask, 'review_patterns', { items });
  }

  /** Writes the state back that a pattern had before a decision. */
  async undoReview(id: string, status: string, reviewed: boolean, notes: string | undefined): Promise<void> {
    const pattern = { id, status, reviewed, reviewer_notes: notes ?? null };
    await callStoreBatch(this.#ask, 'save_patterns', { mode: 'patch', patterns: [pattern] });
  }

  async remove(ids: readonly string[]): Promise<void> {
    await callStoreBatch(this.#ask, 'delete_patterns', { ids });
  }

  async merge(into: string, from: readonly string[], preview: boolean): Promise<MergeResult> {
    const data = await callStore(this.#ask, 'merge_patterns', { into, from, dry_run: preview });
    return {
      into: patternOf(rowOf(data.into)),
      differences: rowsOf(data.differences).map(({ field, kept, dropped }) => ({
        field: textOf(field),
        kept: shownValue(kept),
        dropped: rowsOf(dropped).map(({ value }) => shownValue(value)),
      })),
      conflicts: rowsOf(data.conflicts).length,
      moved: Object.fromEntries(
        Object.entries(rowOf(data.moved)).map(([name, count]) => [name, numberOf(count)]),
      ),
    };
  }

  async judgeRelation(relation: {
    readonly from: string;
    readonly to: string;
    readonly kind: string;
    readonly strength: number;
    readonly foundBy: string;
    readonly verdict: 'confirmed' | 'rejected';
  }): Promise<void> {
    const { from, to, kind, strength, foundBy, verdict } = relation;
    await callStoreBatch(this.#ask, 'relate_patterns', {
      relations: [
        {
          from_pattern_id: from,
          to_pattern_id: to,
          kind,
          strength,
          found_by: foundBy,
          confirmed: verdict === 'confirmed',
          rejected: verdict === 'rejected',
        },
      ],
    });
  }

  async week(
    days: number,
    signal?: AbortSignal,
  ): Promise<{ readonly review: WeeklyReview; readonly markdown: string }> {
    const since = new Date(Date.now() - days * MILLISECONDS_A_DAY).toISOString();
    const answer = rowOf(await this.#ask('library/weeklyReview', { since }, signal));
    return { review: weeklyReviewOf(answer), markdown: textOf(answer.markdown) };
  }

  /** A pattern's page as Markdown, by id or key. */
  async page(
    idOrKey: string,
    signal?: AbortSignal,
  ): Promise<{ readonly key: string; readonly title: string; readonly markdown: string }> {
    const answer = rowOf(
      await this.#ask('library/page', UUID.test(idOrKey) ? { id: idOrKey } : { key: idOrKey }, signal),
    );
    return { key: textOf(answer.key), title: textOf(answer.title), markdown: textOf(answer.markdown) };
  }

  async export(params: ExportParams): Promise<ExportResult> {
    const answer = rowOf(await this.#ask('library/export', params));
    const files = rowsOf(answer.files).map(({ path, text }) => ({ path: textOf(path), text: textOf(text) }));
    return { files, notes: textsOf(answer.notes) };
  }

  async import(params: ImportParams): Promise<ImportReport> {
    // SAFETY: the service is of the same build and answers with an ImportReport; what is shown of it is guarded.
    return (await this.#ask('library/import', params)) as ImportReport;
  }

  async syncFolder(params: SyncFolderParams): Promise<SyncFolderResult> {
    const answer = rowOf(await this.#ask('library/syncFolder', params));
    return {
      toStore: textsOf(answer.toStore),
      toFolder: textsOf(answer.toFolder),
      unchanged: numberOf(answer.unchanged),
      problems: problemsOf(answer.problems),
    };
  }

  async duplicates(limit: number): Promise<DuplicatesResult> {
    // SAFETY: the service is of the same build and answers with a DuplicatesResult.
    return (await this.#ask('library/duplicates', { limit })) as DuplicatesResult;
  }

  async #refuseTakenKey(key: string): Promise<void> {
    // Saving by key would change the pattern that has it, which nobody writing a new one means.
    const { patterns } = await callStore(this.#ask, 'get_patterns', { keys: [key] });
    const [taken] = rowsOf(patterns);
    if (!taken) return;
    const message = `Another pattern has this key: ${textOf(taken.title)}`;
    throw new ServiceProblem({ code: 'conflict', message, field: 'key' });
  }

  /** Ends of the interval of success, worked out by the service; without them the page says "not measured". */
  async #interval(
    { id, successes, failures }: Pattern,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly success_lower?: number; readonly success_upper?: number }> {
    if (successes + failures === 0) return {};
    try {
      const [row] = rowsOf(rowOf(await this.#ask('library/intervals', { ids: [id] }, signal)).intervals);
      return present({
        success_lower: optionalNumber(row?.lower),
        success_upper: optionalNumber(row?.upper),
      });
    } catch (error) {
      if (isAborted(error)) throw error;
      return {};
    }
  }
}

const MILLISECONDS_A_DAY = 86_400_000;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

function namedBy(idOrKey: string): Readonly<Record<string, unknown>> {
  return UUID.test(idOrKey) ? { ids: [idOrKey] } : { keys: [idOrKey] };
}

function shownValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  return isRow(value) || Array.isArray(value) ? JSON.stringify(value, undefined, 2) : String(value);
}
