import { describe, expect, it } from 'vitest';
import { LEARNED_EDIT_FORMAT, type LearnedEdit } from '../../../../src/core/patterns/learn/learnedEdit.ts';
import { sayTheSame } from '../../../../src/core/patterns/mine/sayTheSame.ts';
import type { Language } from '../../../../src/core/rules/languages.ts';

function edit(callee: string, hole = 'A', language: Language = 'javascript'): LearnedEdit {
  return {
    format: LEARNED_EDIT_FORMAT,
    language,
    parts: [
      {
        match: { kinds: ['call_expression'], children: [{ text: [callee], mark: 0 }, { name: hole }] },
        edits: [{ at: { from: 0, to: 0 }, template: ['fresh', { hole }] }],
        where: [],
      },
    ],
    companions: [],
  };
}

const nothing = new Set<string>();

describe('two patterns that say the same', () => {
  it('have one shape, whatever their holes are called, in languages that share their trees', () => {
    const one = { edit: edit('old'), effects: nothing };
    expect(sayTheSame(one, { edit: edit('old', 'B'), effects: nothing })).toBe(true);
    expect(sayTheSame(one, { edit: edit('old', 'A', 'typescript'), effects: nothing })).toBe(true);
    expect(sayTheSame(one, { edit: edit('old', 'A', 'python'), effects: nothing })).toBe(false);
    expect(sayTheSame(one, { edit: edit('other'), effects: nothing })).toBe(false);
  });

  it('or write the same to the same places', () => {
    const [a, b] = [edit('old'), edit('other')];
    const places = new Set(['f.js:1 x', 'f.js:2 y']);
    expect(
      sayTheSame({ edit: a, effects: places }, { edit: b, effects: new Set([...places, 'g.js:1 z']) }),
    ).toBe(true);
    expect(
      sayTheSame({ edit: a, effects: places }, { edit: b, effects: new Set(['f.js:1 x', 'f.js:2 z']) }),
    ).toBe(false);
    expect(
      sayTheSame({ edit: a, effects: new Set(['f.js:1 x']) }, { edit: b, effects: new Set(['f.js:1 x']) }),
    ).toBe(false);
  });
});
