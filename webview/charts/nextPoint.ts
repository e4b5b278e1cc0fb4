import type { ScenePoint } from './chart.ts';

/** As far as a page key goes. */
const PAGE_POINTS = 10;

/** Where a key leads from a point: along its series, or to what stands beside it in another one. */
export function nextPoint(
  points: readonly ScenePoint[],
  current: ScenePoint,
  key: string,
): ScenePoint | undefined {
  const own = points.filter(({ series }) => series === current.series);
  const index = own.indexOf(current);
  switch (key) {
    case 'ArrowRight':
      return own[index + 1];
    case 'ArrowLeft':
      return own[index - 1];
    case 'Home':
      return own[0];
    case 'End':
      return own.at(-1);
    case 'PageDown':
      return own[Math.min(own.length - 1, index + PAGE_POINTS)];
    case 'PageUp':
      return own[Math.max(0, index - PAGE_POINTS)];
    case 'ArrowDown':
      return beside(points, current, 1);
    case 'ArrowUp':
      return beside(points, current, -1);
    default:
      return undefined;
  }
}

/** The point of the next series that stands nearest to this one's place; bars of one row are a series each. */
function beside(points: readonly ScenePoint[], current: ScenePoint, step: 1 | -1): ScenePoint | undefined {
  const all = [...new Set(points.map(({ series }) => series))].toSorted((one, other) => one - other);
  if (all.length === 1) {
    const index = points.indexOf(current);
    return points[index + step];
  }
  const next = all[all.indexOf(current.series) + step];
  const candidates = points.filter(({ series }) => series === next);
  let found: ScenePoint | undefined;
  for (const point of candidates)
    if (!found || Math.abs(point.x - current.x) < Math.abs(found.x - current.x)) found = point;
  return found;
}
