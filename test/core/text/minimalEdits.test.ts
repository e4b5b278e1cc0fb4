import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/core/text/edits.ts';
import { minimalEdits } from '../../../src/core/text/minimalEdits.ts';

/** Deterministic pseudo-random numbers, so that a failure can be repeated. */
function* numbers(seed: number): Generator<number> {
  let state = seed;
  for (;;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state;
  }
}

describe('minimalEdits', () => {
  it('is empty for equal texts', () => {
    expect(minimalEdits('a\nb\n', 'a\nb\n')).toEqual([]);
  });

  it('touches only the lines that changed', () => {
    const before = 'one\ntwo\nthree\nfour\n';
    const edits = minimalEdits(before, 'one\n2\nthree\nfour\nfive\n');
    expect(edits).toEqual([
      { span: { start: 4, end: 8 }, newText: '2\n' },
      { span: { start: 19, end: 19 }, newText: 'five\n' },
    ]);
  });

  it('reproduces the wanted text from any other, CRLF and missing last line break included', () => {
    const random = numbers(7);
    const next = (below: number): number => Number(random.next().value) % below;
    for (let round = 0; round < 200; round++) {
      const line = (): string => ['a', 'b', 'é🙂', '', '  c'][next(5)] + (next(4) === 0 ? '\r\n' : '\n');
      const text = (): string =>
        Array.from({ length: next(12) }, line).join('') + (next(2) === 0 ? 'end' : '');
      const before = text();
      const after = text();
      expect(applyEdits(before, minimalEdits(before, after))).toBe(after);
    }
  });

  it('gives one edit for texts too different to compare line by line', () => {
    const before = Array.from({ length: 6_000 }, (_, index) => `old ${index}\n`).join('');
    const after = Array.from({ length: 6_000 }, (_, index) => `new ${index}\n`).join('');
    const edits = minimalEdits(before, after);
    expect(edits).toHaveLength(1);
    expect(applyEdits(before, edits)).toBe(after);
  });
});
