/** Fits before this share of the outcomes would be judged by what so few outcomes can teach. */
const FIRST_TRAINING_SHARE = 0.4;
const FIRST_TRAINING_MIN = 8;
/** Blocks of later outcomes, each told from everything before it. */
const BLOCKS = 5;

interface TimeSplit {
  /** Outcomes before this index are learnt from; those from here to `to` are foretold. */
  readonly from: number;
  readonly to: number;
}

/** Cuts outcomes in order of time so that every fit is judged by outcomes later than its own. */
export function timeSplits(count: number): readonly TimeSplit[] {
  const first = Math.max(FIRST_TRAINING_MIN, Math.ceil(count * FIRST_TRAINING_SHARE));
  const ends = Array.from({ length: BLOCKS + 1 }, (_, block) =>
    Math.round(first + ((count - first) * block) / BLOCKS),
  );
  return ends
    .slice(1)
    .map((to, block) => ({ from: ends[block] ?? first, to }))
    .filter(({ from, to }) => from >= first && to > from);
}
