import type { UsageFigures } from '../../protocol/consult.ts';
import type { ScoringCost } from '../../protocol/modelMethods.ts';
import type { ConfidenceSettings } from './confidenceSettings.ts';

/** Calls of models that scoring one answer takes beyond the answer itself, at most. */
export function extraCalls({
  samples,
  consensusModels,
}: Pick<ConfidenceSettings, 'samples' | 'consensusModels'>): number {
  const answers = samples + consensusModels.length;
  // Answers in words are put into groups by one more call, of the small model.
  return answers === 0 ? 0 : answers + 1;
}

/** How many answers until now an estimate comes from at most. */
const REMEMBERED_MAX = 50;

/** Remembers what further calls took, to tell beforehand what the next ones will. */
export class SamplingCost {
  readonly #calls: { readonly tokens: number; readonly costUsd: number | undefined }[] = [];

  add({ tokensIn, tokensOut, costUsd }: Pick<UsageFigures, 'tokensIn' | 'tokensOut' | 'costUsd'>): void {
    this.#calls.push({ tokens: tokensIn + tokensOut, costUsd });
    if (this.#calls.length > REMEMBERED_MAX) this.#calls.shift();
  }

  /** Undefined when scoring asks nothing. */
  estimate(settings: Pick<ConfidenceSettings, 'samples' | 'consensusModels'>): ScoringCost | undefined {
    const calls = extraCalls(settings);
    if (calls === 0) return undefined;
    const { samples, consensusModels } = settings;
    const count = this.#calls.length;
    const tokens = this.#calls.reduce((sum, each) => sum + each.tokens, 0);
    const costs = this.#calls.flatMap(({ costUsd }) => (costUsd === undefined ? [] : [costUsd]));
    return {
      samples,
      consensusModels,
      calls,
      ...(count > 0 && { tokens: Math.round((tokens / count) * calls) }),
      // One unknown price makes the sum unknown.
      ...(count > 0 &&
        costs.length === count && { costUsd: (costs.reduce((sum, cost) => sum + cost, 0) / count) * calls }),
    };
  }
}
