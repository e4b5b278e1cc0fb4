import { describe, expect, it } from 'vitest';
import type { Case } from './cases.ts';
import { scoreCase } from './score.ts';
import type { Subject } from './subject.ts';

const CASE: Case = {
  id: 'one',
  group: 'commit',
  language: 'python',
  train: [{ before: 'a', after: 'b' }],
  test: [
    { before: 'f(1)', after: 'g(1)' },
    { before: 'f( 2 )', after: 'g(2)' },
    { before: 'f(3)', after: 'h(3)' },
    { before: 'k(4)', after: 'g(4)' },
    { before: 'f(5) throws', after: 'g(5)' },
  ],
  negatives: ['f(6)', 'm(7)'],
};

function subject(learn: Subject['learn']): Subject {
  return { name: 'under test', learn };
}

const REPLACING = subject(() => ({
  print: 'f → g',
  apply: (text) => {
    if (text.includes('throws')) throw new Error('no');
    return text.replace('f', 'g');
  },
}));

describe('scoring a case', () => {
  it('tells right from right but for blanks, wrong, untouched and failed', async () => {
    const { sites } = await scoreCase(REPLACING, CASE, 1, 0);
    expect(sites.map(({ verdict }) => verdict)).toEqual(['exact', 'spaced', 'wrong', 'silent', 'failed']);
  });

  it('counts negatives that changed', async () => {
    const { negatives } = await scoreCase(REPLACING, CASE, 1, 0);
    expect(negatives.map(({ changed }) => changed)).toEqual([true, false]);
  });

  it('judges by the negatives that were not given', async () => {
    const seen: string[] = [];
    const curious = subject((_language, _examples, negatives) => {
      seen.push(...negatives);
      return { print: '', apply: (text) => text };
    });
    const { negatives } = await scoreCase(curious, CASE, 1, 1);
    expect(seen).toEqual(['f(6)']);
    expect(negatives.map(({ text }) => text)).toEqual(['m(7)']);
  });

  it('says for every site that nothing was learned', async () => {
    const { sites, declined } = await scoreCase(
      subject(() => ({ declined: 'too little' })),
      CASE,
      1,
      0,
    );
    expect(declined).toBe('too little');
    expect(new Set(sites.map(({ verdict }) => verdict))).toEqual(new Set(['declined']));
  });
});
