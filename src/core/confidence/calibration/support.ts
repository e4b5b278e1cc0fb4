import type { CalibratorRecord } from './calibratorRecord.ts';

/** Ranges of raw values, and how many outcomes each needs for a band of its own. */
const RANGES_MAX = 10;
const RANGE_OUTCOMES_MIN = 10;

type Support = CalibratorRecord['support'];

/** Ranges of raw values with about equally many outcomes; equal values stay together. */
export function supportOf(raws: readonly number[]): Support {
  const ordered = [...raws].sort((left, right) => left - right);
  const ranges = Math.min(RANGES_MAX, Math.max(1, Math.floor(ordered.length / RANGE_OUTCOMES_MIN)));
  const support: { upTo: number; outcomes: number }[] = [];
  let counted = 0;
  for (let range = 1; range <= ranges; range++) {
    const upTo = ordered[Math.round((ordered.length * range) / ranges) - 1];
    if (upTo === undefined) continue;
    const reached = ordered.findLastIndex((raw) => raw <= upTo) + 1;
    if (reached > counted) support.push({ upTo, outcomes: reached - counted });
    counted = reached;
  }
  return support;
}

/** How many outcomes a raw value's range holds. */
export function outcomesAround(support: Support, raw: number): number {
  return (support.find(({ upTo }) => raw <= upTo) ?? support.at(-1))?.outcomes ?? 0;
}
