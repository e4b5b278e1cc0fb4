import type { ScaleLinear, ScaleTime } from 'd3-scale';
import type { ScenePath, SceneText } from './chart.ts';
import { linePath } from './marks.ts';
import { timeTickLabels } from './timeLabels.ts';

/** The part of a drawing inside its axes, in pixels. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Axis {
  readonly paths: readonly ScenePath[];
  readonly texts: readonly SceneText[];
}

/** Labels nearer to each other than this run together. */
const DAY_MS = 86_400_000;
const TICK_GAP_X_PX = 74;
const TICK_GAP_Y_PX = 38;

/** Lines across the plot with their values at its left. */
export function valueAxis(
  { left, right, top, bottom }: Plot,
  scale: ScaleLinear<number, number>,
  format: (value: number) => string,
): Axis {
  const all = scale.ticks(Math.max(2, Math.floor((bottom - top) / TICK_GAP_Y_PX)));
  // Small numbers may be rounded to the same words.
  const ticks = all.filter((tick, index) => format(tick) !== format(all[index - 1] ?? Number.NaN));
  return {
    paths: ticks.map((tick) => ({ d: linePath(left, scale(tick), right, scale(tick)), look: 'grid' })),
    texts: ticks.map((tick) => ({
      x: left - 6,
      y: scale(tick) + 4,
      text: format(tick),
      anchor: 'end',
      look: 'label',
    })),
  };
}

/** Values below the plot, as shares of one. */
export function shareAxis(
  { left, right, bottom }: Plot,
  scale: ScaleLinear<number, number>,
  format: (value: number) => string,
): Axis {
  const ticks = right - left < 260 ? [0, 0.5, 1] : [0, 0.2, 0.4, 0.6, 0.8, 1];
  return {
    paths: [{ d: linePath(left, bottom, right, bottom), look: 'axis' }],
    texts: ticks.map((tick) => ({
      x: Math.min(scale(tick), right + 2),
      y: bottom + 16,
      text: format(tick),
      anchor: 'middle',
      look: 'label',
    })),
  };
}

/** Times below the plot, in UTC as the store's buckets are. */
export function timeAxis(
  { left, right, bottom }: Plot,
  scale: ScaleTime<number, number>,
  bucketMs: number,
): Axis {
  const all = scale.ticks(Math.max(2, Math.floor((right - left) / TICK_GAP_X_PX)));
  // No finer than what is drawn.
  const ticks = bucketMs < DAY_MS ? all : all.filter((tick) => tick.getTime() % DAY_MS === 0);
  const labels = timeTickLabels(ticks);
  const isAtEnd = (x: number): boolean => x > right - 12;
  return {
    paths: [
      { d: linePath(left, bottom, right, bottom), look: 'axis' },
      ...ticks.map((tick) => ({
        d: linePath(scale(tick), bottom, scale(tick), bottom + 4),
        look: 'axis',
      })),
    ],
    texts: ticks.map((tick, index) => ({
      x: isAtEnd(scale(tick)) ? right + 16 : scale(tick),
      y: bottom + 17,
      text: labels[index] ?? '',
      anchor: isAtEnd(scale(tick)) ? 'end' : 'middle',
      look: 'label',
    })),
  };
}
