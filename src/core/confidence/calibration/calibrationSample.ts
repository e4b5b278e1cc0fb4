import type { CalibrationCase } from './fitParametric.ts';

export interface CalibrationSample extends CalibrationCase {
  /** When the outcome was known, ISO 8601. */
  readonly at: string;
}

/** Samples that can be used, oldest first: with a number, an outcome from 0 to 1, and a time that can be read. */
export function inOrderOfTime(samples: readonly CalibrationSample[]): readonly CalibrationSample[] {
  return samples
    .map((sample) => ({ sample, time: Date.parse(sample.at) }))
    .filter(
      ({ sample: { raw, outcome }, time }) =>
        Number.isFinite(raw) && outcome >= 0 && outcome <= 1 && !Number.isNaN(time),
    )
    .sort((left, right) => left.time - right.time)
    .map(({ sample }) => sample);
}
