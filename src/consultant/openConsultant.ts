import type { StoreTransport } from '../store/store.ts';
import { type Drawing, type DrawRequest, drawAnswers } from './confidence/drawAnswers.ts';
import { type GroupOptions, groupAnswers } from './confidence/groupAnswers.ts';
import type { ConsultantEngine, EngineSpecialist } from './consultantEngine.ts';
import { askRoute, askTitle } from './engine/askSmall.ts';
import { storeCheckpointSaver } from './engine/checkpointSaver.ts';
import { createConsultantEngine, type EngineModels, type EngineOptions } from './engine/deepagentsEngine.ts';
import type { Models } from './models/openModels.ts';
import { consultantPrompt, type PromptFacts } from './prompts/consultantPrompt.ts';
import { documentationResearcher } from './specialists/documentationResearcher.ts';
import { migrationSpecialist } from './specialists/migrationSpecialist.ts';
import { performanceOptimizer } from './specialists/performanceOptimizer.ts';
import { schemaAnalyst } from './specialists/schemaAnalyst.ts';
import { engineSpecialist } from './specialists/specialistBrief.ts';

export interface OpenConsultantOptions {
  readonly models: Models;
  /** For deep work, by id; the configured one when absent. */
  readonly deepModel?: string;
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
  /** Asks the small model for a title; undefined when it gives none. */
  askTitle(question: string, signal: AbortSignal): Promise<string | undefined>;
  /** The same question asked again, to see how far answers agree. */
  draw(request: DrawRequest): Promise<Drawing>;
  /** Which of several answers mean the same, by the small model; undefined when it cannot tell. */
  group(
    question: string,
    answers: readonly string[],
    options: GroupOptions,
  ): Promise<readonly number[] | undefined>;
}

const SPECIALISTS = [schemaAnalyst, migrationSpecialist, performanceOptimizer, documentationResearcher];

export function openConsultant({ models: all, deepModel, store }: OpenConsultantOptions): Consultant {
  const models: EngineModels = {
    chat: (use, options) =>
      all.chat(use === 'deep' && deepModel !== undefined ? { id: deepModel } : use, options),
  };
  return consultantOn({
    models,
    saver: storeCheckpointSaver((name, request, options) => store.call(name, request, options)),
  });
}

/** The same with its threads kept wherever the saver keeps them. */
export function consultantOn({ models, saver }: EngineOptions): Consultant {
  return {
    engine: createConsultantEngine({ models, saver }),
    prompt: consultantPrompt,
    specialists: (notes) => SPECIALISTS.map((brief) => engineSpecialist(brief, notes[brief.name] ?? [])),
    askRoute: (question, signal) => askRoute(models, question, signal),
    askTitle: (question, signal) => askTitle(models, question, signal),
    draw: (request) => drawAnswers(models, request),
    group: (question, answers, options) => groupAnswers(models, question, answers, options),
  };
}
