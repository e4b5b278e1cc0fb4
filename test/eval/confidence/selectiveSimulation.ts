import { selectiveThreshold } from '../../../src/core/confidence/conformal/selectiveThreshold.ts';
import { meanOf } from '../../../src/core/confidence/numbers/average.ts';
import { seededRandom } from '../../../src/core/confidence/numbers/seededRandom.ts';
import { printTable } from './printTable.ts';
import { outcomesOf, WORLDS, type World } from './world.ts';

const RUNS = 100;
const FRESH = 20_000;
const DELTA = 0.1;

/** True error rate and coverage of a threshold, from many fresh answers' true chances. */
function truthAt(world: World, threshold: number): { readonly error: number; readonly coverage: number } {
  const random = seededRandom(5);
  const raws = Array.from({ length: FRESH }, () => world.draw(random));
  const above = raws.filter((raw) => raw >= threshold);
  return { error: meanOf(above.map((raw) => 1 - world.truth(raw))) ?? 0, coverage: above.length / FRESH };
}

/** How often the promise of selective answering was broken, and what it cost in answers shown. */
export function simulateSelective(): void {
  const steep: World = {
    name: 'true chance the square root of the value',
    scale: 'probability',
    draw: (random) => random(),
    truth: Math.sqrt,
  };
  const worlds = [steep, ...WORLDS.filter(({ scale }) => scale === 'probability')];
  const rows = worlds.flatMap((world) =>
    [100, 400, 2_000].flatMap((size) =>
      [0.05, 0.1, 0.2].map((errorMax) => {
        const rules = Array.from({ length: RUNS }, (_, run) => {
          const samples = outcomesOf(world, size, 50_000 + run).map(({ raw, outcome }) => ({
            confidence: raw,
            outcome,
          }));
          return selectiveThreshold(samples, errorMax, DELTA);
        });
        const shown = rules.flatMap((rule) =>
          rule.kind === 'threshold' ? [truthAt(world, rule.threshold)] : [],
        );
        return [
          world.name,
          String(size),
          `${100 * errorMax} %`,
          `${RUNS - shown.length} %`,
          `${shown.filter(({ error }) => error > errorMax).length} %`,
          `${(100 * (meanOf(shown.map(({ coverage }) => coverage)) ?? 0)).toFixed(0)} %`,
        ];
      }),
    ),
  );
  printTable(
    `selective answering, ${RUNS} runs each; a promise may be broken in at most ${100 * DELTA} % of runs`,
    [
      'method',
      'outcomes',
      'error allowed',
      'runs that show nothing',
      'runs that broke the promise',
      'answers shown by the others',
    ],
    rows,
  );
}
