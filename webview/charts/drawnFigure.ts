import type { Chart } from './chart.ts';
import { SWATCH_HEIGHT, SWATCH_WIDTH } from './chart.ts';

/** A path with the colours that the page gave it. */
export interface DrawnPath {
  readonly d: string;
  readonly fill: Paint | undefined;
  readonly stroke: Paint | undefined;
  readonly strokeWidth: number;
  readonly dashes: readonly number[];
  /** Where its own pixels begin in the figure. */
  readonly x: number;
  readonly y: number;
}

export interface Paint {
  /** `#rrggbb` */
  readonly colour: string;
  readonly opacity: number;
}

export interface DrawnText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly size: number;
  readonly bold: boolean;
  readonly colour: string;
}

/** A chart with its title and legend as marks in one plane: nothing of it needs the page's styles any more. */
export interface DrawnFigure {
  readonly name: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly background: string;
  readonly font: string;
  readonly paths: readonly DrawnPath[];
  readonly texts: readonly DrawnText[];
}

const PADDING_PX = 12;
const TITLE_PX = 26;
const LEGEND_LINE_PX = 20;
const LEGEND_GAP_PX = 18;
const LETTER_PX = 6.4;

/** What a figure shows, with the colours of the theme that is on. */
export function drawnFigure(figure: Element, { name, description, legend }: Chart): DrawnFigure {
  const chart = figure.querySelector('svg.chart');
  if (!(chart instanceof SVGElement)) throw new Error('the chart is not drawn');
  const { width, height } = chart.getBoundingClientRect();
  const styles = getComputedStyle(figure);
  const colour = paintOf(styles.color, 1)?.colour ?? '#000000';
  const swatches = [...figure.querySelectorAll('svg.swatch')];
  const places = legendPlaces(
    legend.map(({ label }) => label),
    width,
  );
  const legendTop = PADDING_PX + TITLE_PX + height + 8;
  const legendPaths = swatches.flatMap((swatch, index) => {
    const place = places[index];
    return place ? pathsOf(swatch, PADDING_PX + place.x, legendTop + place.y) : [];
  });
  const legendTexts = legend.map(({ label }, index): DrawnText => {
    const { x, y } = places[index] ?? { x: 0, y: 0 };
    return {
      text: label,
      x: PADDING_PX + x + SWATCH_WIDTH + 5,
      y: legendTop + y + SWATCH_HEIGHT - 2,
      anchor: 'start',
      size: 11,
      bold: false,
      colour,
    };
  });
  const lines = (places.at(-1)?.y ?? 0) / LEGEND_LINE_PX + 1;
  return {
    name,
    description,
    width: Math.ceil(width + 2 * PADDING_PX),
    height: Math.ceil(legendTop + lines * LEGEND_LINE_PX + PADDING_PX),
    background: backgroundOf(figure),
    font: styles.fontFamily,
    paths: [...pathsOf(chart, PADDING_PX, PADDING_PX + TITLE_PX), ...legendPaths],
    texts: [
      { text: name, x: PADDING_PX, y: PADDING_PX + 13, anchor: 'start', size: 14, bold: true, colour },
      ...textsOf(chart, PADDING_PX, PADDING_PX + TITLE_PX),
      ...legendTexts,
    ],
  };
}

function legendPlaces(
  labels: readonly string[],
  width: number,
): readonly { readonly x: number; readonly y: number }[] {
  let [x, y] = [0, 0];
  return labels.map((label) => {
    const needs = SWATCH_WIDTH + 5 + label.length * LETTER_PX;
    if (x > 0 && x + needs > width) [x, y] = [0, y + LEGEND_LINE_PX];
    const place = { x, y };
    x += needs + LEGEND_GAP_PX;
    return place;
  });
}

function pathsOf(root: Element, x: number, y: number): readonly DrawnPath[] {
  return [...root.querySelectorAll('path:not(.point)')].flatMap((path): readonly DrawnPath[] => {
    const styles = getComputedStyle(path);
    if (styles.visibility === 'hidden') return [];
    const drawn = {
      d: path.getAttribute('d') ?? '',
      fill: paintOf(styles.fill, Number(styles.fillOpacity)),
      stroke: paintOf(styles.stroke, Number(styles.strokeOpacity)),
      strokeWidth: Number.parseFloat(styles.strokeWidth),
      dashes: (styles.strokeDasharray.match(/[\d.]+/gu) ?? []).map(Number),
      x,
      y,
    };
    return [drawn];
  });
}

function textsOf(root: Element, x: number, y: number): readonly DrawnText[] {
  return [...root.querySelectorAll('text')].map((text): DrawnText => {
    const styles = getComputedStyle(text);
    const anchor = text.getAttribute('text-anchor');
    return {
      text: text.textContent ?? '',
      x: x + Number(text.getAttribute('x')),
      y: y + Number(text.getAttribute('y')),
      anchor: anchor === 'middle' || anchor === 'end' ? anchor : 'start',
      size: Number.parseFloat(styles.fontSize),
      bold: false,
      colour: paintOf(styles.fill, 1)?.colour ?? '#000000',
    };
  });
}

/** A computed colour, its own opacity taken into account; undefined for none. */
function paintOf(computed: string, opacity: number): Paint | undefined {
  const numbers = /^rgba?\(([^)]*)\)/u
    .exec(computed)?.[1]
    ?.match(/[\d.]+/gu)
    ?.map(Number);
  if (!numbers) return undefined;
  const [red = 0, green = 0, blue = 0, alpha = 1] = numbers;
  if (alpha * opacity === 0) return undefined;
  const hex = [red, green, blue].map((part) => Math.round(part).toString(16).padStart(2, '0'));
  return { colour: `#${hex.join('')}`, opacity: Math.round(alpha * opacity * 1_000) / 1_000 };
}

/** The first ground behind the figure that is not see-through. */
function backgroundOf(figure: Element): string {
  let element: Element | null = figure;
  while (element) {
    const paint = paintOf(getComputedStyle(element).backgroundColor, 1);
    if (paint && paint.opacity === 1) return paint.colour;
    const root: Node = element.getRootNode();
    element = element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  }
  return '#ffffff';
}
