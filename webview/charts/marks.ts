/** Paths of marks. All take pixels and answer what stands in a path's `d`. */

export function rectPath(x: number, y: number, width: number, height: number): string {
  return `M${px(x)} ${px(y)}h${px(width)}v${px(height)}h${px(-width)}z`;
}

export function linePath(x1: number, y1: number, x2: number, y2: number): string {
  return `M${px(x1)} ${px(y1)}L${px(x2)} ${px(y2)}`;
}

export function circlePath(x: number, y: number, radius: number): string {
  const diameter = px(2 * radius);
  return `M${px(x - radius)} ${px(y)}a${px(radius)} ${px(radius)} 0 1 0 ${diameter} 0a${px(radius)} ${px(radius)} 0 1 0 ${-diameter} 0z`;
}

const SHAPES: readonly ((x: number, y: number, radius: number) => string)[] = [
  circlePath,
  (x, y, r) => rectPath(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8),
  (x, y, r) => polygon(x, y, [0, -r * 1.2, r * 1.1, r * 0.8, -r * 1.1, r * 0.8]),
  (x, y, r) => polygon(x, y, [0, -r * 1.3, r * 1.1, 0, 0, r * 1.3, -r * 1.1, 0]),
  (x, y, r) => polygon(x, y, [0, r * 1.2, r * 1.1, -r * 0.8, -r * 1.1, -r * 0.8]),
  (x, y, r) => polygon(x, y, [-r * 1.2, 0, -r * 0.6, -r, r * 0.6, -r, r * 1.2, 0, r * 0.6, r, -r * 0.6, r]),
];

/** Series are told apart by the shape of their marks as well as by colour. */
export const SERIES_LOOKS = SHAPES.length;

export function markerPath(series: number, x: number, y: number, radius: number): string {
  const shape = SHAPES[series % SHAPES.length] ?? circlePath;
  return shape(x, y, radius);
}

/** Slanting lines inside a box: an area that is told from a filled one without colour. */
export function hatchPath(x: number, y: number, width: number, height: number, gap = 5): string {
  const lines: string[] = [];
  for (let offset = gap; offset < width + height; offset += gap) {
    const fromX = Math.max(0, offset - height);
    const toX = Math.min(width, offset);
    lines.push(linePath(x + fromX, y + offset - fromX, x + toX, y + offset - toX));
  }
  return lines.join('');
}

function polygon(x: number, y: number, offsets: readonly number[]): string {
  const corners: string[] = [];
  for (let index = 0; index < offsets.length; index += 2) {
    corners.push(`${px(x + (offsets[index] ?? 0))} ${px(y + (offsets[index + 1] ?? 0))}`);
  }
  return `M${corners.join('L')}z`;
}

/** A tenth of a pixel is finer than any screen, and shorter to write. */
export function px(value: number): number {
  return Math.round(value * 10) / 10;
}
