import type { LexedChunk } from './lexChunk.ts';
import { indentationOf, STRONG_START, WEAK_START } from './statementStarts.ts';

/** Whether the text from an offset to the end of its statement parses, and how far that had to read. */
export type TrialParse = (offset: number) => { readonly parses: boolean; readonly readTo: number };

export interface Restart {
  /** Start of the keyword where the next statement begins, or undefined when the whole piece is one statement. */
  readonly offset: number | undefined;
  readonly readTo: number;
}

const CANDIDATE = new RegExp(String.raw`^([ \t]*)(?:(${STRONG_START})|${WEAK_START})`, 'gim');

/** Trials cost a parse each; a half-typed statement with more restarts than this loses the later ones. */
const TRIALS_MAX = 8;

/**
 * Where to cut a piece that does not parse, so that a half-typed statement costs only itself: at a line that starts
 * with a statement's first words and is not indented deeper than the broken statement.
 */
export function findRestart(text: string, chunk: LexedChunk, trial: TrialParse): Restart {
  const indentationMax = indentationOf(text, chunk.start, chunk.statementStart) ?? 0;
  const firstEnd = Math.min(
    chunk.statementStart + (chunk.tokens[0]?.end ?? 0),
    chunk.openComment ?? chunk.end,
  );
  const closed = closedRegions(text, chunk);
  let readTo = chunk.readTo;
  let trials = 0;
  const rest = text.slice(firstEnd, chunk.end);
  for (const found of rest.matchAll(CANDIDATE)) {
    const [, indentation = '', strong] = found;
    const lineOffset = firstEnd + found.index;
    const offset = lineOffset + indentation.length;
    if (found.index === 0 || indentation.length > indentationMax) continue;
    const region = closed.find(({ start, end }) => start < offset && offset < end);
    if (region?.kind === 'opaque') continue;
    if (strong !== undefined && region === undefined) return { offset: lineOffset, readTo };
    if (++trials > TRIALS_MAX) break;
    const outcome = trial(offset);
    readTo = Math.max(readTo, outcome.readTo);
    if (outcome.parses) return { offset: lineOffset, readTo };
  }
  return { offset: undefined, readTo };
}

interface ClosedRegion {
  readonly start: number;
  readonly end: number;
  /** `quoted`: may be two halves of different texts, when a quote before it was forgotten. */
  readonly kind: 'quoted' | 'opaque';
}

/** Comments and quoted texts of more than one line that close inside the piece. */
function closedRegions(text: string, chunk: LexedChunk): readonly ClosedRegion[] {
  const regions: ClosedRegion[] = [];
  const add = (start: number, end: number, kind: ClosedRegion['kind'], closes: boolean): void => {
    if (closes && text.slice(start, end).includes('\n')) regions.push({ start, end, kind });
  };
  for (const { start, end } of chunk.trivia) {
    const [from, to] = [start + chunk.start, end + chunk.start];
    add(from, to, 'opaque', text.endsWith('*/', to) || !text.startsWith('/*', from));
  }
  for (const [index, { kind, start, end }] of chunk.tokens.entries()) {
    if (kind !== 'string' && kind !== 'quotedName') continue;
    const [from, to] = [start + chunk.statementStart, end + chunk.statementStart];
    const isBody = text[from] === '$' && FOLLOWS_BODY.has(chunk.tokens[index + 1]?.word ?? ';');
    const closes = to < chunk.end || (to > from + 1 && CLOSING_MARKS.includes(text[to - 1] ?? ' '));
    add(from, to, isBody ? 'opaque' : 'quoted', closes);
  }
  return regions;
}

const CLOSING_MARKS = '\'"$';

/** Words that may stand after a function's body. Anything else means that the body was closed by a later one's quote. */
const FOLLOWS_BODY: ReadonlySet<string> = new Set([
  ...[';', ',', ')', 'language', 'security', 'set', 'immutable', 'stable', 'volatile', 'strict', 'parallel'],
  ...['cost', 'rows', 'returns', 'called', 'leakproof', 'window', 'support', 'external', 'not', 'as'],
]);
