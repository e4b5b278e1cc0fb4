import { errorMessage } from '../../core/errorMessage.ts';
import type { Embedder } from '../../core/search/embedder.ts';
import { featureReranker, LEXICAL_WEIGHTS, SEMANTIC_WEIGHTS } from '../../core/search/featureReranker.ts';
import { lexicalEmbedder } from '../../core/search/lexicalEmbedder.ts';
import type { Reranker } from '../../core/search/reranker.ts';
import { EMPTY_STATISTICS, type TermStatistics } from '../../core/search/termStatistics.ts';
import type { EmbedderStatus } from '../../protocol/service.ts';
import type { ServiceContext } from '../serviceContext.ts';
import { type OpenProvider, openProvider } from './openProvider.ts';
import { rowsOf, type SearchTools } from './runSearch.ts';
import { type EmbeddingStatusData, embeddingStatusSchema } from './searchAnswers.ts';
import {
  type FittedStatistics,
  readEmbedderSettings,
  readStatistics,
  writeEmbedderSettings,
  writeStatistics,
} from './searchFiles.ts';
import { searchMeterOf } from './searchMeter.ts';
import type { ParsedEmbedderSettings } from './searchParams.ts';
import { storeData } from './storeData.ts';

/** The store may also be written by another program. */
const COUNTS_AGE_MS_MAX = 30_000;

/** Which embedder is in use, which ones were before it, and how frequent the library's words are. */
export class SearchState {
  readonly #context: ServiceContext;
  #fitted: FittedStatistics = { statistics: EMPTY_STATISTICS, fittedOf: 0 };
  #settings: ParsedEmbedderSettings = { provider: 'lexical' };
  #provider: OpenProvider = ready(lexicalEmbedder(EMPTY_STATISTICS));
  /** Asked for last; not the one in use while it fails. */
  #wanted = 'lexical';
  #problem: string | undefined;
  /** Providers before the present one; rows of theirs may be all there is to compare. */
  #former: readonly OpenProvider[] = [];
  #counts: { readonly counts: EmbeddingStatusData; readonly at: number } | undefined;
  #writes = 0;
  readonly #lexicalReranker: Reranker;
  readonly #semanticReranker: Reranker;

  private constructor(context: ServiceContext) {
    this.#context = context;
    const statistics = (): TermStatistics => this.#fitted.statistics;
    this.#lexicalReranker = featureReranker({ statistics, weights: LEXICAL_WEIGHTS });
    this.#semanticReranker = featureReranker({ statistics, weights: SEMANTIC_WEIGHTS });
  }

  /** As the last run of the service left it; a provider that does not open is a problem shown, not a failure. */
  static async open(context: ServiceContext): Promise<SearchState> {
    const state = new SearchState(context);
    state.#fitted = await readStatistics(context.home);
    state.#provider = ready(lexicalEmbedder(state.#fitted.statistics));
    const settings = await readEmbedderSettings(context.home);
    if (settings.provider !== 'lexical' || settings.rerankerFolder !== undefined) {
      await state.#open(settings).catch((error: unknown) => state.#failed(settings, error));
    }
    return state;
  }

  get embedder(): Embedder {
    return this.#provider.embedder;
  }

  get fittedOf(): number {
    return this.#fitted.fittedOf;
  }

  get isLexical(): boolean {
    return this.#provider.embedder.kind === 'lexical';
  }

  /** Tries the provider, and takes it when it answers. */
  async use(settings: ParsedEmbedderSettings, signal: AbortSignal): Promise<void> {
    try {
      await this.#open(settings, signal);
    } catch (error) {
      signal.throwIfAborted();
      this.#failed(settings, error);
      return;
    }
    await writeEmbedderSettings(this.#context.home, settings);
  }

  /** New frequencies of words: a lexical embedder of before makes place for one of them. */
  async refit(fitted: FittedStatistics): Promise<void> {
    await writeStatistics(this.#context.home, fitted);
    this.#fitted = fitted;
    if (this.isLexical) {
      const { reranker, close } = this.#provider;
      this.#replace({ embedder: lexicalEmbedder(fitted.statistics), ...(reranker && { reranker }), close });
    }
  }

  /** All patterns have vectors of the present embedder: the others are no longer needed. */
  async forgetFormer(): Promise<void> {
    const former = this.#former;
    this.#former = [];
    // A refitted lexical embedder shares its closing with the present one.
    for (const provider of former) if (provider.close !== this.#provider.close) await provider.close();
  }

  /** Said beside results until the provider works again. */
  setProblem(problem: string | undefined): void {
    this.#problem = problem;
  }

  async counts(signal?: AbortSignal): Promise<EmbeddingStatusData> {
    const writes = this.#writes;
    const counts = await storeData(
      this.#context.store,
      'embedding_status',
      {},
      embeddingStatusSchema,
      signal,
    );
    if (writes === this.#writes) this.#counts = { counts, at: performance.now() };
    searchMeterOf(this.#context).counted(counts.total, rowsOf(this.embedder, counts));
    return counts;
  }

  /** Patterns or vectors are others than when they were counted. */
  forgetCounts(): void {
    this.#writes += 1;
    this.#counts = undefined;
  }

  /** Counted a while ago at most: counting reads every pattern, and a search only says how many wait. */
  async #recentCounts(signal: AbortSignal): Promise<EmbeddingStatusData> {
    const isRecent = this.#counts !== undefined && performance.now() - this.#counts.at < COUNTS_AGE_MS_MAX;
    return isRecent && this.#counts ? this.#counts.counts : this.counts(signal);
  }

  async tools(signal: AbortSignal): Promise<SearchTools> {
    const { embedder, reranker } = this.#provider;
    const features = embedder.kind === 'lexical' ? this.#lexicalReranker : this.#semanticReranker;
    return {
      store: this.#context.store,
      meter: searchMeterOf(this.#context),
      wanted: embedder,
      others: this.#former.map((provider) => provider.embedder),
      reranker: reranker ?? features,
      featureReranker: features,
      statistics: this.#fitted.statistics,
      status: await this.#recentCounts(signal),
      notes: this.#problem === undefined ? [] : [this.#problem],
    };
  }

  async status(signal: AbortSignal): Promise<EmbedderStatus> {
    const counts = await this.counts(signal);
    const { embedder, reranker } = this.#provider;
    const embedded = rowsOf(embedder, counts);
    return {
      id: embedder.id,
      version: embedder.version,
      kind: embedder.kind,
      reranker: (reranker ?? this.#lexicalReranker).id,
      wanted: this.#wanted,
      ...(this.#problem !== undefined && { problem: this.#problem }),
      embedded,
      waiting: counts.total - embedded,
    };
  }

  async close(): Promise<void> {
    await this.forgetFormer();
    await this.#provider.close();
  }

  async #open(settings: ParsedEmbedderSettings, signal?: AbortSignal): Promise<void> {
    const provider = await openProvider(settings, this.#context.home, this.#fitted.statistics);
    if (signal) {
      // Only one that answers takes the place of one that does.
      await provider.embedder.embed(['fix'], 'query', signal).catch(async (error: unknown) => {
        await provider.close();
        throw error;
      });
    }
    this.#settings = settings;
    this.#wanted = settings.provider;
    this.#problem = undefined;
    this.#replace(provider);
  }

  #replace(provider: OpenProvider): void {
    const { embedder } = this.#provider;
    const same = embedder.id === provider.embedder.id && embedder.version === provider.embedder.version;
    if (!same) this.#former = [this.#provider, ...this.#former];
    this.#provider = provider;
  }

  #failed(settings: ParsedEmbedderSettings, error: unknown): void {
    this.#wanted = settings.provider;
    this.#problem = `${errorMessage(error)} Search goes on with ${this.#settings.provider} vectors.`;
    this.#context.log(`search: ${this.#problem}`);
  }
}

function ready(embedder: Embedder): OpenProvider {
  return { embedder, close: async () => undefined };
}
