import { describe, expect, it } from 'vitest';
import { type DraftFacts, draftWords } from '../../../../src/core/patterns/mine/draftWords.ts';

const facts: DraftFacts = {
  language: 'javascript',
  before: '$A.indexOf($$$B) !== -1',
  after: '$A.includes($$$B)',
  commits: [],
  places: 1,
};

const commit = (subject: string): DraftFacts['commits'][number] => ({
  sha: '0123456789abcdef',
  subject,
  author: 'ada',
  at: '2024-01-01T00:00:00Z',
});

describe('the words of a draft', () => {
  it('come from the edit', () => {
    const words = draftWords(facts);
    expect(words).toMatchObject({
      key: 'replace-index-of-1-with-includes',
      title: 'Replace `$A.indexOf($$$B) !== -1` with `$A.includes($$$B)`',
      severity: 'LOW',
      problemType: 'Standards',
      tags: ['javascript', 'indexof', 'includes'],
    });
  });

  it('come from what its authors wrote', () => {
    const words = draftWords({
      ...facts,
      places: 3,
      commits: [commit('fix(auth): escape names against XSS (#12)')],
    });
    expect(words.symptoms[0]).toBe('escape names against XSS');
    expect([words.severity, words.problemType]).toEqual(['HIGH', 'Security']);
    expect(words.problemDescription).toContain(
      'in 3 places, last by “fix(auth): escape names against XSS (#12)”',
    );
    const plain = draftWords({ ...facts, commits: [commit('Release 3.0.0')] });
    expect(plain.symptoms).toEqual(['code still has `$A.indexOf($$$B) !== -1`']);
  });

  it('stay short for long code, and say what goes and what comes', () => {
    const long = Array.from({ length: 60 }, (_, index) => `argument${index}`).join(', ');
    expect(draftWords({ ...facts, before: `f(${long})`, after: `await f(${long})` }).title).toMatch(
      /^Add `await` to `f\(argument0/u,
    );
    expect(draftWords({ ...facts, before: `await f(${long})`, after: `f(${long})` }).title).toMatch(
      /^Remove `await` from/u,
    );
    const { key, title } = draftWords({ ...facts, before: `old(${long})`, after: `fresh(${long})` });
    expect([key, title]).toEqual(['replace-old-with-fresh', 'Replace `old` with `fresh`']);
    expect(draftWords({ ...facts, before: '"…"', after: '"ä🙂"' }).key).toMatch(
      /^[a-z0-9]+(?:-[a-z0-9]+)*$/u,
    );
  });

  it('know what belongs to SQL and to speed', () => {
    expect(draftWords({ ...facts, language: 'sql' }).problemType).toBe('Data');
    expect(draftWords({ ...facts, commits: [commit('perf: faster lookup')] }).problemType).toBe(
      'Performance',
    );
  });
});
