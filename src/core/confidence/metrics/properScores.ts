import { meanOf, sumOf } from '../numbers/average.ts';
import type { Forecast } from './forecast.ts';

/** A certainty that was wrong would cost without end. */
const LOSS_EDGE = 1e-15;

/** Mean squared distance between forecast and outcome: 0 best, 0.25 for always saying one half. */
export function brierScore(forecasts: readonly Forecast[]): number | undefined {
  return meanOf(forecasts.map(({ p, y }) => (p - y) ** 2));
}

/** Mean of minus the natural logarithm of what was given to the outcome that came. */
export function logLoss(forecasts: readonly Forecast[]): number | undefined {
  return meanOf(
    forecasts.map(({ p, y }) => {
      const inner = Math.min(1 - LOSS_EDGE, Math.max(LOSS_EDGE, p));
      return -y * Math.log(inner) - (1 - y) * Math.log(1 - inner);
    }),
  );
}

/** Brier score = reliability − resolution + uncertainty. */
export interface MurphyParts {
  /** How far forecasts lie from the frequencies of what they foretold: 0 best. */
  readonly reliability: number;
  /** How far those frequencies lie from the overall one: more is better. */
  readonly resolution: number;
  /** What the outcomes' own share leaves open. */
  readonly uncertainty: number;
}

/**
 * Murphy's three parts over groups of forecasts: all that are equal, for which the sum is exact; or those of equally
 * wide bins, which says more of forecasts that hardly repeat.
 */
export function murphyParts(forecasts: readonly Forecast[], bins?: number): MurphyParts | undefined {
  const base = meanOf(forecasts.map(({ y }) => y));
  if (base === undefined) return undefined;
  const groups = new Map<number, Forecast[]>();
  for (const forecast of forecasts) {
    const key = bins === undefined ? forecast.p : Math.min(bins - 1, Math.floor(forecast.p * bins));
    const group = groups.get(key);
    if (group) group.push(forecast);
    else groups.set(key, [forecast]);
  }
  const parts = [...groups.values()].map((group) => {
    const said = sumOf(group.map(({ p }) => p)) / group.length;
    const came = sumOf(group.map(({ y }) => y)) / group.length;
    return { size: group.length, off: (said - came) ** 2, apart: (came - base) ** 2 };
  });
  return {
    reliability: sumOf(parts.map(({ size, off }) => size * off)) / forecasts.length,
    resolution: sumOf(parts.map(({ size, apart }) => size * apart)) / forecasts.length,
    uncertainty: base * (1 - base),
  };
}
