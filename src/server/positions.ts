import type { Position, Range } from 'vscode-languageserver/node';
import type { LineIndex } from '../core/text/lineIndex.ts';
import type { Span } from '../core/text/span.ts';

export type PositionEncoding = 'utf-16' | 'utf-8' | 'utf-32';

/** Converts between our UTF-16 offsets and the positions a client has negotiated. */
export interface PositionCodec {
  readonly encoding: PositionEncoding;
  range(text: string, lines: LineIndex, span: Span): Range;
  position(text: string, lines: LineIndex, offset: number): Position;
  offset(text: string, lines: LineIndex, position: Position): number;
}

export function createPositionCodec(encoding: PositionEncoding): PositionCodec {
  const position = (text: string, lines: LineIndex, offset: number): Position => {
    const at = lines.positionAt(offset);
    if (encoding === 'utf-16') return at;
    const start = lines.lineStart(at.line);
    return { line: at.line, character: lengthIn(encoding, text.slice(start, start + at.character)) };
  };
  return {
    encoding,
    position,
    range: (text, lines, span) => ({
      start: position(text, lines, span.start),
      end: position(text, lines, span.end),
    }),
    offset: (text, lines, at) => {
      if (encoding === 'utf-16') return lines.offsetAt(at);
      const start = lines.lineStart(at.line);
      const line = text.slice(start, lines.lineStart(at.line + 1));
      let units = 0;
      let offset = start;
      for (const character of line) {
        if (units >= at.character) break;
        units += lengthIn(encoding, character);
        offset += character.length;
      }
      return offset;
    },
  };
}

function lengthIn(encoding: PositionEncoding, text: string): number {
  return encoding === 'utf-8' ? Buffer.byteLength(text, 'utf8') : [...text].length;
}
