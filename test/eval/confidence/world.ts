import type { CalibrationSample } from '../../../src/core/confidence/calibration/calibrationSample.ts';
import { logit, sigmoid } from '../../../src/core/confidence/numbers/logOdds.ts';
import { type RandomSource, seededRandom } from '../../../src/core/confidence/numbers/seededRandom.ts';

/** A method whose values and true frequencies are both known, as no real one's are. */
export interface World {
  readonly name: string;
  readonly scale: 'probability' | 'nats';
  draw(random: RandomSource): number;
  /** Chance that an answer of this raw value is right. */
  truth(raw: number): number;
}

/** Standard normal number (Box and Muller). */
export function normal(random: RandomSource): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export const WORLDS: readonly World[] = [
  {
    name: 'true already',
    scale: 'probability',
    draw: (random) => random(),
    truth: (raw) => raw,
  },
  {
    name: 'self-reported, clumped at 80 to 95 %, overconfident',
    scale: 'probability',
    draw: (random) => Math.min(0.99, Math.max(0.3, Math.round((0.86 + 0.09 * normal(random)) * 20) / 20)),
    truth: (raw) => sigmoid(0.45 * logit(raw) - 0.25),
  },
  {
    name: 'agreement of five samples, steps of a seventh',
    scale: 'probability',
    draw: (random) => (1 + Math.ceil(5 * Math.max(random(), random()))) / 7,
    truth: (raw) => 0.12 + 0.8 * raw ** 2,
  },
  {
    name: 'a step that no formula fits',
    scale: 'probability',
    draw: (random) => random(),
    truth: (raw) => (raw < 0.35 ? 0.1 : raw < 0.8 ? 0.45 : 0.9),
  },
  {
    name: 'lowest group in nats',
    scale: 'nats',
    draw: (random) => Math.max(3, 9 + 2.5 * normal(random)),
    truth: (raw) => sigmoid(0.6 * (raw - 8.5)),
  },
];

/** Outcomes of a world, a minute apart. */
export function outcomesOf(world: World, count: number, seed: number, from = 0): CalibrationSample[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const raw = world.draw(random);
    const at = new Date(Date.UTC(2026, 0, 1) + (from + index) * 60_000).toISOString();
    return { raw, outcome: random() < world.truth(raw) ? 1 : 0, at };
  });
}
