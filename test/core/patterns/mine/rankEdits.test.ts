import { describe, expect, it } from 'vitest';
import { type EditCluster, emptyCluster } from '../../../../src/core/patterns/mine/clusterEdits.ts';
import {
  type EditWorth,
  isLayoutOnly,
  isListItem,
  isRename,
  isSuggested,
  worth,
} from '../../../../src/core/patterns/mine/rankEdits.ts';

function edit(cluster: Partial<EditCluster>, rest: Partial<EditWorth> = {}): EditWorth {
  const plain = emptyCluster('javascript', 'f ( → g (', 2, false, false);
  const facts = { ...plain, count: 4, paths: names(2), fixes: 1, ...cluster };
  return {
    cluster: facts,
    examples: 4,
    reproduced: 4,
    parts: 1,
    exceptions: 0,
    sites: 5,
    doubted: 0,
    declaring: 0,
    ...rest,
  };
}

const names = (count: number): Set<string> =>
  new Set(Array.from({ length: count }, (_, index) => `${index}`));

describe('the worth of a learned edit', () => {
  it('grows with commits, authors, fixes and places left', () => {
    const plain = worth(edit({ commits: names(1), authors: names(1) }));
    expect(worth(edit({ commits: names(4), authors: names(1) }))).toBeGreaterThan(plain);
    expect(worth(edit({ commits: names(1), authors: names(3) }))).toBeGreaterThan(plain);
    expect(worth(edit({ commits: names(1), authors: names(1), fixes: 2 }))).toBeGreaterThan(plain);
    expect(worth(edit({ commits: names(1), authors: names(1) }, { sites: 15 }))).toBeGreaterThan(plain);
  });

  it('falls with places that nothing speaks for, with parts and with what was not understood', () => {
    const one = { commits: names(1), authors: names(1) };
    expect(worth(edit(one, { sites: 300 }))).toBeLessThan(worth(edit(one, { sites: 15 })));
    expect(worth(edit(one, { doubted: 3 }))).toBeLessThan(worth(edit(one)));
    expect(worth(edit(one, { parts: 2 }))).toBeLessThan(worth(edit(one)));
    expect(worth(edit(one, { reproduced: 2 }))).toBeLessThan(worth(edit(one)));
  });

  it('is not shown where it is too wide, was finished long ago, or was a single chance', () => {
    expect(isSuggested(edit({}))).toBe(true);
    expect(isSuggested(edit({}, { sites: 500 }))).toBe(false);
    expect(isSuggested(edit({ change: 'name → title' }, { sites: 50 }))).toBe(false);
    expect(isSuggested(edit({}, { sites: 6, doubted: 5 }))).toBe(false);
    expect(isSuggested(edit({ commits: names(1) }, { sites: 0 }))).toBe(false);
    expect(isSuggested(edit({ commits: names(3) }, { sites: 0 }))).toBe(true);
    expect(isSuggested(edit({}, { reproduced: 1 }))).toBe(false);
    expect(isSuggested(edit({}, { reproduced: 2, examples: 5 }))).toBe(false);
    expect(isSuggested(edit({ change: 'onError → onFailure' }, { declaring: 1 }))).toBe(false);
    expect(isSuggested(edit({}, { declaring: 1 }))).toBe(true);
    expect(isSuggested(edit({ ofLines: true }, { examples: 1, reproduced: 1 }))).toBe(false);
    expect(isSuggested(edit({}, { parts: 2 }))).toBe(false);
    expect(isSuggested(edit({}, { exceptions: 1 }))).toBe(false);
  });
});

describe('an edit that only repeats', () => {
  const unsaid = { fixes: 0, commits: names(2), authors: names(1) };

  it('is chance where one author made it in few places, or to one file at one time', () => {
    expect(isSuggested(edit(unsaid))).toBe(false);
    expect(isSuggested(edit({ ...unsaid, count: 9, commits: names(1), paths: names(1) }))).toBe(false);
  });

  it('is a habit in many places or commits, by two authors, or where one of them called it a fix', () => {
    expect(isSuggested(edit({ ...unsaid, count: 5 }))).toBe(true);
    expect(isSuggested(edit({ ...unsaid, commits: names(3) }))).toBe(true);
    expect(isSuggested(edit({ ...unsaid, authors: names(2) }))).toBe(true);
    expect(isSuggested(edit({ ...unsaid, fixes: 1, commits: names(1), paths: names(1) }))).toBe(true);
  });
});

describe('a change that teaches nothing', () => {
  it.each([
    [' → ;', true],
    ['( →  …  → )', true],
    [' → await', false],
    ['== → ===', false],
    ['\' → "', false],
  ])('%j is layout: %j', (change, expected) => {
    expect(isLayoutOnly(change)).toBe(expected);
  });

  it.each([
    ['left → right', true],
    ['left → right … left → right', true],
    ['left → right . x', false],
    [' → right', false],
  ])('%j is another name: %j', (change, expected) => {
    expect(isRename(change)).toBe(expected);
  });

  it.each([
    [' → , context', true],
    ['timeout , → ', true],
    [' → , 10', false],
    [' → , "utf8"', false],
    ['a → b', false],
  ])('%j is an item of a list: %j', (change, expected) => {
    expect(isListItem(change)).toBe(expected);
  });
});
