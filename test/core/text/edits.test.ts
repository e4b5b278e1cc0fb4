import { describe, expect, it } from 'vitest';
import { applyEdits, editsOverlap } from '../../../src/core/text/edits.ts';

const edit = (start: number, end: number, newText: string) => ({ span: { start, end }, newText });

describe('applyEdits', () => {
  it('applies edits in any order given', () => {
    expect(applyEdits('one two three', [edit(8, 13, '3'), edit(0, 3, '1')])).toBe('1 two 3');
  });

  it('keeps the order of insertions at one place', () => {
    expect(applyEdits('ac', [edit(1, 1, 'b'), edit(1, 1, 'B')])).toBe('abBc');
  });

  it('refuses overlapping edits instead of dropping one', () => {
    expect(() => applyEdits('abcdef', [edit(0, 4, 'x'), edit(2, 5, 'y')])).toThrow(
      /overlapping edits at offset 2/,
    );
  });

  it('returns the text when there is nothing to do', () => {
    expect(applyEdits('text', [])).toBe('text');
  });
});

describe('editsOverlap', () => {
  it('sees edits that share characters or a place of insertion', () => {
    expect(editsOverlap([edit(0, 4, '')], [edit(3, 5, '')])).toBe(true);
    expect(editsOverlap([edit(2, 2, 'a')], [edit(2, 2, 'b')])).toBe(true);
  });

  it('lets neighbours be', () => {
    expect(editsOverlap([edit(0, 3, '')], [edit(3, 5, '')])).toBe(false);
  });
});
