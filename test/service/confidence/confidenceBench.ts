import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { consultantOn } from '../../../src/consultant/openConsultant.ts';
import { createEngines } from '../../../src/engines/workspace/engines.ts';
import { confidenceMethods, confidenceOf } from '../../../src/service/confidence/confidenceMethods.ts';
import type { ConfidenceService } from '../../../src/service/confidence/confidenceService.ts';
import { sampled } from '../../../src/service/confidence/sampling.ts';
import { storedConsultations } from '../../../src/service/consult/storedConsultations.ts';
import type { ServiceContext, ServiceMethods } from '../../../src/service/serviceContext.ts';
import type { StoreTransport } from '../../../src/store/store.ts';
import { scriptedModels } from '../../consultant/scriptedEngine.ts';
import { type ConsultBench, consultBench } from '../consult/consultBench.ts';
import { type MemoryConsultStore, memoryConsultStore } from '../consult/memoryConsultStore.ts';
import { type MemoryConfidenceStore, memoryConfidenceStore } from './memoryConfidenceStore.ts';

export interface ConfidenceBench {
  readonly kept: MemoryConfidenceStore;
  readonly service: ConfidenceService;
  readonly methods: ServiceMethods;
  readonly consult: ConsultBench;
  readonly emitted: readonly { readonly event: string; readonly params: unknown }[];
  readonly log: readonly string[];
  call(method: string, params?: unknown): Promise<unknown>;
  /** Once nothing goes on any more. */
  idle(): Promise<void>;
  end(): void;
}

/** Scoring on top of consultations with a scripted model; stores in memory, parsers real. */
export function confidenceBench(
  options: Omit<Parameters<typeof consultBench>[0], 'scoring' | 'store' | 'saver'> & {
    /** Of the guardian, in every SQL of an answer. */
    readonly findings?: readonly { readonly ruleId: string; readonly severity: string }[];
    /** A real store, for consultations as well; both are in memory when absent. */
    readonly transport?: Pick<StoreTransport, 'call'>;
  },
): ConfidenceBench {
  const kept = memoryConfidenceStore();
  const emitted: { event: string; params: unknown }[] = [];
  const log: string[] = [];
  const working = new Set<Promise<unknown>>();
  const ending = new AbortController();
  const context: ServiceContext = {
    // SAFETY: nothing else of the store is asked here.
    store: (options.transport ?? kept) as unknown as ServiceContext['store'],
    home: '',
    environment: {},
    version: '0.0.0',
    ending: ending.signal,
    onWrite: () => {},
    emit: (event, params) => emitted.push({ event, params }),
    log: (line) => log.push(line),
    keepAlive: (work) => {
      working.add(work);
      const done = (): void => void working.delete(work);
      work.then(done, done);
    },
  };
  const service = confidenceOf(context);
  const methods = confidenceMethods(context);
  // SAFETY: nothing is looked at in memory where the store is a real one.
  const store = (
    options.transport ? storedConsultations(options.transport) : memoryConsultStore()
  ) as MemoryConsultStore;
  const engines = createEngines();
  const saver = new MemorySaver();
  service.open({
    earlierEvents: async (id, before) => {
      const { events } = await store.events(id, { before, limit: 200 });
      return events.map(({ event }) => event);
    },
    parsers: async () => {
      await engines.prepare('sql');
      return { sql: engines.sqlParser.parseScript, trees: engines.plainTrees };
    },
    onSchema: async () => [],
    onGuardian: async () => options.findings ?? [],
    sample: (asked) =>
      sampled(
        {
          settings: (project) => service.settingsOf(project),
          consultant: async () => consultantOn({ models: scriptedModels(options.baseUrl, 'chat'), saver }),
          budget: () => options.budget ?? {},
          usedToday: () => store.usedToday(),
          onUsage: (usage) => service.sampleUsed(usage),
          ending: ending.signal,
          log: (line) => log.push(line),
        },
        asked,
      ),
  });
  const consult = consultBench({ ...options, store, saver, scoring: service });
  return {
    kept,
    service,
    methods,
    consult,
    emitted,
    log,
    call: async (method, params = {}) =>
      methods[method]?.(params, { signal: new AbortController().signal, requestId: '' }),
    idle: async () => {
      await consult.service.idle();
      while (working.size > 0) await Promise.all(working);
    },
    end: () => ending.abort(),
  };
}
