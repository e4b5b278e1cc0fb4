/** A number that an answer gives after naming confidence, certainty or probability. */
const STATEMENTS =
  /\b(?:confiden(?:ce|t)|certain(?:ty)?|probability)\b[^\d\n]{0,40}?(\d+(?:[.,]\d+)?)\s*(%|percent|\/\s*(100?\b|\d+))?/giu;

/** The scale that was asked for, repeated in the answer, is no statement. */
const SCALES =
  /[([]?\b(?:from\s+)?0(?:[.,]0+)?\s*%?\s*(?:-|–|to)\s*(?:1(?:[.,]0+)?|10|100)\s*%?(?![\d.])[)\]]?/giu;

/** Whole numbers without a unit are percent: models asked for 0 to 100 leave the sign out. */
const PERCENT = 100;

/**
 * What a model says of its own answer, 0 to 1; the last statement counts, for reasons come before it. Undefined where
 * it says nothing readable. Models overstate it: it is worth something only after calibration.
 */
export function verbalizedConfidence(answer: string): number | undefined {
  const last = [...answer.replace(SCALES, '').matchAll(STATEMENTS)].at(-1);
  if (!last) return undefined;
  const [, digits = '', unit, outOf] = last;
  const number = Number(digits.replace(',', '.'));
  const scale = unit === undefined ? (number <= 1 ? 1 : PERCENT) : Number(outOf ?? PERCENT);
  const value = number / scale;
  return value >= 0 && value <= 1 ? value : undefined;
}
