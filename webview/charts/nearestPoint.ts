import type { ScenePoint } from './chart.ts';

/** Farther from every point than this, the pointer means none of them. */
const REACH_PX = 60;

/** The point that the pointer means; beside it counts less than above or below it, as in charts over time. */
export function nearestPoint(points: readonly ScenePoint[], x: number, y: number): ScenePoint | undefined {
  let found: ScenePoint | undefined;
  let least = REACH_PX * REACH_PX;
  for (const point of points) {
    const [dx, dy] = [point.x - x, point.y - y];
    const distance = dx * dx * 4 + dy * dy;
    if (distance < least) {
      least = distance;
      found = point;
    }
  }
  return found;
}
