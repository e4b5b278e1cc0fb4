import { describe, expect, it } from 'vitest';
import { LineIndex } from '../../../src/core/text/lineIndex.ts';

describe('LineIndex', () => {
  it('counts lines ended by \\n, \\r\\n and a lone \\r', () => {
    const lines = new LineIndex('a\nb\r\nc\rd');
    expect(lines.lineCount).toBe(4);
    expect(lines.positionAt(7)).toEqual({ line: 3, character: 0 });
  });

  it('gives an empty text one line', () => {
    const lines = new LineIndex('');
    expect(lines.lineCount).toBe(1);
    expect(lines.positionAt(0)).toEqual({ line: 0, character: 0 });
    expect(lines.offsetAt({ line: 5, character: 9 })).toBe(0);
  });

  it('counts UTF-16 units, as editors do', () => {
    const lines = new LineIndex('🙂é\nx');
    expect(lines.positionAt(3)).toEqual({ line: 0, character: 3 });
    expect(lines.positionAt(4)).toEqual({ line: 1, character: 0 });
  });

  it('turns every offset into a position and back', () => {
    const text = 'één\r\n\r\n  🙂 tab\t\nlast';
    const lines = new LineIndex(text);
    for (let offset = 0; offset <= text.length; offset++) {
      expect(lines.offsetAt(lines.positionAt(offset))).toBe(offset);
    }
  });

  it('clamps positions past the end of a line to the next line, and offsets past the text to its end', () => {
    const lines = new LineIndex('ab\ncd');
    expect(lines.offsetAt({ line: 0, character: 99 })).toBe(3);
    expect(lines.positionAt(99)).toEqual({ line: 1, character: 2 });
    expect(lines.positionAt(-1)).toEqual({ line: 0, character: 0 });
  });
});
