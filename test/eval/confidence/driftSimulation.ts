import type { CalibrationSample } from '../../../src/core/confidence/calibration/calibrationSample.ts';
import type { CalibratorRecord } from '../../../src/core/confidence/calibration/calibratorRecord.ts';
import { chooseCalibrator } from '../../../src/core/confidence/calibration/chooseCalibrator.ts';
import { driftOf } from '../../../src/core/confidence/calibration/driftOf.ts';
import { meanOf } from '../../../src/core/confidence/numbers/average.ts';
import { averaged, cells, judge, rawValue, shownValue } from './figures.ts';
import { printTable } from './printTable.ts';
import { outcomesOf, WORLDS, type World } from './world.ts';

const BEFORE = 500;
const AFTER = 500;
const STEP = 25;
const RUNS = 10;

/** A release of the model that promises as much and holds less. */
function worse(world: World, loss: number): World {
  return { ...world, truth: (raw) => world.truth(raw) * (1 - loss) };
}

function fitted(world: World, samples: readonly CalibrationSample[]): CalibratorRecord {
  return chooseCalibrator({
    method: 'simulated',
    family: 'none',
    scale: world.scale,
    samples,
    fittedAt: samples.at(-1)?.at ?? '',
  });
}

/** Outcomes after the change until the alarm; undefined when it never came. */
function delayOf(record: CalibratorRecord, later: readonly CalibrationSample[]): number | undefined {
  for (let seen = STEP; seen <= later.length; seen += STEP) {
    if (driftOf(record, later.slice(0, seen)).state === 'drifting') return seen;
  }
  return undefined;
}

/** Calibration error after the truth changed, with the old fit, and fitted anew from what came after the alarm. */
export function simulateDrift(): void {
  const rows = WORLDS.slice(1).flatMap((world) =>
    [0, 0.15, 0.3, 0.5].map((loss) => {
      const changed = worse(world, loss);
      const runs = Array.from({ length: RUNS }, (_, run) => {
        const old = fitted(world, outcomesOf(world, BEFORE, 77 + run));
        const later = outcomesOf(changed, AFTER, 9_000 + run, BEFORE);
        const delay = delayOf(old, later);
        // Outcomes from before the alarm's beginning belong to the model as it was.
        const since = driftOf(old, later.slice(0, delay ?? AFTER)).since;
        const renewed =
          since === undefined
            ? old
            : fitted(
                changed,
                later.filter(({ at }) => at >= since),
              );
        return {
          delay,
          raw: judge(changed, rawValue(changed), run),
          kept: judge(changed, shownValue(changed, old), run),
          renewed: judge(changed, shownValue(changed, renewed), run),
        };
      });
      const delays = runs.flatMap(({ delay }) => (delay === undefined ? [] : [delay]));
      const off = (of: 'raw' | 'kept' | 'renewed') => cells(averaged(runs.map((run) => run[of])))[0] ?? '';
      return [
        world.name,
        `${100 * loss} %`,
        `${delays.length} of ${RUNS}`,
        meanOf(delays)?.toFixed(0) ?? '–',
        off('raw'),
        off('kept'),
        off('renewed'),
      ];
    }),
  );
  printTable(
    `drift: after ${BEFORE} outcomes the true chance falls; ${AFTER} more follow; the row of 0 % counts false alarms`,
    ['method', 'fall', 'alarms', 'outcomes until alarm', 'off raw', 'off with old fit', 'off fitted anew'],
    rows,
  );
}
