import { errorMessage } from '../../core/errorMessage.ts';
import { type Embedder, EmbedderFailure } from '../../core/search/embedder.ts';
import { codeText, contentText, problemText, wholeText } from '../../core/search/patternText.ts';
import { fitStatistics } from '../../core/search/termStatistics.ts';
import { documentVectorText, padVector, vectorText } from '../../core/search/vectors.ts';
import type { ServiceProgress } from '../../protocol/service.ts';
import type { ServiceContext } from '../serviceContext.ts';
import { rowsOf } from './runSearch.ts';
import { indexesSchema, type StoredSearchable, savedSchema, toEmbedSchema } from './searchAnswers.ts';
import { searchMeterOf } from './searchMeter.ts';
import type { SearchState } from './searchState.ts';
import { storeData } from './storeData.ts';

/** Patterns that one call saves. Each call holds the store up, and an index makes it hold up longer. */
const ROWS = 100;
const ROWS_INDEXED = 8;
/** Statistics are taken anew when the library has grown by half; a few patterns more change little. */
const GROWTH = 1.5;
const GROWTH_LEAST = 5;
const FIT_PAGE_ROWS = 200;
/** How frequent words are shows in so many patterns already. */
const FIT_PATTERNS_MAX = 5000;
const INDEX_ROUNDS_MAX = 6;
/** One for each column of vectors. */
const INDEXES = 3;
/** Comparing a query with more vectors than this takes longer than all the rest of a search. */
const INDEX_FROM_PATTERNS = 600;
const LOOK_AGAIN_MS = 60_000;
/** An import writes one batch after another; its patterns are embedded in larger ones. */
const AFTER_WRITE_MS = 500;
/** Functions after which a pattern may be without vectors. */
const TEXT_WRITES: ReadonlySet<string> = new Set([
  'save_patterns',
  'review_patterns',
  'merge_patterns',
  'apply_pulled',
]);
const COUNT_WRITES: ReadonlySet<string> = new Set([...TEXT_WRITES, 'save_embeddings', 'delete_patterns']);
const RETRY_MS = 60_000;

/** Keeps every pattern's vectors those of the present embedder, in the background and one run at a time. */
export class EmbeddingUpkeep {
  readonly #context: ServiceContext;
  readonly #state: SearchState;
  #running: Promise<void> | undefined;
  #afterWrite: NodeJS.Timeout | undefined;
  #again = false;
  #retryAt = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(context: ServiceContext, state: SearchState) {
    this.#context = context;
    this.#state = state;
    context.onWrite((functionName) => this.#onWrite(functionName));
    // Patterns also come back with a snapshot, which nobody tells of here.
    this.#timer = setInterval(() => this.poke(), LOOK_AGAIN_MS);
    this.#timer.unref();
    context.ending.addEventListener('abort', () => clearInterval(this.#timer), { once: true });
  }

  /** Looks for patterns without vectors, now or when the present run ends. */
  poke(): void {
    if (this.#context.ending.aborted || Date.now() < this.#retryAt) return;
    this.#again = true;
    if (this.#running) return;
    this.#running = this.#runUntilDone().finally(() => {
      this.#running = undefined;
    });
    this.#context.keepAlive(this.#running);
  }

  #onWrite(functionName: string): void {
    if (COUNT_WRITES.has(functionName)) this.#state.forgetCounts();
    if (!TEXT_WRITES.has(functionName)) return;
    searchMeterOf(this.#context).written();
    if (this.#afterWrite !== undefined) return;
    this.#afterWrite = setTimeout(() => {
      this.#afterWrite = undefined;
      this.poke();
    }, AFTER_WRITE_MS);
    this.#afterWrite.unref();
  }

  /** As `poke`, also right after a failure. */
  pokeNow(): void {
    this.#retryAt = 0;
    this.poke();
  }

  /** When the present run, if there is one, has ended. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #runUntilDone(): Promise<void> {
    while (this.#again && !this.#context.ending.aborted) {
      this.#again = false;
      try {
        await this.#run(this.#context.ending);
      } catch (error) {
        if (this.#context.ending.aborted) return;
        this.#retryAt = Date.now() + RETRY_MS;
        this.#context.log(`search: embedding stopped: ${errorMessage(error)}`);
        if (error instanceof EmbedderFailure) {
          this.#state.setProblem(
            `${error.message} Patterns wait to be embedded; words and names are searched.`,
          );
        }
        return;
      }
    }
  }

  async #run(ending: AbortSignal): Promise<void> {
    const counts = await this.#state.counts(ending);
    if (counts.total >= this.#state.fittedOf * GROWTH + GROWTH_LEAST) await this.#refit(counts.total, ending);
    const { embedder } = this.#state;
    if (rowsOf(embedder, counts) < counts.total) {
      const complete = await this.#embedMissing(embedder, counts.indexed, counts.total, ending);
      if (complete && embedder === this.#state.embedder) {
        this.#state.setProblem(undefined);
        await this.#state.forgetFormer();
      }
    }
    await this.#ensureIndexes(counts.total, counts.indexed, ending);
  }

  /** One index a call; each holds every other request up, for half a minute at ten thousand patterns. */
  async #ensureIndexes(total: number, indexed: boolean, ending: AbortSignal): Promise<void> {
    const isBuilding = total > INDEX_FROM_PATTERNS && !indexed;
    for (let round = 0; round < INDEX_ROUNDS_MAX; round++) {
      ending.throwIfAborted();
      if (isBuilding) this.#tell({ task: 'indexing', done: round, total: INDEXES });
      const answer = await this.#context.store.call('ensure_vector_indexes', {
        threshold: INDEX_FROM_PATTERNS,
      });
      // Somebody who may not build indexes searches without them.
      if (answer.ok && indexesSchema.parse(answer.data).remaining > 0) continue;
      this.#state.forgetCounts();
      if (isBuilding) this.#tell({ task: 'indexing', done: INDEXES, total: INDEXES });
      return;
    }
  }

  #tell(progress: ServiceProgress): void {
    this.#context.emit('service/progress', progress);
  }

  async #refit(total: number, ending: AbortSignal): Promise<void> {
    const texts: string[] = [];
    let after: string | undefined;
    while (texts.length < FIT_PATTERNS_MAX) {
      const { patterns } = await this.#page({ limit: FIT_PAGE_ROWS, after }, ending);
      texts.push(...patterns.map(wholeText));
      after = patterns.at(-1)?.id;
      if (patterns.length < FIT_PAGE_ROWS) break;
    }
    await this.#state.refit({ statistics: fitStatistics(texts), fittedOf: total });
  }

  /** True when no pattern is left that could be embedded. */
  async #embedMissing(
    embedder: Embedder,
    indexed: boolean,
    total: number,
    ending: AbortSignal,
  ): Promise<boolean> {
    const named = { embedder_id: embedder.id, embedder_version: embedder.version };
    const limit = indexed ? ROWS_INDEXED : ROWS;
    let after: string | undefined;
    for (;;) {
      ending.throwIfAborted();
      // Another embedder was chosen meanwhile; its run begins as this one ends.
      if (embedder !== this.#state.embedder) return false;
      const { patterns, remaining } = await this.#page({ ...named, limit, after }, ending);
      if (patterns.length === 0) return remaining === 0;
      const meter = searchMeterOf(this.#context);
      const rows = await vectorsOf(embedder, patterns, ending).catch((error: unknown) => {
        meter.ingested('failed', patterns.length);
        throw error;
      });
      const saved = await storeData(
        this.#context.store,
        'save_embeddings',
        { ...named, rows },
        savedSchema,
        ending,
      );
      this.#state.forgetCounts();
      meter.ingested('embedded', saved.saved);
      meter.counted(total, total - remaining + saved.saved);
      this.#tell({ task: 'embedding', done: total - remaining + saved.saved, total });
      after = patterns.at(-1)?.id;
    }
  }

  #page(
    request: { embedder_id?: string; embedder_version?: string; limit: number; after: string | undefined },
    ending: AbortSignal,
  ): Promise<{ patterns: StoredSearchable[]; remaining: number }> {
    const { after, ...rest } = request;
    return storeData(
      this.#context.store,
      'patterns_to_embed',
      { ...rest, ...(after !== undefined && { after }) },
      toEmbedSchema,
      ending,
    );
  }
}

interface EmbeddedRow {
  readonly id: string;
  readonly version: number;
  readonly content: string;
  readonly problem: string;
  readonly code?: string;
}

async function vectorsOf(
  embedder: Embedder,
  patterns: readonly StoredSearchable[],
  ending: AbortSignal,
): Promise<readonly EmbeddedRow[]> {
  const codes = patterns.map((pattern) => codeText(pattern));
  const withCode = codes.filter((code) => code !== undefined);
  const vectors = await embedder.embed(
    [...patterns.map(contentText), ...patterns.map(problemText), ...withCode],
    'document',
    ending,
  );
  let codeVectors = patterns.length * 2;
  return patterns.map(({ id, version }, index) => {
    const code = codes[index] === undefined ? undefined : vectors[codeVectors++];
    const codeVector = code && vectorText(padVector(code));
    return {
      id,
      version,
      content: documentVectorText(vectors[index] ?? new Float32Array()),
      problem: documentVectorText(vectors[patterns.length + index] ?? new Float32Array()),
      ...(codeVector !== undefined && { code: codeVector }),
    };
  });
}
