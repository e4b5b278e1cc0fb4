import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ConfidenceScoreToRecord } from '../../../store/functions/confidenceScores.ts';
import type { EndedScores } from './ruleScores.ts';

const resultSchema = z.looseObject({
  hits: z
    .array(
      z.looseObject({ id: z.string(), key: z.string().optional(), score: z.number(), title: z.string() }),
    )
    .min(1),
});

const openedSchema = z.looseObject({
  ids: z.tuple([z.string()]).optional(),
  keys: z.tuple([z.string()]).optional(),
});

interface Searched {
  readonly hits: z.infer<typeof resultSchema>['hits'];
  readonly at: string;
  readonly atMs: number;
}

/** Values of searches are of one kind, and fitted together. */
const FAMILY = 'search';
/** Whoever opens a pattern later than this has found it elsewhere. */
const CHOSEN_WITHIN_MS = 10 * 60_000;
/** Each letter that somebody types may be a search. */
const REMEMBERED_MAX = 20;
const TITLE_MAX = 200;

/**
 * Searches of which a hit was opened: the first hit's score foretold that it would be the one. Searches of which nothing
 * was opened say nothing, for many are half a word; neither query nor path is kept.
 */
export class SearchScores {
  readonly #now: () => number;
  #searched: readonly Searched[] = [];

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  searched(result: unknown): void {
    const read = resultSchema.safeParse(result);
    if (!read.success) return;
    const atMs = this.#now();
    const one = { hits: read.data.hits, at: new Date(atMs).toISOString(), atMs };
    this.#searched = [...this.#searched, one].slice(-REMEMBERED_MAX);
  }

  /** One pattern was read by itself; a search counts once. */
  opened(request: unknown): EndedScores | undefined {
    const { ids, keys } = openedSchema.safeParse(request).data ?? {};
    const [id] = ids ?? [];
    const [key] = keys ?? [];
    const since = this.#now() - CHOSEN_WITHIN_MS;
    const isChosen = (hit: Searched['hits'][number] | undefined): boolean =>
      hit !== undefined && ((id !== undefined && hit.id === id) || (key !== undefined && hit.key === key));
    const found = this.#searched.findLast(({ hits, atMs }) => atMs >= since && hits.some(isChosen));
    if (!found) return undefined;
    // The searches before it were on the way to it.
    this.#searched = this.#searched.slice(this.#searched.indexOf(found) + 1);
    const place = found.hits.findIndex(isChosen);
    const [first] = found.hits;
    if (!first || first.score < 0 || first.score > 1) return undefined;
    const scoreId = randomUUID();
    const score: ConfidenceScoreToRecord = {
      id: scoreId,
      request_id: scoreId,
      request_type: 'search',
      method: 'heuristic',
      model_family: FAMILY,
      raw_confidence: first.score,
      title: first.title.slice(0, TITLE_MAX),
      created_at: found.at,
    };
    const note = place === 0 ? 'The first hit was opened.' : `Hit ${place + 1} was opened, not the first.`;
    const outcome =
      place === 0
        ? ({ method: 'user_accept', actual: 1, note } as const)
        : ({ method: 'user_revert', actual: 0, note } as const);
    return { scores: [score], outcomes: [{ scoreId, outcome }] };
  }
}
