import type { Hunk } from '../../core/patterns/mine/historySource.ts';
import { lineHunks } from '../../core/patterns/mine/lineHunks.ts';

/** Undefined where nothing was changed, or everything was. */
export function hunksBetween(before: string, after: string): readonly Hunk[] {
  return before === after ? [] : (lineHunks(before, after) ?? []);
}

/** The change that a 0-based line of the new text belongs to; a removal belongs to the line it stood before. */
export function hunkAt(hunks: readonly Hunk[], line: number): Hunk | undefined {
  return hunks.find(
    ({ afterLine, after }) => line >= afterLine && line < afterLine + Math.max(1, after.length),
  );
}

/** The new text as it was without the change around a line; undefined where none is. */
export function withoutChange(before: string, after: string, line: number): string | undefined {
  const hunk = hunkAt(hunksBetween(before, after), line);
  return hunk && withoutHunk(after, hunk);
}

/** Ends of lines stay as most of the text has them. */
export function withoutHunk(after: string, hunk: Hunk): string {
  const lineEnd = after.includes('\r\n') ? '\r\n' : '\n';
  const lines = after.split(/\r?\n/u);
  lines.splice(hunk.afterLine, hunk.after.length, ...hunk.before);
  return lines.join(lineEnd);
}
