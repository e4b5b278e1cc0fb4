import { describe, expect, it } from 'vitest';
import { parseTestOptions, testGroups } from '../../scripts/lib/testOptions.mjs';

describe('the command line of npm test', () => {
  it('runs every group when none is named', () => {
    expect([...parseTestOptions([]).groups]).toEqual([...testGroups]);
  });

  it('passes what follows a divider on to the runners', () => {
    const options = parseTestOptions(['--only', 'unit,e2e', '--', '-t', 'light bulb']);
    expect([...options.groups]).toEqual(['unit', 'e2e']);
    expect(options.passThrough).toEqual(['-t', 'light bulb']);
  });

  it.each([[['--only', 'unti']], [['--only', '']], [['--only']], [['unit']]])(
    'refuses %j with exit code 2',
    (args) => {
      expect(() => parseTestOptions(args)).toThrow(expect.objectContaining({ exitCode: 2 }));
    },
  );
});
