/** The next number of a sequence, 0 to below 1. */
export type RandomSource = () => number;

/** The same sequence for the same seed, on every machine: figures drawn with it can be drawn again. */
export function seededRandom(seed: number): RandomSource {
  // A counter stepped by the golden ratio and well mixed (the finaliser of MurmurHash3): 2³² numbers without a cycle.
  let counter = seed >>> 0;
  return () => {
    counter = (counter + 0x9e3779b9) >>> 0;
    let mixed = counter ^ (counter >>> 16);
    mixed = Math.imul(mixed, 0x85ebca6b);
    mixed ^= mixed >>> 13;
    mixed = Math.imul(mixed, 0xc2b2ae35);
    mixed ^= mixed >>> 16;
    return (mixed >>> 0) / 2 ** 32;
  };
}
