import type { MigrationTool } from '../rules/projectConfig.ts';
import { lexChunk } from '../sql/lexChunk.ts';
import { type CommentMark, isWrapped, marksOfComment, type SqlOptions } from '../sql/migrationTool.ts';
import { TextMarks } from '../sql/textMarks.ts';
import type { SqlToken } from '../sql/token.ts';
import type { Span } from '../text/span.ts';
import type { MigrationScript } from './migration.ts';

/** The parts of a file that a tool runs for each direction. */
export interface MigrationSections {
  readonly up: Span;
  /** Absent when the file has no part for it, or nothing stands in that part. */
  readonly down?: Span;
}

const MARKER =
  /^[ \t]*--[ \t]*(?:\+goose[ \t]+(Up|Down)\b|migrate:(up|down)\b|(Up|Down)[ \t]+Migration\b)[^\n]*(?:\n|$)/gimu;

/** The sections that dbmate, goose and node-pg-migrate mark with comments; without marks the whole file goes up. */
export function sectionsOf(text: string): MigrationSections {
  const marks = [...text.matchAll(MARKER)].map((found) => ({
    start: found.index,
    bodyStart: found.index + found[0].length,
    isDown: /down/iu.test(found[1] ?? found[2] ?? found[3] ?? ''),
  }));
  const first = marks.find(({ isDown }) => !isDown);
  if (!first && marks.length === 0) return { up: { start: 0, end: text.length } };
  const section = (mark: (typeof marks)[number] | undefined): Span | undefined => {
    if (!mark) return undefined;
    const next = marks.find(({ start }) => start > mark.start);
    return { start: mark.bodyStart, end: next?.start ?? text.length };
  };
  const up = section(first) ?? { start: 0, end: marks[0]?.start ?? 0 };
  const down = section(marks.find(({ isDown }) => isDown));
  return { up, ...(down && holdsStatement(text, down) && { down }) };
}

function holdsStatement(text: string, { start, end }: Span): boolean {
  return summarize(text.slice(start, end)).statementCount > 0;
}

export interface ScriptFile {
  readonly path: string;
  readonly text: string;
  readonly tool: MigrationTool;
  readonly options: SqlOptions;
}

/** One direction of a migration with the transaction its tool runs it in. */
export function scriptOf(file: ScriptFile, span: Span): MigrationScript {
  const { path, text, tool, options } = file;
  const { marks, statementCount, usesConcurrently } = summarize(text.slice(span.start, span.end));
  const heading = headingMarks(text, span, tool);
  const inTransaction = isWrapped({
    tool,
    path,
    options,
    statementCount,
    has: (mark) => marks.has(mark) || heading.has(mark),
    usesConcurrently,
  });
  return { path, text, span, inTransaction };
}

/** The line that opens a section may say how it runs; goose says so once, at the top of the file. */
function headingMarks(text: string, span: Span, tool: MigrationTool): ReadonlySet<CommentMark> {
  const before = text.slice(0, span.start).trimEnd();
  const heading = tool === 'goose' ? text.split('\n') : [before.slice(before.lastIndexOf('\n') + 1)];
  return new Set(heading.flatMap((line) => marksOfComment(line.trim())));
}

interface Summary {
  readonly marks: ReadonlySet<CommentMark>;
  readonly statementCount: number;
  readonly usesConcurrently: boolean;
}

/** What can be told of a script without parsing it. */
function summarize(text: string): Summary {
  const marks = new Set<CommentMark>();
  let statementCount = 0;
  let usesConcurrently = false;
  const far = new TextMarks(text);
  for (let offset = 0; offset < text.length; ) {
    const piece = lexChunk(text, offset, far);
    for (const { start, end } of piece.trivia) {
      for (const mark of marksOfComment(text.slice(offset + start, offset + end))) marks.add(mark);
    }
    if (piece.tokens.length > 0) statementCount++;
    usesConcurrently ||= needsNoTransaction(piece.tokens);
    offset = Math.max(piece.end, offset + 1);
  }
  return { marks, statementCount, usesConcurrently };
}

function needsNoTransaction(tokens: readonly SqlToken[]): boolean {
  const first = tokens[0]?.word;
  if (first === 'vacuum') return true;
  return first !== 'refresh' && first !== 'do' && tokens.some(({ word }) => word === 'concurrently');
}

const TOOL_MARKS: readonly (readonly [CommentMark, MigrationTool])[] = [
  ['tool:drizzle', 'drizzle'],
  ['tool:goose', 'goose'],
  ['tool:dbmate', 'dbmate'],
  ['tool:node-pg-migrate', 'node-pg-migrate'],
];

/** The tool that a file's comments speak to. */
export function toolOfText(text: string): MigrationTool | undefined {
  for (const line of text.split('\n')) {
    if (!line.includes('--')) continue;
    const marks = marksOfComment(line.slice(line.indexOf('--')).trim());
    const found = TOOL_MARKS.find(([mark]) => marks.includes(mark));
    if (found) return found[1];
  }
  return undefined;
}
