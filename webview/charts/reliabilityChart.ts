import { scaleLinear } from 'd3-scale';
import type { ReliabilityBin, ReliabilityFigures } from '../../src/protocol/confidence.ts';
import { l10n } from '../l10n.ts';
import { type Plot, shareAxis, valueAxis } from './axes.ts';
import type { Chart, Scene, ScenePath } from './chart.ts';
import { SWATCH_HEIGHT, SWATCH_WIDTH } from './chart.ts';
import { linePath, markerPath, rectPath } from './marks.ts';
import { rangeText, shareText } from './shareText.ts';

/** A bin with fewer answers says little: it is drawn open and grey. */
const BIN_ANSWERS_MIN = 10;
const MARGIN = { left: 44, right: 22, top: 10 };
const SIDE_MAX_PX = 360;
/** Below the diagram: its axis, and bars with the number of answers in each bin. */
const FOOT_PX = 74;
const BAR_PX = 26;

/** How often answers turned out well, by what they had stated: on the diagonal where both agree. */
export function reliabilityChart({ bins, answers, exposed }: ReliabilityFigures): Chart {
  const filled = bins.filter((bin) => bin.answers > 0);
  return {
    name: l10n.t('Reliability'),
    description: l10n.t(
      'By stated confidence, the share that turned out well, with Wilson intervals of 95 %, of {0} answers with an outcome among {1} that were shown. Below, the answers in each bin. On the dashed line both agree.',
      answers.toLocaleString(),
      exposed.toLocaleString(),
    ),
    ...(filled.length === 0 && { nothing: l10n.t('No outcome is known of these answers yet.') }),
    legend: LEGEND(),
    table: () => ({
      columns: [
        l10n.t('From'),
        l10n.t('To'),
        l10n.t('Answers'),
        l10n.t('Stated on average'),
        l10n.t('Turned out well'),
        l10n.t('Lower'),
        l10n.t('Upper'),
      ],
      rows: bins.map((bin) => [
        bin.from,
        bin.to,
        bin.answers,
        ...(bin.answers > 0
          ? [bin.predicted, bin.actual, bin.lower, bin.upper].map((value) => Number(value.toFixed(4)))
          : [undefined, undefined, undefined, undefined]),
      ]),
    }),
    draw: (width) => draw(filled, width),
  };
}

function draw(bins: readonly ReliabilityBin[], width: number): Scene {
  const side = Math.min(SIDE_MAX_PX, Math.max(120, width - MARGIN.left - MARGIN.right));
  const plot: Plot = {
    left: MARGIN.left,
    right: MARGIN.left + side,
    top: MARGIN.top,
    bottom: MARGIN.top + side * 0.8,
  };
  const x = scaleLinear([0, 1], [plot.left, plot.right]);
  const y = scaleLinear([0, 1], [plot.bottom, plot.top]);
  const axes = [valueAxis(plot, y, shareText), shareAxis(plot, x, shareText)];
  const most = Math.max(1, ...bins.map(({ answers }) => answers));
  const floor = plot.bottom + FOOT_PX - 14;
  return {
    width,
    height: plot.bottom + FOOT_PX,
    paths: [
      ...axes.flatMap(({ paths }) => paths),
      { d: linePath(x(0), y(0), x(1), y(1)), look: 'diagonal' },
      ...bins.flatMap((bin) => {
        const height = Math.max(1, (bin.answers / most) * BAR_PX);
        const [from, to] = [x(bin.from) + 1, x(bin.to) - 1];
        return [
          { d: rectPath(from, floor - height, to - from, height), look: 'count' },
          ...binPaths(bin, x(bin.predicted), y),
        ];
      }),
    ],
    texts: [
      ...axes.flatMap(({ texts }) => texts),
      ...bins.map((bin) => ({
        x: (x(bin.from) + x(bin.to)) / 2,
        y: floor + 12,
        text: compact(bin.answers),
        anchor: 'middle' as const,
        look: 'label small',
      })),
    ],
    points: bins.map((bin) => ({
      key: String(bin.from),
      series: 0,
      x: x(bin.predicted),
      y: y(bin.actual),
      lines: () => linesOf(bin),
      behind: () => ({
        title: l10n.t('stated {0}', rangeText(bin.from, bin.to)),
        filters: { valueFrom: bin.from, valueTo: bin.to },
      }),
    })),
  };
}

function binPaths(bin: ReliabilityBin, x: number, y: (value: number) => number): readonly ScenePath[] {
  const few = bin.answers < BIN_ANSWERS_MIN ? ' few' : '';
  const [low, high] = [y(bin.lower), y(bin.upper)];
  return [
    {
      d: linePath(x, low, x, high) + linePath(x - 4, low, x + 4, low) + linePath(x - 4, high, x + 4, high),
      look: `bar s0${few}`,
    },
    { d: markerPath(0, x, y(bin.actual), 4.5), look: few === '' ? 'mark s0' : 'outcome few' },
  ];
}

function linesOf(bin: ReliabilityBin): readonly string[] {
  return [
    l10n.t('stated {0}', rangeText(bin.from, bin.to)),
    l10n.t('{0} answers with an outcome', bin.answers.toLocaleString()),
    l10n.t('stated {0} on average', shareText(bin.predicted)),
    l10n.t('{0} turned out well ({1}, Wilson 95 %)', shareText(bin.actual), rangeText(bin.lower, bin.upper)),
    ...(bin.answers < BIN_ANSWERS_MIN ? [l10n.t('fewer than {0}: says little', BIN_ANSWERS_MIN)] : []),
  ];
}

/** Ten numbers beside each other have no room for thousands. */
function compact(count: number): string {
  if (count < 1_000) return String(count);
  return count < 1_000_000 ? `${Math.round(count / 100) / 10}k` : `${Math.round(count / 100_000) / 10}M`;
}

const LEGEND = (): Chart['legend'] => {
  const [middle, center] = [SWATCH_HEIGHT / 2, SWATCH_WIDTH / 2];
  return [
    {
      label: l10n.t('turned out well'),
      swatch: [
        { d: linePath(center, 0, center, SWATCH_HEIGHT), look: 'bar s0' },
        { d: markerPath(0, center, middle, 4), look: 'mark s0' },
      ],
    },
    {
      label: l10n.t('fewer than {0} answers', BIN_ANSWERS_MIN),
      swatch: [{ d: markerPath(0, center, middle, 4), look: 'outcome few' }],
    },
    {
      label: l10n.t('stated = true'),
      swatch: [{ d: linePath(0, middle, SWATCH_WIDTH, middle), look: 'diagonal' }],
    },
    {
      label: l10n.t('answers in the bin'),
      swatch: [{ d: rectPath(center - 5, 1, 10, SWATCH_HEIGHT - 2), look: 'count' }],
    },
  ];
};
