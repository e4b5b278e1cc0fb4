import type { CalibrationSample } from '../../../src/core/confidence/calibration/calibrationSample.ts';
import { chooseCalibrator } from '../../../src/core/confidence/calibration/chooseCalibrator.ts';
import { seededRandom } from '../../../src/core/confidence/numbers/seededRandom.ts';
import { averaged, cells, type Judged, judge, rawValue, shownValue } from './figures.ts';
import { printTable } from './printTable.ts';
import { outcomesOf, WORLDS, type World } from './world.ts';

const SHOWN = 2_000;
const RUNS = 8;
/** Answers drawn for review whatever became of them. */
const REVIEWED = 0.1;

interface Selection {
  readonly name: string;
  /** Chance that the outcome of a shown answer becomes known. */
  known(sample: CalibrationSample): number;
}

const SELECTIONS: readonly Selection[] = [
  { name: 'all outcomes known', known: () => 1 },
  { name: 'only what looks sure is acted on', known: ({ raw }) => (raw > 0.8 ? 0.6 : 0.05) },
  { name: 'failures go untold', known: ({ outcome }) => (outcome === 1 ? 0.6 : 0.2) },
];

/** Calibration error when outcomes are known of some answers only, and what a random review makes good. */
export function simulateSelection(): void {
  const rows = WORLDS.filter(({ scale }) => scale === 'probability')
    .slice(1)
    .flatMap((world) =>
      SELECTIONS.map((selection) => [world.name, selection.name, ...compared(world, selection)]),
    );
  printTable(
    `selection: ${SHOWN} answers shown, outcomes known of some; "review" draws ${100 * REVIEWED} % at random and weighs them by what they stand for`,
    [
      'method',
      'which outcomes are known',
      'off raw',
      'off from what is known',
      'off from review alone',
      'off with review weighed',
    ],
    rows,
  );
}

function compared(world: World, selection: Selection): readonly string[] {
  const runs = Array.from({ length: RUNS }, (_, run) => {
    const shown = outcomesOf(world, SHOWN, 300 + run);
    const random = seededRandom(run);
    const drawn = shown.map((sample) => ({
      sample,
      known: random() < selection.known(sample),
      reviewed: random() < REVIEWED,
    }));
    const known = drawn.filter((each) => each.known).map(({ sample }) => sample);
    const reviewed = drawn.filter((each) => each.reviewed).map(({ sample }) => sample);
    // A reviewed answer whose outcome would not have become known stands for all such answers.
    const weighed = drawn.flatMap(({ sample, known: told, reviewed: seen }) =>
      told ? [sample] : seen ? [{ ...sample, weight: 1 / REVIEWED }] : [],
    );
    const judged = (samples: readonly CalibrationSample[]): Judged | undefined =>
      judge(world, shownValue(world, fitted(world, samples)), run);
    return [judge(world, rawValue(world), run), judged(known), judged(reviewed), judged(weighed)];
  });
  return [0, 1, 2, 3].map((column) => cells(averaged(runs.map((run) => run[column])))[0] ?? '');
}

function fitted(world: World, samples: readonly CalibrationSample[]) {
  return chooseCalibrator({
    method: 'simulated',
    family: 'none',
    scale: world.scale,
    samples,
    fittedAt: samples.at(-1)?.at ?? '',
  });
}
