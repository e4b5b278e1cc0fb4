import { chooseCalibrator } from '../../../src/core/confidence/calibration/chooseCalibrator.ts';
import { averaged, cells, judge, rawValue, shownValue } from './figures.ts';
import { printTable } from './printTable.ts';
import { outcomesOf, WORLDS } from './world.ts';

const SIZES = [10, 50, 200, 1_000] as const;
const RUNS = 8;

/** Calibration error before and after, by the number of outcomes known. */
export function simulateCalibration(): void {
  const rows = WORLDS.flatMap((world) =>
    SIZES.map((size) => {
      const runs = Array.from({ length: RUNS }, (_, run) => {
        const seed = 1_000 * run + size;
        const samples = outcomesOf(world, size, seed);
        const record = chooseCalibrator({
          method: 'simulated',
          family: 'none',
          scale: world.scale,
          samples,
          fittedAt: samples.at(-1)?.at ?? '',
        });
        return {
          kind: record.map.kind,
          before: judge(world, rawValue(world), seed),
          after: judge(world, shownValue(world, record), seed),
        };
      });
      const kinds = [...new Set(runs.map(({ kind }) => kind))]
        .map((kind) => `${kind} ${runs.filter((run) => run.kind === kind).length}`)
        .join(', ');
      const before = averaged(runs.map((run) => run.before));
      const after = averaged(runs.map((run) => run.after));
      return [world.name, String(size), ...cells(before), ...cells(after), kinds];
    }),
  );
  printTable(
    `calibration before and after, means of ${RUNS} runs; "off" is the mean distance from the true chance`,
    ['method', 'outcomes', 'off before', 'Brier', 'ECE', 'off after', 'Brier', 'ECE', 'maps chosen'],
    rows,
  );
}
