import { describe, expect, it } from 'vitest';
import { TestRuns } from '../../../src/service/confidence/testRuns.ts';

const MINUTE = 60_000;
const change = (scoreId: string, atMs = 0, project = '/shop') => ({ scoreId, project, atMs });
const run = (startedMs: number, passed = true, projects: readonly string[] = ['/shop']) => ({
  projects,
  name: 'npm test',
  passed,
  startedMs,
});

describe('tests that ended', () => {
  it.each([
    [true, 1, 'Tests (npm test) passed after the change; no run before it is known.'],
    [false, 0, 'Tests (npm test) failed after the change; no run before it is known.'],
  ])('and passed (%s) are the outcome of the change before them', (passed, actual, note) => {
    const runs = new TestRuns();
    runs.changed(change('a'));
    expect(runs.ended(run(MINUTE, passed))).toEqual([
      { scoreId: 'a', outcome: { method: 'automated_test', actual, note } },
    ]);
  });

  it('speak of a change once', () => {
    const runs = new TestRuns();
    runs.changed(change('a'));
    runs.ended(run(MINUTE));
    expect(runs.ended(run(2 * MINUTE, false))).toEqual([]);
    runs.changed(change('b', 3 * MINUTE));
    const [told] = runs.ended(run(4 * MINUTE));
    expect(told).toMatchObject({ scoreId: 'b', outcome: { actual: 1 } });
    expect(told?.outcome.note).not.toContain('no run before');
  });

  it('are shared among several changes, and say so', () => {
    const runs = new TestRuns();
    for (const id of ['a', 'b', 'b', 'c', 'd']) runs.changed(change(id));
    const told = runs.ended(run(MINUTE, false));
    expect(told.map(({ scoreId }) => scoreId)).toEqual(['a', 'b', 'c', 'd']);
    for (const { outcome } of told) {
      expect(outcome.weight).toBe(0.25);
      expect(outcome.note).toContain('Shared: one run stands for 4 changes, each counts as one part of 4.');
    }
  });

  it('say nothing where they failed before the change as well; the next that pass do', () => {
    const runs = new TestRuns();
    runs.ended(run(0, false));
    runs.changed(change('a', 1));
    expect(runs.ended(run(MINUTE, false))).toEqual([]);
    expect(runs.ended(run(2 * MINUTE))).toMatchObject([{ scoreId: 'a', outcome: { actual: 1 } }]);
  });

  it('say nothing of a change made while they ran, hours ago, elsewhere, or taken back', () => {
    const runs = new TestRuns();
    runs.changed(change('while it ran', 10));
    runs.changed(change('elsewhere', 0, '/other'));
    runs.changed(change('taken back'));
    runs.withdrawn('taken back');
    runs.changed(change('hours ago', -3 * 60 * MINUTE));
    expect(runs.ended(run(5))).toEqual([]);
    expect(runs.ended(run(MINUTE)).map(({ scoreId }) => scoreId)).toEqual(['while it ran']);
    expect(runs.ended(run(3 * 60 * MINUTE, true, ['/other']))).toEqual([]);
  });

  it('know a project by each of its names', () => {
    const runs = new TestRuns();
    runs.changed(change('a', 0, 'example.com/team/shop'));
    runs.changed(change('b', 0, '/läden/shop'));
    const told = runs.ended(run(MINUTE, true, ['/läden/shop', 'example.com/team/shop']));
    expect(told.map(({ scoreId }) => scoreId)).toEqual(['a', 'b']);
  });

  it.each([
    ['C:\\Users\\me\\shop', 'c:/users/me/shop/'],
    ['/C:/shop', 'c:\\Shop'],
    ['/srv/shop/', '/srv/shop'],
  ])('know %s and %s for one folder', (one, other) => {
    const runs = new TestRuns();
    runs.changed(change('a', 0, one));
    expect(runs.ended(run(MINUTE, true, [other]))).toHaveLength(1);
  });

  it('tell folders apart whose names differ in case where that matters', () => {
    const runs = new TestRuns();
    runs.changed(change('a', 0, '/srv/Shop'));
    expect(runs.ended(run(MINUTE, true, ['/srv/shop', '/']))).toEqual([]);
  });

  it('keep no more changes waiting than a run could tell apart', () => {
    const runs = new TestRuns();
    for (let index = 0; index < 10_000; index++) runs.changed(change(`c${index}`));
    expect(runs.ended(run(MINUTE))).toHaveLength(500);
  });
});
