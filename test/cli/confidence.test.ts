import { describe, expect, it } from 'vitest';
import { runCli, workspaceWith } from '../support/cli.ts';

const RIGHT = JSON.stringify({ intervals: [{ k: 0, n: 1, clopper_pearson90: [0, 0.95] }] });
const WRONG = JSON.stringify({ intervals: [{ k: 0, n: 1, clopper_pearson90: [0, 0.96] }] });

describe('fixward confidence', () => {
  it('prints one line of JSON and ends with 0 when every figure comes out', async () => {
    const cwd = await workspaceWith({ 'right.json': RIGHT });
    const { stdout, code } = await runCli(['confidence', '--vectors', 'right.json'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ cases: 1, failed: [], maxAbsError: expect.any(Number) });
    expect(stdout.trimEnd()).not.toContain('\n');
    expect(code).toBe(0);
  });

  it('ends with 1 and names the figure when one does not, from standard input too', async () => {
    const cwd = await workspaceWith({});
    const { stdout, code } = await runCli(['confidence', '--vectors', '-'], { cwd, stdin: WRONG });
    expect(JSON.parse(stdout).failed).toEqual([
      {
        case: 'interval 0/1',
        field: 'clopper_pearson90[1]',
        expected: 0.96,
        actual: expect.closeTo(0.95, 9),
      },
    ]);
    expect(code).toBe(1);
  });

  it.each([
    [['confidence', '--vectors', 'none.json'], /^fixward confidence: none\.json cannot be read\n$/u],
    [
      ['confidence', '--vectors', 'bad.json'],
      /^fixward confidence: bad\.json cannot be used: it is not JSON\n$/u,
    ],
    [['confidence'], /^fixward confidence: give one file with --vectors FILE\n$/u],
    [['confidence', 'right.json'], /^fixward confidence: give one file with --vectors FILE\n$/u],
  ])('ends with 2 and one line: %j', async (args, line) => {
    const cwd = await workspaceWith({ 'bad.json': '{"a": ' });
    const { stdout, stderr, code } = await runCli(args, { cwd });
    expect(stderr).toMatch(line);
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
  });
});
