/** How well ranked lists answer a set of queries. */
export interface RankFigures {
  readonly reciprocalRank: number;
  readonly recallAt5: number;
  readonly recallAt50: number;
  /** Half of the 95 % interval of the reciprocal rank, by bootstrap. */
  readonly halfWidth: number;
}

const BOOTSTRAPS = 1000;

/** @param ranks place of the first right document in each query's list, from 1; undefined where it is not in it */
export function rankFigures(ranks: readonly (number | undefined)[]): RankFigures {
  const reciprocal = ranks.map((rank) => (rank !== undefined && rank <= 10 ? 1 / rank : 0));
  const within = (most: number): number =>
    ranks.filter((rank) => rank !== undefined && rank <= most).length / ranks.length;
  return {
    reciprocalRank: mean(reciprocal),
    recallAt5: within(5),
    recallAt50: within(50),
    halfWidth: bootstrapHalfWidth(reciprocal),
  };
}

export function firstRight(ids: readonly string[], relevant: ReadonlySet<string>): number | undefined {
  const index = ids.findIndex((id) => relevant.has(id));
  return index < 0 ? undefined : index + 1;
}

function bootstrapHalfWidth(values: readonly number[]): number {
  const random = seededRandom(7);
  const means = Array.from({ length: BOOTSTRAPS }, () =>
    mean(values.map(() => values[Math.floor(random() * values.length)] ?? 0)),
  ).sort((a, b) => a - b);
  return ((means[Math.floor(BOOTSTRAPS * 0.975)] ?? 0) - (means[Math.floor(BOOTSTRAPS * 0.025)] ?? 0)) / 2;
}

/** Numbers from 0 to 1, the same ones for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
