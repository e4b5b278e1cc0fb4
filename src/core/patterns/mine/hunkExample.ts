import type { Language } from '../../rules/languages.ts';
import type { ParsePlainTree, PlainTree } from '../learn/plainTree.ts';
import type { LineRange } from './historySource.ts';
import { linesOf } from './lineHunks.ts';
import { continues, type LineRun, statementWindows } from './statementWindow.ts';

/** A file before and after a change. */
export interface FilePair {
  readonly path: string;
  readonly language: Language;
  readonly before: string;
  readonly after: string;
}

/** A statement before and after, as a learner takes it. */
export interface StatementPair {
  readonly path: string;
  /** 0-based, in the file before. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

/** A file pair that is asked for several of its places. */
export interface OpenedPair {
  readonly pair: FilePair;
  readonly ranges: readonly LineRange[];
  readonly beforeLines: readonly string[];
  readonly afterLines: readonly string[];
}

export function openPair(pair: FilePair, ranges: readonly LineRange[]): OpenedPair {
  return { pair, ranges, beforeLines: linesOf(pair.before), afterLines: linesOf(pair.after) };
}

/** Windows asked about; a passage in which this many do not parse is not made of statements. */
const WINDOWS_MAX = 24;

/**
 * The smallest statement around a change that stands by itself before and after it, with all changes in it. Undefined
 * where there is none: a member of a large class, or a text that was already broken.
 */
export function hunkExample(
  { pair, ranges, beforeLines, afterLines }: OpenedPair,
  line: number,
  parse: ParsePlainTree,
): StatementPair | undefined {
  const range = ranges.find(
    ({ beforeLine, beforeCount }) => line >= beforeLine && line < beforeLine + Math.max(1, beforeCount),
  );
  if (!range) return undefined;
  let asked = 0;
  for (const run of statementWindows(beforeLines, changedRun(range, line, afterLines))) {
    const replaced = replacedIn(run, ranges, beforeLines, afterLines);
    if (!replaced) continue;
    const before = dedent(beforeLines.slice(run.first, run.end));
    const after = dedent(replaced);
    if (before === after || after.trim() === '') continue;
    if (++asked > WINDOWS_MAX) return undefined;
    if (standsAlone(parse(pair.language, before)) && standsAlone(parse(pair.language, after))) {
      return { path: pair.path, line: run.first, before, after };
    }
  }
  return undefined;
}

/** One line of a hunk that changed line by line, else all of it. */
function changedRun(range: LineRange, line: number, afterLines: readonly string[]): LineRun {
  const { beforeLine, beforeCount, afterCount } = range;
  if (beforeCount > 0 && beforeCount === afterCount) return { first: line, end: line + 1 };
  if (beforeCount > 0) return { first: beforeLine, end: beforeLine + beforeCount };
  // What was only added stands between two lines of a statement, or at its end.
  const end = isAppended(range, afterLines) ? beforeLine : beforeLine + 1;
  return { first: Math.max(0, beforeLine - 1), end };
}

/** Whether added lines go on from the line before them: `.catch()`, `else`. */
function isAppended({ beforeCount, afterLine }: LineRange, afterLines: readonly string[]): boolean {
  return beforeCount === 0 && continues(afterLines[afterLine] ?? '');
}

/** The lines of a run after the change; undefined where a hunk reaches over its edge. */
function replacedIn(
  run: LineRun,
  ranges: readonly LineRange[],
  beforeLines: readonly string[],
  afterLines: readonly string[],
): readonly string[] | undefined {
  const result: string[] = [];
  let at = run.first;
  for (const range of ranges) {
    const { beforeLine, beforeCount, afterLine, afterCount } = range;
    const end = beforeLine + beforeCount;
    if (beforeLine > run.end || (beforeLine === run.end && !isAppended(range, afterLines))) break;
    if (end < run.first || (end === run.first && !(beforeCount === 0 && beforeLine > run.first))) continue;
    const after = afterLines.slice(afterLine, afterLine + afterCount);
    if (beforeLine >= run.first && end <= run.end) {
      result.push(...beforeLines.slice(at, beforeLine), ...after);
      at = end;
      continue;
    }
    // Lines that belong to each other one by one may be cut between two of them.
    if (beforeCount !== afterCount) return undefined;
    result.push(...beforeLines.slice(at, Math.max(at, beforeLine)));
    result.push(...after.slice(Math.max(0, run.first - beforeLine), run.end - beforeLine));
    at = Math.min(run.end, end);
  }
  return [...result, ...beforeLines.slice(at, run.end)];
}

/** What reads as a statement but is a part of something: a property of an object looks like a label. */
const A_PART = /^(?:labeled_statement|ERROR)$/u;

function standsAlone(tree: PlainTree | undefined): boolean {
  return (
    tree !== undefined && tree.errorCount === 0 && !tree.root.children.some(({ kind }) => A_PART.test(kind))
  );
}

function dedent(lines: readonly string[]): string {
  const margin = /^[ \t]*/u.exec(lines.find((line) => line.trim() !== '') ?? '')?.[0] ?? '';
  return lines
    .map((line) => (line.startsWith(margin) ? line.slice(margin.length) : line.trimStart()))
    .join('\n');
}
