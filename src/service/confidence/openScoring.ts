import type { ConsultRecord, ConsultStore } from '../consult/consultStore.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import type { ConfidenceService } from './confidenceService.ts';
import { schemaEvidence } from './evidence/schemaEvidence.ts';

/** A turn is rarely longer; what came before says little of its answer. */
const EVENTS_MAX = 200;
/** A look at the schema is worth waiting for, but not for ever. */
const LOOK_MS = 60_000;

export interface ScoringSources {
  readonly store: Pick<ConsultStore, 'events'>;
  readonly toolbox: Pick<Toolbox, 'contextFor'>;
  readonly ending: AbortSignal;
}

/** Lets scoring look at consultations and at the projects they are about. */
export function openScoring(service: ConfidenceService, { store, toolbox, ending }: ScoringSources): void {
  const contextOf = (record: ConsultRecord) =>
    toolbox.contextFor({
      project: record.project,
      trusted: record.details.trusted,
      proposals: NO_PROPOSALS,
      signal: AbortSignal.any([ending, AbortSignal.timeout(LOOK_MS)]),
    });
  service.open({
    earlierEvents: async (consultationId, before) => {
      const { events } = await store.events(consultationId, { before, limit: EVENTS_MAX });
      return events.map(({ event }) => event);
    },
    parser: async () => {
      const { engines } = toolbox.contextFor({ trusted: false, proposals: NO_PROPOSALS, signal: ending });
      await engines.prepare('sql');
      return engines.sqlParser.parseScript;
    },
    // Nothing of a workspace that nobody trusts is run, not even to judge an answer about it.
    onSchema: async (record, texts) =>
      record.project === undefined || !record.details.trusted ? [] : schemaEvidence(contextOf(record), texts),
  });
}

const NO_PROPOSALS = {
  list: () => [],
  add: () => Promise.reject(new Error('scoring proposes nothing')),
};
