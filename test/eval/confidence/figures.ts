import { applyCalibrator } from '../../../src/core/confidence/calibration/applyCalibrator.ts';
import type { CalibratorRecord } from '../../../src/core/confidence/calibration/calibratorRecord.ts';
import { scoreMetrics } from '../../../src/core/confidence/metrics/scoreMetrics.ts';
import { meanOf } from '../../../src/core/confidence/numbers/average.ts';
import { seededRandom } from '../../../src/core/confidence/numbers/seededRandom.ts';
import type { World } from './world.ts';

/** Fresh answers that a fit is judged by. */
const FRESH = 4_000;

export interface Judged {
  /** Mean distance from the true chance: what calibration is for, and what no real data shows. */
  readonly off: number;
  readonly brier: number;
  readonly ece: number;
}

/** How far values lie from the truth on fresh answers of a world; undefined where a method gives no value. */
export function judge(
  world: World,
  shown: (raw: number) => number | undefined,
  seed: number,
): Judged | undefined {
  const random = seededRandom(seed ^ 0x5bd1e995);
  const cases = Array.from({ length: FRESH }, () => {
    const raw = world.draw(random);
    const chance = world.truth(raw);
    return { value: shown(raw), chance, outcome: random() < chance ? 1 : 0 };
  });
  const known = cases.flatMap(({ value, ...rest }) => (value === undefined ? [] : [{ value, ...rest }]));
  const off = meanOf(known.map(({ value, chance }) => Math.abs(value - chance)));
  const metrics = scoreMetrics(known.map(({ value, outcome }) => ({ p: value, y: outcome })));
  return off === undefined || !metrics ? undefined : { off, brier: metrics.brier, ece: metrics.ece };
}

/** The method's own value where it is a probability. */
export function rawValue(world: World): (raw: number) => number | undefined {
  return (raw) => (world.scale === 'nats' ? undefined : raw);
}

/** What would be shown: the calibrated value, or while there is none the raw one. */
export function shownValue(world: World, record: CalibratorRecord): (raw: number) => number | undefined {
  return (raw) => applyCalibrator(record, raw).calibrated ?? rawValue(world)(raw);
}

/** Means of each figure over runs, leaving out runs without one. */
export function averaged(runs: readonly (Judged | undefined)[]): Judged | undefined {
  const known = runs.filter((run): run is Judged => run !== undefined);
  const [off, brier, ece] = [
    meanOf(known.map((run) => run.off)),
    meanOf(known.map((run) => run.brier)),
    meanOf(known.map((run) => run.ece)),
  ];
  return off === undefined || brier === undefined || ece === undefined ? undefined : { off, brier, ece };
}

/** Three figures of a judgement as cells of a table. */
export function cells(judged: Judged | undefined): readonly string[] {
  return judged ? [judged.off, judged.brier, judged.ece].map((value) => value.toFixed(3)) : ['–', '–', '–'];
}
