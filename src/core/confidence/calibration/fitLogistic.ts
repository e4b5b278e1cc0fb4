import { sigmoid } from '../numbers/logOdds.ts';

const STEPS_MAX = 200;
/** A step shorter than this changes no prediction by anything that a double holds. */
const STEP_EPSILON = 1e-13;
const HALVINGS_MAX = 60;
/** Log-odds per unit beyond this mean that the outcomes are separated, and the fit has no end. */
const COEFFICIENT_MAX = 1e4;

export interface LogisticProblem {
  /** One row of features per case; a constant feature of 1 gives an intercept. */
  readonly rows: readonly (readonly number[])[];
  /** What each case came to, 0 to 1. */
  readonly targets: readonly number[];
  readonly weights?: readonly number[] | undefined;
  /** Where to start, and what to shrink to. */
  readonly start: readonly number[];
  /** Strength of a quadratic pull towards `start`; 0 for none. */
  readonly shrinkage?: number | undefined;
}

/** Coefficients of least log loss by Newton's method; undefined where there is no finite optimum to be found. */
export function fitLogistic(problem: LogisticProblem): readonly number[] | undefined {
  let current = [...problem.start];
  let loss = lossOf(problem, current);
  for (let step = 0; step < STEPS_MAX; step++) {
    const move = newtonStep(problem, current);
    if (!move) return undefined;
    let scale = 1;
    let next = moved(current, move, scale);
    let nextLoss = lossOf(problem, next);
    // Newton overshoots far from the optimum: shorten until it descends.
    for (let halving = 0; !(nextLoss <= loss) && halving < HALVINGS_MAX; halving++) {
      scale /= 2;
      next = moved(current, move, scale);
      nextLoss = lossOf(problem, next);
    }
    if (!(nextLoss <= loss)) return settled(current, move);
    const length = Math.max(...move.map((each) => Math.abs(each * scale)));
    current = next;
    loss = nextLoss;
    if (current.some((each) => Math.abs(each) > COEFFICIENT_MAX)) return undefined;
    if (length <= STEP_EPSILON * Math.max(1, ...current.map(Math.abs))) return current;
  }
  return undefined;
}

/** No shorter step descends: rounding alone is left, if the step was short already. */
function settled(current: readonly number[], move: readonly number[]): readonly number[] | undefined {
  return move.every((each) => Math.abs(each) < 1e-6) ? current : undefined;
}

function moved(from: readonly number[], move: readonly number[], scale: number): number[] {
  return from.map((value, index) => value + scale * (move[index] ?? 0));
}

function lossOf(
  { rows, targets, weights, start, shrinkage = 0 }: LogisticProblem,
  at: readonly number[],
): number {
  let loss = 0;
  rows.forEach((row, index) => {
    const odds = dot(row, at);
    // ln(1 + e^odds) − target·odds, without overflow.
    const soft = Math.max(odds, 0) + Math.log1p(Math.exp(-Math.abs(odds)));
    loss += (weights?.[index] ?? 1) * (soft - (targets[index] ?? 0) * odds);
  });
  return at.reduce(
    (total, value, index) => total + (shrinkage / 2) * (value - (start[index] ?? 0)) ** 2,
    loss,
  );
}

function newtonStep(
  { rows, targets, weights, start, shrinkage = 0 }: LogisticProblem,
  at: readonly number[],
): readonly number[] | undefined {
  const size = at.length;
  const gradient = at.map((value, index) => shrinkage * ((start[index] ?? 0) - value));
  const curvature = at.map((_, row) => at.map((__, column) => (row === column ? shrinkage : 0)));
  rows.forEach((row, index) => {
    const weight = weights?.[index] ?? 1;
    const chance = sigmoid(dot(row, at));
    const miss = weight * ((targets[index] ?? 0) - chance);
    const spread = weight * chance * (1 - chance);
    for (let i = 0; i < size; i++) {
      gradient[i] = (gradient[i] ?? 0) + miss * (row[i] ?? 0);
      const line = curvature[i];
      for (let j = 0; line && j < size; j++) {
        line[j] = (line[j] ?? 0) + spread * (row[i] ?? 0) * (row[j] ?? 0);
      }
    }
  });
  return solve(curvature, gradient);
}

function dot(left: readonly number[], right: readonly number[]): number {
  let total = 0;
  for (let index = 0; index < right.length; index++) total += (left[index] ?? 0) * (right[index] ?? 0);
  return total;
}

/** Gaussian elimination with the largest pivot; undefined for a matrix without an inverse. */
function solve(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
): readonly number[] | undefined {
  const lines = matrix.map((line, index) => [...line, right[index] ?? 0]);
  const size = lines.length;
  for (let column = 0; column < size; column++) {
    const candidates = lines.slice(column);
    const pivot = candidates.reduce(
      (best, line) => (Math.abs(line[column] ?? 0) > Math.abs(best[column] ?? 0) ? line : best),
      candidates[0] ?? [],
    );
    const head = pivot[column] ?? 0;
    if (!(Math.abs(head) > 0) || !Number.isFinite(head)) return undefined;
    lines.splice(lines.indexOf(pivot), 1);
    lines.splice(column, 0, pivot);
    for (const line of lines.filter((each) => each !== pivot)) {
      const factor = (line[column] ?? 0) / head;
      for (let cell = column; cell <= size; cell++) {
        line[cell] = (line[cell] ?? 0) - factor * (pivot[cell] ?? 0);
      }
    }
  }
  return lines.map((line, index) => (line[size] ?? 0) / (line[index] ?? 1));
}
