import { type LegendEntry, SWATCH_HEIGHT, SWATCH_WIDTH } from './chart.ts';
import { linePath, markerPath, rectPath } from './marks.ts';
import type { TimeSeries } from './timeChart.ts';

const MIDDLE = SWATCH_HEIGHT / 2;

/** Each line with its dashes and marks. */
export function seriesLegend(series: readonly TimeSeries[]): readonly LegendEntry[] {
  return series.map(({ index, label }) => ({
    series: index,
    label,
    swatch: [
      { d: linePath(0, MIDDLE, SWATCH_WIDTH, MIDDLE), look: `line s${index}` },
      { d: markerPath(index, SWATCH_WIDTH / 2, MIDDLE, 3), look: `mark s${index}` },
    ],
  }));
}

export function bandLegend(label: string): LegendEntry {
  return { label, swatch: [{ d: rectPath(0, 1, SWATCH_WIDTH, SWATCH_HEIGHT - 2), look: 'band plain' }] };
}

export function outcomeLegend(label: string): LegendEntry {
  return {
    label,
    swatch: [
      { d: markerPath(0, SWATCH_WIDTH / 3, MIDDLE, 3), look: 'outcome plain' },
      { d: markerPath(0, SWATCH_WIDTH / 1.35, MIDDLE, 5), look: 'outcome plain' },
    ],
  };
}
