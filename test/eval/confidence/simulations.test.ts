import { describe, expect, it } from 'vitest';
import { chooseCalibrator } from '../../../src/core/confidence/calibration/chooseCalibrator.ts';
import { judge, rawValue, shownValue } from './figures.ts';
import { stoppingFigures } from './stoppingSimulation.ts';
import { outcomesOf, WORLDS } from './world.ts';

describe('simulated calibration', () => {
  it.each(WORLDS.filter(({ name }) => name !== 'true already'))(
    'comes nearer to the truth: $name',
    (world) => {
      const samples = outcomesOf(world, 1_000, 5);
      const record = chooseCalibrator({
        method: 'simulated',
        family: 'none',
        scale: world.scale,
        samples,
        fittedAt: samples.at(-1)?.at ?? '',
      });
      const before = judge(world, rawValue(world), 5)?.off ?? 1;
      expect(judge(world, shownValue(world, record), 5)?.off).toBeLessThan(0.9 * before);
    },
  );

  it('draws the same stream for the same seed', () => {
    for (const world of WORLDS) expect(outcomesOf(world, 20, 3)).toEqual(outcomesOf(world, 20, 3));
  });
});

describe('simulated early stop', () => {
  const figures = stoppingFigures(10);
  const of = (world: string, strategy: string) =>
    figures.find((each) => each.world === world && each.strategy === strategy);

  it('saves tokens and loses nothing where confidence knows much', () => {
    const all = of('confidence knows much', 'majority of all');
    const early = of('confidence knows much', 'online, keep 90 %');
    expect(all?.used).toBe(1);
    expect(early?.used).toBeLessThan(0.8);
    expect(early?.right).toBeGreaterThanOrEqual(all?.right ?? 1);
  });

  it('never writes more than all traces have', () => {
    for (const { used } of figures) expect(used).toBeLessThanOrEqual(1);
  });
});
