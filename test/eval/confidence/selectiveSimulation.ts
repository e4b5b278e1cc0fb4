import { applyCalibrator } from '../../../src/core/confidence/calibration/applyCalibrator.ts';
import type { CalibrationSample } from '../../../src/core/confidence/calibration/calibrationSample.ts';
import { chooseCalibrator } from '../../../src/core/confidence/calibration/chooseCalibrator.ts';
import { selectiveThreshold } from '../../../src/core/confidence/conformal/selectiveThreshold.ts';
import { meanOf } from '../../../src/core/confidence/numbers/average.ts';
import { seededRandom } from '../../../src/core/confidence/numbers/seededRandom.ts';
import { printTable } from './printTable.ts';
import { outcomesOf, WORLDS, type World } from './world.ts';

const RUNS = 40;
const FRESH = 4_000;
const DELTA = 0.1;

/** What an answer is let through by: the method's value, or what a calibrator makes of it. */
type Value = (raw: number) => number | undefined;

const WAYS = ['raw value', 'calibrated on the same outcomes'] as const;

/** Raw values of fresh answers, the same for every rule. */
function freshAnswers(world: World): readonly { readonly raw: number; readonly chance: number }[] {
  const random = seededRandom(5);
  return Array.from({ length: FRESH }, () => {
    const raw = world.draw(random);
    return { raw, chance: world.truth(raw) };
  });
}

/** One run: nothing shown, or the true error rate and the share of answers let through. */
function run(
  world: World,
  way: (typeof WAYS)[number],
  samples: readonly CalibrationSample[],
  errorMax: number,
): { readonly error: number; readonly coverage: number } | undefined {
  const record = chooseCalibrator({
    method: 'simulated',
    family: 'none',
    scale: world.scale,
    samples,
    fittedAt: samples.at(-1)?.at ?? '',
  });
  const value: Value = way === 'raw value' ? (raw) => raw : (raw) => applyCalibrator(record, raw).calibrated;
  const judged = samples.flatMap(({ raw, outcome }) => {
    const confidence = value(raw);
    return confidence === undefined ? [] : [{ confidence, outcome }];
  });
  const rule = selectiveThreshold(judged, errorMax, DELTA);
  if (rule.kind === 'abstain') return undefined;
  const fresh = freshAnswers(world);
  const shown = fresh.filter(({ raw }) => (value(raw) ?? 0) >= rule.threshold);
  return { error: meanOf(shown.map(({ chance }) => 1 - chance)) ?? 0, coverage: shown.length / fresh.length };
}

/** How often the promise of selective answering was broken, and what it cost in answers shown. */
export function simulateSelective(): void {
  const steep: World = {
    name: 'true chance the square root of the value',
    scale: 'probability',
    draw: (random) => random(),
    truth: Math.sqrt,
  };
  const cases = [steep, ...WORLDS].flatMap((world) =>
    [200, 1_000].flatMap((size) => WAYS.map((way) => ({ world, size, way }))),
  );
  const rows = cases
    .filter(({ world, way }) => world.scale === 'probability' || way !== 'raw value')
    .flatMap(({ world, size, way }) =>
      [0.1, 0.2].map((errorMax) => {
        const runs = Array.from({ length: RUNS }, (_, index) =>
          run(world, way, outcomesOf(world, size, 50_000 + index), errorMax),
        );
        const shown = runs.flatMap((each) => each ?? []);
        return [
          world.name,
          way,
          String(size),
          `${100 * errorMax} %`,
          `${RUNS - shown.length} of ${RUNS}`,
          `${shown.filter(({ error }) => error > errorMax).length} of ${RUNS}`,
          `${(100 * (meanOf(shown.map(({ coverage }) => coverage)) ?? 0)).toFixed(0)} %`,
        ];
      }),
    );
  printTable(
    `selective answering; a promise may be broken in at most ${100 * DELTA} % of runs`,
    [
      'method',
      'let through by',
      'outcomes',
      'error allowed',
      'showed nothing',
      'broke the promise',
      'shown by the others',
    ],
    rows,
  );
}
