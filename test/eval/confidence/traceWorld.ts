import type { RandomSource } from '../../../src/core/confidence/numbers/seededRandom.ts';
import { normal } from './world.ts';

/** One simulated answer to a question. */
export interface SimulatedTrace {
  readonly answer: string;
  readonly correct: boolean;
  readonly token: readonly number[];
}

/** How much the confidence of tokens knows of being right. */
export interface TraceWorld {
  readonly name: string;
  /** Nats by which right traces lie above wrong ones on average. */
  readonly apart: number;
  /** Chance that a trace has a stretch of doubt, when right and when wrong. */
  readonly doubtRight: number;
  readonly doubtWrong: number;
}

const WRONG_ANSWERS = 4;
const DOUBT_TOKENS = 40;
const DOUBT_DEPTH = 5;

/** Traces of one question: how many are right depends on the question, wrong ones share few answers. */
export function tracesOf(world: TraceWorld, count: number, random: RandomSource): readonly SimulatedTrace[] {
  // Questions from nearly always right to seldom right; one wrong answer is the tempting one.
  const chance = 0.1 + 0.85 * random();
  const temptation = 0.3 + 0.5 * random();
  return Array.from({ length: count }, () => {
    const correct = random() < chance;
    const wrong = random() < temptation ? 0 : 1 + Math.floor(random() * (WRONG_ANSWERS - 1));
    const length = Math.round((correct ? 260 : 340) * (0.6 + 0.8 * random()));
    return {
      answer: correct ? 'right' : `wrong ${wrong}`,
      correct,
      token: tokens(world, correct, length, random),
    };
  });
}

/** Confidences that wander about the trace's own level, with a stretch of doubt or without. */
function tokens(
  world: TraceWorld,
  correct: boolean,
  length: number,
  random: RandomSource,
): readonly number[] {
  const level = 11 + (correct ? world.apart / 2 : -world.apart / 2) + 0.8 * normal(random);
  const doubts = random() < (correct ? world.doubtRight : world.doubtWrong);
  const from = doubts ? Math.floor(random() * Math.max(1, length - DOUBT_TOKENS)) : length;
  let drift = 0;
  return Array.from({ length }, (_, index) => {
    drift = 0.95 * drift + 0.3 * normal(random);
    const doubt = index >= from && index < from + DOUBT_TOKENS ? DOUBT_DEPTH : 0;
    return Math.max(3, level + drift - doubt + 1.5 * normal(random));
  });
}
