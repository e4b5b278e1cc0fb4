import type { ModelsPart } from '../consult/consultParts.ts';
import type { ConsultRecord, ConsultStore } from '../consult/consultStore.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import type { ConfidenceService } from './confidenceService.ts';
import { loadLooks } from './evidence/loadLooks.ts';
import { type SamplingParts, sampled } from './sampling.ts';
import type { Looks } from './scorer.ts';

/** A turn is rarely longer; what came before says little of its answer. */
const EVENTS_MAX = 200;
/** A look at the schema is worth waiting for, but not for ever. */
const LOOK_MS = 60_000;

export interface ScoringSources extends Pick<SamplingParts, 'consultant' | 'budget' | 'ending' | 'log'> {
  readonly store: Pick<ConsultStore, 'events' | 'usedToday'>;
  readonly toolbox: Pick<Toolbox, 'contextFor'>;
  /** US dollars; undefined where the price is unknown. */
  readonly cost: ModelsPart['cost'];
}

/** Lets scoring look at consultations and at the projects they are about, and ask models again. */
export function openScoring(service: ConfidenceService, sources: ScoringSources): void {
  const { store, budget, cost } = sources;
  const sampling: SamplingParts = {
    ...sources,
    settings: (project) => service.settingsOf(project),
    usedToday: () => store.usedToday(),
    onUsage: (usage) => service.sampleUsed(usage),
  };
  const money = { budget, cost, usedToday: sampling.usedToday };
  service.open({ ...looksOf(sources), sample: (asked) => sampled(sampling, asked) }, money);
}

function looksOf({ store, toolbox, ending }: ScoringSources): Omit<Looks, 'sample'> {
  const contextOf = ({ project, details }: ConsultRecord) =>
    toolbox.contextFor({
      project,
      trusted: details.trusted,
      proposals: NO_PROPOSALS,
      signal: AbortSignal.any([ending, AbortSignal.timeout(LOOK_MS)]),
    });
  return {
    earlierEvents: async (consultationId, before) => {
      const { events } = await store.events(consultationId, { before, limit: EVENTS_MAX });
      return events.map(({ event }) => event);
    },
    parsers: async () => {
      const { engines } = toolbox.contextFor({ trusted: false, proposals: NO_PROPOSALS, signal: ending });
      await engines.prepare('sql');
      return { sql: engines.sqlParser.parseScript, trees: engines.plainTrees };
    },
    // Nothing of a workspace that nobody trusts is run, not even to judge an answer about it.
    onSchema: async (record, texts) => {
      if (record.project === undefined || !record.details.trusted) return [];
      return (await loadLooks()).schemaEvidence(contextOf(record), texts);
    },
    onGuardian: async (record, texts) => (await loadLooks()).guardianFindings(contextOf(record), texts),
  };
}

const NO_PROPOSALS = {
  list: () => [],
  add: () => Promise.reject(new Error('scoring proposes nothing')),
};
