import { analysePattern } from '../../src/core/search/analysedPattern.ts';
import {
  FEATURE_NAMES,
  type FeatureName,
  type Features,
  rankFeatures,
} from '../../src/core/search/rankFeatures.ts';
import { openStoreDatabase } from '../support/storeDatabase.ts';
import { firstRight, rankFigures, seededRandom } from './rankFigures.ts';
import { type CorpusSet, readSearchCorpus } from './searchCorpus.ts';
import { fillSearchStore } from './searchStore.ts';

/** Features that texts of a title and a body lack; their weights are set by hand. */
const UNTRAINED: ReadonlySet<FeatureName> = new Set(['symptom', 'code', 'codeSimilarity']);
const TRAINED = FEATURE_NAMES.filter((name) => !UNTRAINED.has(name));
const ROUNDS = 300;
const PACE = 0.5;
const DECAY = 1e-3;

interface Example {
  readonly ids: readonly string[];
  readonly features: readonly Features[];
  readonly relevant: ReadonlySet<string>;
}

type Weights = Readonly<Record<string, number>>;

/**
 * Trains the feature reranker's weights: pairs of a right and a wrong candidate, logistic loss, weights not below zero.
 * Prints how weights from one set of queries rank another, and five parts of one set each other, then the weights of all.
 */
export async function trainFeatures(): Promise<void> {
  const sets = readSearchCorpus(process.env.FIXWARD_BENCH_SEARCH);
  if (sets === undefined)
    throw new Error('FIXWARD_BENCH_SEARCH names no folder with docs.jsonl and queries.jsonl');
  const examples = new Map<string, readonly Example[]>();
  for (const set of sets) examples.set(set.name, await examplesOf(set));
  for (const [name, own] of examples) {
    const others = [...examples].filter(([other]) => other !== name).flatMap(([, list]) => list);
    report(`${name}: trained on the others`, own, () => train(others));
    report(`${name}: five-fold within`, own, (fold) => train(own.filter((_, index) => index % 5 !== fold)));
    report(`${name}: trained on itself (optimistic)`, own, () => train(own));
  }
  console.log('weights from all sets:', train([...examples.values()].flat()));
}

async function examplesOf(set: CorpusSet): Promise<readonly Example[]> {
  const database = await openStoreDatabase();
  try {
    const store = await fillSearchStore(database, set.documents);
    const examples: Example[] = [];
    for (const { text, relevant } of set.queries) {
      const candidates = await store.search(text, {});
      const rows = candidates.map((candidate) => ({
        candidate,
        analysed: analysePattern(candidate.pattern),
      }));
      examples.push({
        ids: candidates.map(({ pattern }) => pattern.id),
        features: rankFeatures({ text }, rows, store.statistics),
        relevant,
      });
    }
    return examples;
  } finally {
    await database.close();
  }
}

function report(name: string, examples: readonly Example[], weightsOf: (fold: number) => Weights): void {
  const byFold = [0, 1, 2, 3, 4].map(weightsOf);
  const ranks = examples.map((example, index) => rankOf(example, byFold[index % 5] ?? {}));
  const { reciprocalRank, recallAt5, halfWidth } = rankFigures(ranks);
  console.log(
    `${name.padEnd(44)} ${reciprocalRank.toFixed(3)} ±${halfWidth.toFixed(3)}   ${recallAt5.toFixed(3)}`,
  );
}

function rankOf({ ids, features, relevant }: Example, weights: Weights): number | undefined {
  const ranked = ids
    .map((id, index) => ({ id, score: scoreOf(features[index], weights) }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
  return firstRight(
    ranked.map(({ id }) => id),
    relevant,
  );
}

function scoreOf(features: Features | undefined, weights: Weights): number {
  let score = 0;
  for (const name of TRAINED) score += (features?.[name] ?? 0) * (weights[name] ?? 0);
  return score;
}

function train(examples: readonly Example[]): Weights {
  const weights: Record<string, number> = Object.fromEntries(
    TRAINED.map((name) => [name, name === 'bm25' ? 1 : 0.1]),
  );
  const pairs = examples.flatMap(({ ids, features, relevant }) => {
    const right = features.find((_, index) => relevant.has(ids[index] ?? ''));
    return right === undefined
      ? []
      : features
          .filter((_, index) => !relevant.has(ids[index] ?? ''))
          .map((wrong) => ({ right, wrong, share: 1 / ids.length }));
  });
  const random = seededRandom(11);
  for (let round = 0; round < ROUNDS; round++) {
    const gradient: Record<string, number> = {};
    let used = 0;
    for (const { right, wrong, share } of pairs) {
      if (random() > 0.5) continue;
      used += share;
      // Scores are steepened, so that weights near one part right from wrong.
      const push = share / (1 + Math.exp(6 * (scoreOf(right, weights) - scoreOf(wrong, weights))));
      for (const name of TRAINED) gradient[name] = (gradient[name] ?? 0) + push * (right[name] - wrong[name]);
    }
    for (const name of TRAINED) {
      const moved =
        (weights[name] ?? 0) * (1 - PACE * DECAY) + (PACE * (gradient[name] ?? 0)) / Math.max(used, 1e-9);
      weights[name] = Math.max(0, moved);
    }
  }
  return Object.fromEntries(TRAINED.map((name) => [name, Number((weights[name] ?? 0).toFixed(3))]));
}
