import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { SearchListener } from '../../search/searchMeter.ts';
import type { MeasuredRequest } from '../performance/performanceLedger.ts';
import type { MetricsSources } from './serviceMetrics.ts';

/** Around what people notice of a search. */
const SEARCH_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5];

export interface SearchFigures extends SearchListener {
  searches(request: MeasuredRequest): void;
}

/** Searches of the library, stage by stage, and what was put into it. */
export function searchFigures(registers: Registry[]): SearchFigures {
  const seconds = new Histogram({
    name: 'rag_search_duration_seconds',
    help: 'Searches of the library: whole, and their stages.',
    labelNames: ['stage', 'outcome'],
    buckets: SEARCH_BUCKETS,
    registers,
  });
  const rerank = new Histogram({
    name: 'rag_rerank_duration_seconds',
    help: 'Ordering what was found, which is a stage of a search as well.',
    labelNames: ['outcome'],
    buckets: SEARCH_BUCKETS,
    registers,
  });
  const searches = new Counter({
    name: 'rag_searches_total',
    help: 'Searches of the library, by what was searched for.',
    labelNames: ['mode', 'outcome'],
    registers,
  });
  const empty = new Counter({
    name: 'rag_empty_results_total',
    help: 'Searches that found nothing.',
    registers,
  });
  const ingested = new Counter({
    name: 'rag_ingest_files_total',
    help: 'Patterns of the library that got vectors, or failed to.',
    labelNames: ['result'],
    registers,
  });
  return {
    searches: ({ requestType, ms, failed, isEmpty }) => {
      const outcome = failed ? 'error' : 'ok';
      seconds.observe({ stage: 'total', outcome }, ms / 1000);
      searches.inc({ mode: requestType.slice('search/'.length), outcome });
      if (isEmpty) empty.inc();
    },
    stage: (stage, ms, failed) => {
      const outcome = failed ? 'error' : 'ok';
      seconds.observe({ stage, outcome }, ms / 1000);
      if (stage === 'rerank') rerank.observe({ outcome }, ms / 1000);
    },
    ingested: (result, patterns) => ingested.inc({ result }, patterns),
  };
}

/** How the library's vectors stand. What nobody has counted yet has no value. */
export function libraryGauges(registers: Registry[], { library }: Pick<MetricsSources, 'library'>): void {
  new Gauge({
    name: 'rag_chunks',
    help: 'Patterns with vectors of the embedder in use; absent until they were counted.',
    labelNames: [],
    registers,
    collect() {
      set(this, library().chunks);
    },
  });
  new Gauge({
    name: 'rag_ingest_lag_seconds',
    help: 'How long a pattern has waited for its vectors; 0 while none does.',
    labelNames: [],
    registers,
    collect() {
      set(this, library().lagSeconds);
    },
  });
}

/** The store's process, and what waits for it and for vectors. */
export function storeGauges(
  registers: Registry[],
  { library, outbox, storeProcess }: Pick<MetricsSources, 'library' | 'outbox' | 'storeProcess'>,
): void {
  new Gauge({
    name: 'rag_queue_depth',
    help: "What waits: patterns for their vectors, calls for the store, writes for the team's store.",
    labelNames: ['queue'],
    registers,
    collect() {
      this.reset();
      const { waiting } = library();
      if (waiting !== undefined) this.set({ queue: 'embedding' }, waiting);
      const writes = outbox();
      if (writes !== undefined) this.set({ queue: 'outbox' }, writes);
      if (storeProcess) this.set({ queue: 'store' }, storeProcess().waiting);
    },
  });
  if (!storeProcess) return;
  new Gauge({
    name: 'fixward_store_memory_bytes',
    help: "Resident memory of the store's process; absent until it has told.",
    labelNames: [],
    registers,
    collect() {
      set(this, storeProcess().memoryBytes);
    },
  });
  new Gauge({
    name: 'fixward_store_cpu_ratio',
    help: "Part of all processors that the store's process uses; absent until it has told twice.",
    labelNames: [],
    registers,
    collect() {
      const { cpuPercent } = storeProcess();
      set(this, cpuPercent === undefined ? undefined : cpuPercent / 100);
    },
  });
}

/** A gauge without labels begins with a 0 that nobody measured. */
function set(gauge: Gauge, value: number | undefined): void {
  if (value === undefined) gauge.remove();
  else gauge.set(value);
}
