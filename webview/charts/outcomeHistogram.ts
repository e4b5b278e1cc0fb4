import { scaleLinear } from 'd3-scale';
import type { ConfidenceFilters, HistogramBin } from '../../src/protocol/confidence.ts';
import { l10n } from '../l10n.ts';
import { type Plot, shareAxis, valueAxis } from './axes.ts';
import type { Chart, LegendEntry, Scene, ScenePath, ScenePoint } from './chart.ts';
import { SWATCH_HEIGHT, SWATCH_WIDTH } from './chart.ts';
import { hatchPath, rectPath } from './marks.ts';
import { rangeText } from './shareText.ts';

const HEIGHT_PX = 260;
const MARGIN = { left: 48, right: 22, top: 10, bottom: 28 };

type Outcome = NonNullable<ConfidenceFilters['outcome']>;

/** From the floor up. What is unknown stands on top, so that the known parts begin at the same line. */
const STACK: readonly Outcome[] = ['good', 'bad', 'unknown'];

function outcomeLabel(outcome: Outcome): string {
  switch (outcome) {
    case 'good':
      return l10n.t('turned out well');
    case 'bad':
      return l10n.t('did not');
    case 'unknown':
      return l10n.t('no outcome known');
  }
}

/** How many answers stated what, and how they ended. Told apart by filling: full, hatched, open. */
export function outcomeHistogram(bins: readonly HistogramBin[]): Chart {
  return {
    name: l10n.t('Outcomes by confidence'),
    description: l10n.t(
      'Answers by what they stated: those that turned out well, those that did not, and those of which nothing is known yet.',
    ),
    legend: STACK.map(
      (outcome, series): LegendEntry => ({
        series,
        label: outcomeLabel(outcome),
        swatch: boxPaths(outcome, 5, 1, SWATCH_WIDTH - 10, SWATCH_HEIGHT - 2),
      }),
    ),
    table: () => ({
      columns: [l10n.t('From'), l10n.t('To'), ...STACK.map(outcomeLabel)],
      rows: bins.map((bin) => [bin.from, bin.to, ...STACK.map((outcome) => bin[outcome])]),
    }),
    draw: (width, hidden) => draw(bins, width, hidden),
  };
}

function draw(bins: readonly HistogramBin[], width: number, hidden: ReadonlySet<number>): Scene {
  const plot: Plot = {
    left: MARGIN.left,
    right: Math.max(MARGIN.left + 80, width - MARGIN.right),
    top: MARGIN.top,
    bottom: HEIGHT_PX - MARGIN.bottom,
  };
  const shown = STACK.filter((_, index) => !hidden.has(index));
  const most = Math.max(1, ...bins.map((bin) => shown.reduce((sum, outcome) => sum + bin[outcome], 0)));
  const x = scaleLinear([0, 1], [plot.left, plot.right]);
  const y = scaleLinear([0, most], [plot.bottom, plot.top]).nice(4);
  const axes = [
    valueAxis(plot, y, (value) => (Number.isInteger(value) ? value.toLocaleString() : '')),
    shareAxis(plot, x, (value) => l10n.t('{0} %', Math.round(value * 100))),
  ];
  const paths: ScenePath[] = [];
  const points: ScenePoint[] = [];
  for (const bin of bins) {
    const [left, right] = [x(bin.from) + 1.5, x(bin.to) - 1.5];
    let below = 0;
    for (const outcome of shown) {
      const count = bin[outcome];
      if (count === 0) continue;
      const [top, bottom] = [y(below + count), y(below)];
      below += count;
      paths.push(...boxPaths(outcome, left, top, right - left, bottom - top));
      points.push(pointOf(bin, outcome, (left + right) / 2, (top + bottom) / 2));
    }
  }
  return {
    width,
    height: HEIGHT_PX,
    paths: [...axes.flatMap((axis) => axis.paths), ...paths],
    texts: axes.flatMap(({ texts }) => texts),
    points,
  };
}

function boxPaths(
  outcome: Outcome,
  x: number,
  y: number,
  width: number,
  height: number,
): readonly ScenePath[] {
  const box = { d: rectPath(x, y, width, Math.max(0.5, height)), look: `box ${outcome}` };
  return outcome === 'bad' ? [box, { d: hatchPath(x, y, width, height), look: 'hatch bad' }] : [box];
}

function pointOf(bin: HistogramBin, outcome: Outcome, x: number, y: number): ScenePoint {
  const stated = l10n.t('stated {0}', rangeText(bin.from, bin.to));
  const all = STACK.reduce((sum, one) => sum + bin[one], 0);
  return {
    key: `${outcome} ${bin.from}`,
    series: STACK.indexOf(outcome),
    x,
    y,
    lines: () => [
      stated,
      `${outcomeLabel(outcome)}: ${bin[outcome].toLocaleString()}`,
      l10n.t('{0} answers', all.toLocaleString()),
    ],
    behind: () => ({
      title: `${stated} · ${outcomeLabel(outcome)}`,
      filters: { valueFrom: bin.from, valueTo: bin.to, outcome },
    }),
  };
}
