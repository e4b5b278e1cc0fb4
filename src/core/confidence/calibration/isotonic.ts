import type { CalibrationCase } from './fitParametric.ts';

/** A curve of points that never falls; between them it is straight, beyond the ends level. */
export interface IsotonicMap {
  readonly kind: 'isotonic';
  /** Ascending, without repeats. */
  readonly x: readonly number[];
  readonly y: readonly number[];
}

interface Block {
  readonly value: number;
  readonly weight: number;
  readonly size: number;
}

/** The nearest values, by weighted squares, that never fall: neighbours that do are pooled into their mean. */
export function poolAdjacentViolators(
  values: readonly number[],
  weights?: readonly number[],
): readonly number[] {
  const blocks: Block[] = [];
  values.forEach((value, index) => {
    let block: Block = { value, weight: weights?.[index] ?? 1, size: 1 };
    for (let last = blocks.at(-1); last && last.value >= block.value; last = blocks.at(-1)) {
      blocks.pop();
      const weight = last.weight + block.weight;
      block = {
        value: (last.value * last.weight + block.value * block.weight) / weight,
        weight,
        size: last.size + block.size,
      };
    }
    blocks.push(block);
  });
  return blocks.flatMap(({ value, size }) => new Array<number>(size).fill(value));
}

/** Equal raw values are one point: their mean outcome, weighted by their number. */
export function isotonicPoints(cases: readonly CalibrationCase[]): {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly weights: readonly number[];
} {
  const points = new Map<number, { sum: number; weight: number }>();
  for (const { raw, outcome, weight = 1 } of cases) {
    const point = points.get(raw) ?? { sum: 0, weight: 0 };
    points.set(raw, { sum: point.sum + outcome * weight, weight: point.weight + weight });
  }
  const ordered = [...points].sort(([left], [right]) => left - right);
  return {
    x: ordered.map(([raw]) => raw),
    y: ordered.map(([, { sum, weight }]) => sum / weight),
    weights: ordered.map(([, { weight }]) => weight),
  };
}

/** The best curve that never falls; undefined for no cases. Needs many: a few outcomes make a few coarse steps. */
export function fitIsotonic(cases: readonly CalibrationCase[]): IsotonicMap | undefined {
  if (cases.length === 0) return undefined;
  const { x, y, weights } = isotonicPoints(cases);
  return { kind: 'isotonic', x, y: poolAdjacentViolators(y, weights) };
}

/** The curve with only the points where its slope changes: the same map, short enough to be stored. */
export function compactCurve({ kind, x, y }: IsotonicMap): IsotonicMap {
  const kept = x
    .map((_, index) => index)
    .filter(
      (index) =>
        index === 0 || index === x.length - 1 || y[index] !== y[index - 1] || y[index] !== y[index + 1],
    );
  return { kind, x: kept.map((index) => x[index] ?? 0), y: kept.map((index) => y[index] ?? 0) };
}

/** The curve's height at a value; undefined only for a curve without points. */
export function onCurve({ x, y }: Pick<IsotonicMap, 'x' | 'y'>, value: number): number | undefined {
  const above = firstAbove(x, value);
  const [left, right] = [y[above - 1], y[above]];
  if (left === undefined || right === undefined) return left ?? right;
  const [from, to] = [x[above - 1] ?? value, x[above] ?? value];
  return left + ((right - left) * (value - from)) / (to - from);
}

/** Index of the first point beyond a value. */
function firstAbove(x: readonly number[], value: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
