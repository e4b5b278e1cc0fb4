import type { StoreTransport } from '../store/store.ts';
import type { ConsultantEngine, EngineSpecialist } from './consultantEngine.ts';
import { askRoute } from './engine/askRoute.ts';
import { storeCheckpointSaver } from './engine/checkpointSaver.ts';
import { createConsultantEngine, type EngineModels } from './engine/deepagentsEngine.ts';
import { consultantPrompt, type PromptFacts } from './prompts/consultantPrompt.ts';
import { documentationResearcher } from './specialists/documentationResearcher.ts';
import { migrationSpecialist } from './specialists/migrationSpecialist.ts';
import { performanceOptimizer } from './specialists/performanceOptimizer.ts';
import { schemaAnalyst } from './specialists/schemaAnalyst.ts';
import { engineSpecialist } from './specialists/specialistBrief.ts';

export interface OpenConsultantOptions {
  readonly models: EngineModels;
  /** Where threads are kept. */
  readonly store: Pick<StoreTransport, 'call'>;
}

/** The consultant as the service works with it; what it needs of the agent's library stays inside. */
export interface Consultant {
  readonly engine: ConsultantEngine;
  prompt(facts: PromptFacts): string;
  /** With what each learned before, by its name. */
  specialists(notes: Readonly<Record<string, readonly string[]>>): readonly EngineSpecialist[];
  /** Asks the small model how to go about a question; undefined when it cannot tell. */
  askRoute(question: string, signal: AbortSignal): Promise<'direct' | 'planned' | undefined>;
}

const SPECIALISTS = [schemaAnalyst, migrationSpecialist, performanceOptimizer, documentationResearcher];

export function openConsultant({ models, store }: OpenConsultantOptions): Consultant {
  const saver = storeCheckpointSaver((name, request, options) => store.call(name, request, options));
  return {
    engine: createConsultantEngine({ models, saver }),
    prompt: consultantPrompt,
    specialists: (notes) => SPECIALISTS.map((brief) => engineSpecialist(brief, notes[brief.name] ?? [])),
    askRoute: (question, signal) => askRoute(models, question, signal),
  };
}
