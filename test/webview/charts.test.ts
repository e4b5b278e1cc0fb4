import { describe, expect, it } from 'vitest';
import type { TrendPoint } from '../../src/protocol/confidence.ts';
import { columnsOf } from '../../webview/charts/downsample.ts';
import { hatchPath } from '../../webview/charts/marks.ts';
import { nearestPoint } from '../../webview/charts/nearestPoint.ts';
import { nextPoint } from '../../webview/charts/nextPoint.ts';
import { outcomeHistogram } from '../../webview/charts/outcomeHistogram.ts';
import { reliabilityChart } from '../../webview/charts/reliabilityChart.ts';
import { shareText } from '../../webview/charts/shareText.ts';
import { timeTickLabels } from '../../webview/charts/timeLabels.ts';
import { trendChart } from '../../webview/charts/trendChart.ts';
import { trendSeries } from '../../webview/charts/trendSeries.ts';
import { weightedMean } from '../../webview/charts/weightedMean.ts';

const DAY_MS = 86_400_000;
const FIRST_MS = Date.parse('2026-01-05T00:00:00Z');
const NAMES = { label: (value: string) => value, others: (count: number) => `${count} others` };

function trend(day: number, changes: Partial<TrendPoint> = {}): TrendPoint {
  return {
    at: new Date(FIRST_MS + day * DAY_MS).toISOString(),
    method: 'agreement',
    requestType: 'answer',
    answers: 1,
    outcomes: 0,
    succeeded: 0,
    ...changes,
  };
}

function drawnTrend(points: readonly TrendPoint[], width = 400) {
  return trendChart(points, 'day', 'method').draw(width, new Set());
}

describe('columns of pixels', () => {
  it('lose no point, and keep the lowest and highest value of each', () => {
    const values = Array.from({ length: 1_000 }, (_, index) => ({
      x: index / 10,
      value: (index * 37) % 101,
    }));
    const columns = columnsOf(
      values,
      ({ x }) => x,
      ({ value }) => value,
      5,
    );
    expect(columns).toHaveLength(20);
    expect(columns.flatMap(({ points }) => points)).toEqual(values);
    for (const { points, low, high } of columns) {
      expect(low).toBe(Math.min(...points.map(({ value }) => value)));
      expect(high).toBe(Math.max(...points.map(({ value }) => value)));
    }
  });

  it('have neither where nothing was measured, and are none of no points', () => {
    const [column] = columnsOf(
      [{ x: 1 }],
      ({ x }) => x,
      () => undefined,
      4,
    );
    expect(column).not.toHaveProperty('low');
    expect(
      columnsOf(
        [],
        () => 0,
        () => 0,
        4,
      ),
    ).toEqual([]);
  });
});

describe('trend series', () => {
  it('weigh means by their answers and add up outcomes', () => {
    const [series] = trendSeries(
      [
        trend(0, { model: 'a', answers: 3, mean: 0.9, outcomes: 2, succeeded: 1 }),
        trend(0, { model: 'b', answers: 1, mean: 0.5, calibrated: 0.4, outcomes: 1, succeeded: 1 }),
      ],
      'method',
      NAMES,
    );
    expect(series?.points).toHaveLength(1);
    expect(series?.points[0]).toMatchObject({
      answers: 4,
      calibrated: 0.4,
      outcome: { good: 2, of: 3 },
    });
    expect(series?.points[0]?.value).toBeCloseTo(0.8, 12);
  });

  it('have no value where none was measured, and no outcome where none is known', () => {
    const [series] = trendSeries([trend(0)], 'method', NAMES);
    expect(series?.points[0]).toEqual({ atMs: FIRST_MS, answers: 1 });
  });

  it('give the most used a line each and the others one together', () => {
    const points = Array.from({ length: 9 }, (_, index) =>
      trend(0, { model: `m${index}`, answers: 10 - index }),
    );
    const series = trendSeries(points, 'model', NAMES);
    expect(series.map(({ label }) => label)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', '4 others']);
    expect(series.at(-1)).not.toHaveProperty('value');
    expect(series.at(-1)?.points[0]?.answers).toBe(5 + 4 + 3 + 2);
  });

  it('leave out times that are none', () => {
    expect(trendSeries([trend(0, { at: 'soon' })], 'method', NAMES)[0]?.points).toEqual([]);
  });
});

describe('the trend chart', () => {
  it('has a point for each bucket while there is room', () => {
    const { points } = drawnTrend([
      trend(0, { mean: 0.5 }),
      trend(1, { mean: 0.7 }),
      trend(2, { mean: 0.6 }),
    ]);
    expect(points).toHaveLength(3);
    expect(points.map(({ x }) => x)).toEqual([...points.map(({ x }) => x)].sort((one, other) => one - other));
  });

  it('has no more points than columns of a year of hours, and tells what each stands for', () => {
    const hours = Array.from({ length: 8_760 }, (_, hour) => trend(hour / 24, { mean: (hour % 100) / 100 }));
    const { points } = trendChart(hours, 'hour', 'method').draw(600, new Set());
    expect(points.length).toBeGreaterThan(50);
    expect(points.length).toBeLessThan(110);
    expect(points[10]?.lines().join('\n')).toMatch(/means of \d+ buckets from 0 % to 99 %/u);
    const filters = points[10]?.behind?.().filters;
    expect(Date.parse(filters?.to ?? '') - Date.parse(filters?.from ?? '')).toBeGreaterThan(48 * 3_600_000);
  });

  it('breaks its line where nothing was measured for long', () => {
    const days = [0, 1, 2, 3, 20, 21];
    const { paths } = drawnTrend(days.map((day) => trend(day, { mean: 0.5 })));
    const line = paths.find(({ look }) => look === 'line s0');
    expect(line?.d.match(/M/gu)).toHaveLength(2);
  });

  it('shows a bucket that stands alone as a mark', () => {
    const { paths } = drawnTrend([trend(0, { mean: 0.5 })]);
    expect(paths.some(({ look }) => look === 'mark s0')).toBe(true);
    expect(paths.some(({ look }) => look === 'line s0')).toBe(false);
  });

  it('draws nothing that is no number, also of values that are absent', () => {
    const { paths, texts } = drawnTrend([trend(0), trend(1, { mean: 0.4 }), trend(2, { outcomes: 1 })]);
    expect(JSON.stringify([paths, texts])).not.toMatch(/NaN|Infinity|undefined/u);
  });

  it('says in words that there is nothing', () => {
    expect(trendChart([], 'day', 'model').nothing).toMatch(/No answer was scored/u);
  });

  it('has every bucket in its rows, empty where nothing was measured', () => {
    const { columns, rows } = trendChart([trend(0, { mean: 0.123_456 })], 'day', 'method').table();
    expect(rows).toEqual([
      ['2026-01-05T00:00:00.000Z', 'agreement of samples', 1, 0.1235, undefined, undefined, undefined, 0, 0],
    ]);
    expect(columns).toHaveLength(9);
  });

  it('narrows what stands behind a line without a model to answers without one', () => {
    const { points } = trendChart([trend(0, { mean: 0.4 })], 'day', 'model').draw(400, new Set());
    expect(points[0]?.behind?.().filters).toMatchObject({ models: [''] });
  });
});

const BIN = { from: 0.7, to: 0.8, answers: 34, predicted: 0.75, actual: 0.68, lower: 0.51, upper: 0.81 };

describe('the reliability diagram', () => {
  const chart = (answers: number) =>
    reliabilityChart({
      answers,
      exposed: 90,
      bins: [
        { ...BIN, answers },
        { ...BIN, from: 0, to: 0.1, answers: 0 },
      ],
    });

  it('greys bins with fewer than ten answers, and says so', () => {
    const looks = (answers: number) =>
      chart(answers)
        .draw(400, new Set())
        .paths.map(({ look }) => look);
    expect(looks(34).some((look) => look.includes('few'))).toBe(false);
    expect(looks(9).some((look) => look.includes('few'))).toBe(true);
    expect(chart(9).draw(400, new Set()).points[0]?.lines().at(-1)).toMatch(/fewer than 10/u);
  });

  it('shows the answers of each bin, its interval, and how to reach them', () => {
    const { points, texts } = chart(34).draw(400, new Set());
    expect(points).toHaveLength(1);
    expect(texts.map(({ text }) => text)).toContain('34');
    expect(points[0]?.lines()).toContain('68 % turned out well (51–81 %, Wilson 95 %)');
    expect(points[0]?.behind?.().filters).toEqual({ valueFrom: 0.7, valueTo: 0.8 });
  });

  it('keeps empty bins in its rows without figures', () => {
    expect(chart(34).table().rows[1]).toEqual([0, 0.1, 0, undefined, undefined, undefined, undefined]);
  });
});

describe('the histogram of outcomes', () => {
  const chart = outcomeHistogram([{ from: 0.5, to: 0.6, good: 3, bad: 0, unknown: 2 }]);

  it('has a box for each outcome that there is', () => {
    expect(chart.draw(400, new Set()).points.map(({ lines }) => lines()[1])).toEqual([
      'turned out well: 3',
      'no outcome known: 2',
    ]);
  });

  it('makes room for what is left when an outcome is hidden', () => {
    const [all] = chart.draw(400, new Set()).points;
    const [left] = chart.draw(400, new Set([2])).points;
    expect(left?.y).toBeLessThan(all?.y ?? 0);
  });
});

describe('points', () => {
  const point = (series: number, x: number, y = 0) => ({
    key: `${series} ${x}`,
    series,
    x,
    y,
    lines: () => [],
  });
  const points = [point(0, 0), point(0, 10), point(0, 20), point(1, 12, 40)];

  it('are walked along their line, and across to the nearest of the next', () => {
    const from = points[1] ?? point(0, 0);
    expect(nextPoint(points, from, 'ArrowRight')?.x).toBe(20);
    expect(nextPoint(points, from, 'Home')?.x).toBe(0);
    expect(nextPoint(points, from, 'ArrowDown')?.key).toBe('1 12');
    expect(nextPoint(points, from, 'ArrowUp')).toBeUndefined();
    expect(nextPoint(points, points[2] ?? from, 'ArrowRight')).toBeUndefined();
  });

  it('are meant by a pointer that is near, and none by one that is far', () => {
    expect(nearestPoint(points, 11, 35)?.key).toBe('1 12');
    expect(nearestPoint(points, 400, 0)).toBeUndefined();
  });
});

describe('words and figures', () => {
  it('do not round a few to none nor nearly all to all', () => {
    expect([0, 0.004, 0.5, 0.996, 1].map(shareText)).toEqual(['0 %', '0.4 %', '50 %', '99.6 %', '100 %']);
  });

  it('tell ticks of a day by their hour and ticks of months by their month', () => {
    const hours = [0, 6, 12].map((hour) => new Date(Date.UTC(2026, 2, 1, hour)));
    expect(timeTickLabels(hours).slice(1)).toEqual(['06:00', '12:00']);
    const months = [0, 1].map((month) => new Date(Date.UTC(2026, month, 1)));
    expect(timeTickLabels(months)[1]).toMatch(/Feb.*2026/u);
  });

  it('take no mean of nothing', () => {
    expect(weightedMean([])).toBeUndefined();
    expect(weightedMean([[undefined, 4]])).toBeUndefined();
    expect(
      weightedMean([
        [1, 1],
        [0, 3],
        [undefined, 9],
      ]),
    ).toBe(0.25);
  });

  it('hatch a box within its bounds', () => {
    const numbers = hatchPath(10, 20, 30, 8).match(/[\d.]+ [\d.]+/gu) ?? [];
    expect(numbers.length).toBeGreaterThan(8);
    for (const pair of numbers) {
      const [x = 0, y = 0] = pair.split(' ').map(Number);
      expect([x >= 10 && x <= 40, y >= 20 && y <= 28]).toEqual([true, true]);
    }
  });
});
