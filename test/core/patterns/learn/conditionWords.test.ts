import { describe, expect, it } from 'vitest';
import { conditionsOf } from '../../../../src/core/patterns/learn/conditionWords.ts';
import type { LearnedEdit, LearnedWhere } from '../../../../src/core/patterns/learn/learnedEdit.ts';

function wordsOf(...where: readonly Pick<LearnedWhere, 'kind' | 'value'>[]): readonly string[] {
  const numbered = where.map((one, index) => ({ id: `c${index}`, on: true, ...one }));
  // SAFETY: only the conditions of the parts are read.
  return conditionsOf({ parts: [{ where: numbered }] } as unknown as LearnedEdit).map(({ text }) => text);
}

describe('conditions in words', () => {
  it.each([
    [
      "( { error : ' not an order ' , details : input . error . issues } )",
      "not in `({ error: 'not an order', details: input.error.issues })`",
    ],
    ['load ( items [ 0 ] )', 'not in `load(items[0])`'],
    ['if ( a ) return ( b )', 'not in `if (a) return (b)`'],
    ['` größe `', 'not in `größe`'],
    ['', 'not in ``'],
  ])('show %j as it is written', (value, words) => {
    expect(wordsOf({ kind: 'except', value })).toEqual([words]);
  });

  it('are said once each', () => {
    const same: LearnedWhere[] = [];
    expect(wordsOf(...same)).toEqual([]);
    expect(wordsOf({ kind: 'inside', value: 'retry' }, { kind: 'no-import', value: 'node-fetch' })).toEqual([
      'only inside retry',
      'only where node-fetch is not imported',
    ]);
  });
});
