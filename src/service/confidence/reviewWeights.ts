import type { CalibrationSample } from '../../core/confidence/calibration/calibrationSample.ts';

/** A single review speaks for no more than so many answers that nobody looked at, or it would drown all others. */
const WEIGHT_MAX = 20;

/**
 * What a review of an answer counts that nobody had acted on: one over the share of such answers that were reviewed. Those
 * that were acted on speak for themselves alone, and without the others for the wrong crowd.
 *
 * @param unknown answers of the kind whose end nobody knows
 * @param reviewed those that were without an end until somebody reviewed them
 */
export function reviewWeight(unknown: number, reviewed: number): number {
  if (reviewed <= 0) return 1;
  return Math.min(WEIGHT_MAX, Math.max(1, (unknown + reviewed) / reviewed));
}

/** Weighed as reviews were when they were made, the first would count for more than the last: all of them count alike. */
export function evenReviews(
  samples: readonly CalibrationSample[],
  unknown: number,
): readonly CalibrationSample[] {
  const reviewed = samples.filter(isForOthers).length;
  if (reviewed === 0) return samples;
  const weight = reviewWeight(unknown, reviewed);
  return samples.map((sample) => (isForOthers(sample) ? { ...sample, weight } : sample));
}

/** Only reviews are written with more than their own weight. */
export function isForOthers({ weight = 1 }: Pick<CalibrationSample, 'weight'>): boolean {
  return weight > 1;
}
