import { describe, expect, it } from 'vitest';
import { type RelatedEdit, relationsOfEdits } from '../../../../src/core/patterns/mine/relationsOfEdits.ts';

function edit(
  key: string,
  days: readonly number[],
  places: readonly (readonly [string, number, string])[] = [],
): RelatedEdit {
  const known = days.map((day) => ({
    sha: `day${day}`,
    subject: '',
    author: 'ada',
    at: new Date(Date.UTC(2024, 0, day)).toISOString(),
  }));
  const sites = places.map(([path, line, after]) => ({ path, line, character: 0, before: 'x', after }));
  return { key, commits: new Set(known.map(({ sha }) => sha)), known, sites };
}

function kinds(one: RelatedEdit, other: RelatedEdit): readonly string[] {
  return relationsOfEdits(one, [one, other]).map(({ kind }) => kind);
}

describe('relations of edits', () => {
  it('enhances: what was made in the same commits', () => {
    expect(kinds(edit('a', [1, 2, 3]), edit('b', [1, 2, 9]))).toEqual(['enhances']);
    expect(kinds(edit('a', [1]), edit('b', [1]))).toEqual([]);
  });

  it('follows and prerequisite: what always came one after the other in the same files', () => {
    const [first, second] = [edit('a', [1, 2], [['f.js', 1, 'p']]), edit('b', [5, 6], [['f.js', 9, 'q']])];
    expect(kinds(first, second)).toEqual(['prerequisite']);
    expect(kinds(second, first)).toEqual(['follows']);
    expect(kinds(first, edit('b', [5, 6], [['g.js', 9, 'q']]))).toEqual([]);
    expect(kinds(first, edit('b', [1, 6], [['f.js', 9, 'q']]))).toEqual([]);
  });

  it('conflicts: two that would write different things to one place', () => {
    const one = edit('a', [1], [['f.js', 1, 'p']]);
    expect(relationsOfEdits(one, [edit('b', [9], [['f.js', 1, 'q']])])).toEqual([
      { toKey: 'b', kind: 'conflicts', why: 'both would rewrite f.js:2, each in its own way' },
    ]);
    expect(kinds(one, edit('b', [9], [['f.js', 1, 'p']]))).toEqual([]);
  });
});
