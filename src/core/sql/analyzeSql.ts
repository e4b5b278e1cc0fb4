import { type CancellationSignal, NEVER_CANCELLED } from '../cancellation.ts';
import type { Comment, SqlParser } from '../ports.ts';
import type { ActiveRule } from '../rules/ruleModel.ts';
import type { Span } from '../text/span.ts';
import { describeFile } from './describeFile.ts';
import { type FileFacts, foldFacts } from './fileFacts.ts';
import { type FolderFacts, factsThatLast, NO_FOLDER_FACTS } from './folderFacts.ts';
import { mayHoldStatements } from './innerStatements.ts';
import { joinFindings, judgeInner } from './judgeInner.ts';
import { locateFinding } from './locateFinding.ts';
import type { SqlOptions } from './migrationTool.ts';
import { nameHoles } from './nameHoles.ts';
import type { SqlFinding } from './runRules.ts';
import { runRules } from './runRules.ts';
import { splitIncrementally } from './splitIncrementally.ts';
import type { SqlFile } from './sqlFileContext.ts';
import type { SqlStatement } from './sqlStatement.ts';
import {
  type CachedChunk,
  StatementCache,
  type StatementEntry,
  type StatementResult,
} from './statementCache.ts';
import type { SqlFact } from './statementFacts.ts';
import { type ContextSource, readsHold, TrackedContext, VOLATILE_QUESTIONS } from './trackedContext.ts';

export interface AnalyzeSqlRequest {
  readonly text: string;
  /** Workspace-relative, with `/`. */
  readonly path: string;
  /** Rules with `sqlCheck` or `sqlPattern` matchers; others are passed over. */
  readonly rules: readonly ActiveRule[];
  readonly options?: SqlOptions;
  /** An earlier analysis of the same file, whatever its text and rules were: it only saves work. */
  readonly previous?: SqlAnalysis | undefined;
  readonly parser: SqlParser;
  readonly cancellation?: CancellationSignal;
}

/** One statement in its place. */
export interface LocatedStatement {
  readonly span: Span;
  readonly statement: SqlStatement;
  /** Spans count from the statement's start; the same array as before while the statement's findings are the same. */
  readonly findings: readonly SqlFinding[];
}

export interface SqlSyntaxProblem {
  readonly span: Span;
  readonly message: string;
}

/** What is known of one version of a SQL text. Lists are made when first read; offsets are the text's. */
export interface SqlAnalysis {
  readonly statementCount: number;
  /** In document order. */
  readonly findings: readonly SqlFinding[];
  readonly syntaxErrors: readonly SqlSyntaxProblem[];
  readonly comments: readonly Comment[];
  readonly statements: readonly LocatedStatement[];
  /** What the file means for other migrations of its folder; the same array as before while nothing of it changes. */
  readonly lastingFacts: readonly SqlFact[];
  readonly file: SqlFile;
  /** Start of the statement that holds the offset, or the offset itself between statements. */
  statementStart(offset: number): number;
  /** The same of the innermost statement inside it, such as one of a function's body. */
  innerStatementStart(offset: number): number;
  /** False when the work was cancelled: findings of later statements are missing. */
  readonly complete: boolean;
}

/** Cancellation is asked about once in this many statements that have to be judged anew. */
const CANCELLATION_STRIDE = 32;

/** Splits, parses and judges a SQL text, reusing from `previous` whatever an edit did not touch. */
export function analyzeSql(request: AnalyzeSqlRequest): SqlAnalysis {
  const { text, path, rules, parser, options = {}, cancellation = NEVER_CANCELLED } = request;
  const previous = request.previous instanceof Analysis ? request.previous : undefined;
  const cache = previous?.cache ?? new StatementCache();
  const split = splitIncrementally(text, previous, cache, parser);
  const { chunks, keptBefore, keptAfter } = split;
  const sameFacts = previous !== undefined && factsAgree(previous.chunks, chunks, keptBefore, keptAfter);
  const facts = sameFacts ? previous.facts : foldFacts(chunks.map((chunk) => chunk.facts));
  const file = describeFile(text, path, options, chunks, facts);
  const sameRules = cache.judgeBy(rules, file);
  const history = options.history ?? NO_FOLDER_FACTS;
  const reusable =
    sameFacts &&
    sameRules &&
    previous.complete &&
    previous.epoch === cache.epoch &&
    previous.history === history;
  let statements: readonly SqlStatement[] | undefined;
  const source: ContextSource = {
    history,
    file,
    facts,
    activeRules: idsOf(rules),
    statements: () => {
      statements ??= statementsOf(chunks);
      return statements;
    },
    leadLength: (index) => chunks[index]?.chunk.statementStart ?? 0,
    lastStatementEnd: (index) => lastEnd(chunks, split.starts) - startOf(chunks, split.starts, index),
  };
  const results: StatementResult[] = [];
  let judged = 0;
  let complete = true;
  for (const [index, chunk] of rules.length === 0 ? [] : chunks.entries()) {
    const before = reusable
      ? previousResult(previous, index, chunks.length, keptBefore, keptAfter)
      : undefined;
    if (before && !before.readsAll) {
      results.push(before);
      continue;
    }
    const known = chunk.entry?.result;
    if (chunk.entry === undefined) {
      results.push(NO_RESULT);
    } else if (known && known.epoch === cache.epoch && readsHold(known.reads, source, index)) {
      results.push(known);
    } else {
      if (judged++ % CANCELLATION_STRIDE === 0 && cancellation.isCancellationRequested) {
        complete = false;
        break;
      }
      results.push(judge({ entry: chunk.entry, rules, source, index, cache, parser }));
    }
  }
  cache.prune(chunks);
  return new Analysis(
    { ...split, facts, history, file, results, cache, epoch: cache.epoch, complete },
    previous,
  );
}

function startOf(chunks: readonly CachedChunk[], starts: readonly number[], index: number): number {
  return (starts[index] ?? 0) + (chunks[index]?.chunk.statementStart ?? 0);
}

function lastEnd(chunks: readonly CachedChunk[], starts: readonly number[]): number {
  const last = chunks.findLastIndex(({ entry }) => entry !== undefined);
  return startOf(chunks, starts, last) + (chunks[last]?.entry?.statement.text.length ?? 0);
}

const idsByRules = new WeakMap<readonly ActiveRule[], ReadonlySet<string>>();

/** Lists of rules are shared by many files. */
function idsOf(rules: readonly ActiveRule[]): ReadonlySet<string> {
  let ids = idsByRules.get(rules);
  if (!ids) {
    ids = new Set(rules.map(({ id }) => id));
    idsByRules.set(rules, ids);
  }
  return ids;
}

const NO_RESULT: StatementResult = { epoch: 0, reads: [], readsAll: false, findings: [] };

interface JudgeRequest {
  readonly entry: StatementEntry;
  readonly rules: readonly ActiveRule[];
  readonly source: ContextSource;
  readonly index: number;
  readonly cache: StatementCache;
  readonly parser: SqlParser;
}

function judge({ entry, rules, source, index, cache, parser }: JudgeRequest): StatementResult {
  const { epoch } = cache;
  const context = new TrackedContext(source, index);
  const { statement } = entry;
  let findings = nameHoles(runRules(rules, statement, context), statement);
  if (mayHoldStatements(statement) && rules.length > 0) {
    findings = joinFindings(findings, judgeInner(rules, cache.innerOf(entry, parser).statements, context));
  }
  const { reads } = context;
  const result = {
    epoch,
    reads,
    readsAll: reads.some(({ question }) => VOLATILE_QUESTIONS.has(question)),
    findings,
  };
  entry.result = result;
  return result;
}

function previousResult(
  previous: Analysis,
  index: number,
  count: number,
  keptBefore: number,
  keptAfter: number,
): StatementResult | undefined {
  if (index < keptBefore) return previous.results[index];
  const fromEnd = count - index;
  return fromEnd <= keptAfter ? previous.results[previous.results.length - fromEnd] : undefined;
}

/** True when the statements between the kept ones say about the file what those in their place said. */
function factsAgree(
  before: readonly CachedChunk[],
  after: readonly CachedChunk[],
  keptBefore: number,
  keptAfter: number,
): boolean {
  if (before.length !== after.length) return false;
  for (let index = keptBefore; index < after.length - keptAfter; index++) {
    const [old, now] = [before[index]?.facts, after[index]?.facts];
    if (old !== now && (old?.length !== now?.length || old?.some((fact, at) => fact !== now?.[at])))
      return false;
    if ((before[index]?.entry === undefined) !== (after[index]?.entry === undefined)) return false;
  }
  return true;
}

function statementsOf(chunks: readonly CachedChunk[]): readonly SqlStatement[] {
  return chunks.flatMap(({ entry }) => (entry ? [entry.statement] : []));
}

interface AnalysisState {
  readonly text: string;
  readonly chunks: readonly CachedChunk[];
  readonly starts: readonly number[];
  readonly keptBefore: number;
  readonly keptAfter: number;
  readonly facts: FileFacts;
  readonly history: FolderFacts;
  readonly file: SqlFile;
  readonly results: readonly StatementResult[];
  readonly cache: StatementCache;
  readonly epoch: number;
  readonly complete: boolean;
}

class Analysis implements SqlAnalysis {
  readonly text: string;
  readonly chunks: readonly CachedChunk[];
  readonly starts: readonly number[];
  readonly facts: FileFacts;
  readonly history: FolderFacts;
  readonly file: SqlFile;
  readonly results: readonly StatementResult[];
  readonly cache: StatementCache;
  readonly epoch: number;
  readonly complete: boolean;
  #located: readonly (readonly SqlFinding[])[] | undefined;
  #findings: readonly SqlFinding[] | undefined;
  #syntaxErrors: readonly SqlSyntaxProblem[] | undefined;
  #comments: readonly Comment[] | undefined;
  #statements: readonly LocatedStatement[] | undefined;
  #lastingFacts: readonly SqlFact[] | undefined;

  constructor(state: AnalysisState, previous: Analysis | undefined) {
    this.text = state.text;
    this.chunks = state.chunks;
    this.starts = state.starts;
    this.facts = state.facts;
    this.history = state.history;
    this.file = state.file;
    this.results = state.results;
    this.cache = state.cache;
    this.epoch = state.epoch;
    this.complete = state.complete;
    if (previous) this.#located = this.#share(previous, state.keptBefore);
    if (previous?.facts === state.facts) this.#lastingFacts = previous.lastingFacts;
  }

  get statementCount(): number {
    return this.statements.length;
  }

  get findings(): readonly SqlFinding[] {
    this.#findings ??= this.#locateAll().flat();
    return this.#findings;
  }

  get syntaxErrors(): readonly SqlSyntaxProblem[] {
    this.#syntaxErrors ??= this.chunks.flatMap(({ chunk }, index) => {
      if (chunk.error === undefined) return [];
      const start = (this.starts[index] ?? 0) + chunk.error.offset;
      const length = errorLength(this.text, start);
      // At the end of a line there is nothing to mark but the character before.
      const span =
        length > 0 ? { start, end: start + length } : { start: Math.max(0, start - 1), end: start };
      return [{ span, message: chunk.error.message }];
    });
    return this.#syntaxErrors;
  }

  get comments(): readonly Comment[] {
    this.#comments ??= this.chunks.flatMap(({ chunk, entry }, index) => {
      const base = this.starts[index] ?? 0;
      const own = chunk.comments.map(({ start, end }) => this.#comment(base + start, base + end));
      const inner = entry?.inner?.comments ?? [];
      if (inner.length === 0) return own;
      const statementStart = this.#statementStart(index);
      const inside = inner.map(({ start, end }) =>
        this.#comment(statementStart + start, statementStart + end),
      );
      return [...own, ...inside].sort((a, b) => a.span.start - b.span.start);
    });
    return this.#comments;
  }

  get lastingFacts(): readonly SqlFact[] {
    this.#lastingFacts ??= factsThatLast(
      this.chunks.map(({ facts }) => facts),
      this.facts,
    );
    return this.#lastingFacts;
  }

  get statements(): readonly LocatedStatement[] {
    this.#statements ??= this.chunks.flatMap(({ entry }, index) => {
      if (!entry) return [];
      const start = this.#statementStart(index);
      const span = { start, end: start + entry.statement.text.length };
      return [{ span, statement: entry.statement, findings: this.results[index]?.findings ?? [] }];
    });
    return this.#statements;
  }

  statementStart(offset: number): number {
    const index = lastStartAtMost(this.starts, offset);
    const entry = this.chunks[index]?.entry;
    if (!entry) return offset;
    const start = this.#statementStart(index);
    return start <= offset && offset <= start + entry.statement.text.length ? start : offset;
  }

  innerStatementStart(offset: number): number {
    const index = lastStartAtMost(this.starts, offset);
    const inner = this.chunks[index]?.entry?.inner?.statements ?? [];
    const base = this.#statementStart(index);
    let start: number | undefined;
    for (const { statement, at, place } of inner) {
      const [from, to] = [base + at(0), base + at(statement.text.length)];
      if (place !== 'expression' && from <= offset && offset <= to) start = Math.max(start ?? from, from);
    }
    return start ?? this.statementStart(offset);
  }

  #comment(start: number, end: number): Comment {
    return { span: { start, end }, text: this.text.slice(start, end) };
  }

  #statementStart(index: number): number {
    return (this.starts[index] ?? 0) + (this.chunks[index]?.chunk.statementStart ?? 0);
  }

  #locateAll(): readonly (readonly SqlFinding[])[] {
    const kept = this.#located ?? [];
    this.#located = this.results.map((result, index) => {
      const shared = kept[index];
      if (shared !== undefined) return shared;
      const start = this.#statementStart(index);
      return result.findings.map((finding) => locateFinding(finding, start));
    });
    return this.#located;
  }

  /** Findings before the edit stand where they stood. */
  #share(previous: Analysis, keptBefore: number): readonly (readonly SqlFinding[])[] {
    const shared: (readonly SqlFinding[])[] = [];
    const located = previous.#located ?? [];
    for (let index = 0; index < keptBefore; index++) {
      const findings = located[index];
      if (findings !== undefined && previous.results[index] === this.results[index]) shared[index] = findings;
    }
    return shared;
  }
}

function lastStartAtMost(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

// Postgres names are at most 63 bytes.
const WORD_LENGTH_MAX = 64;

/** An error marks the word it stands at; 0 when it stands at the end of a line. */
function errorLength(text: string, offset: number): number {
  return /^(?:[\p{L}\p{N}_]+|\S)/u.exec(text.slice(offset, offset + WORD_LENGTH_MAX))?.[0].length ?? 0;
}
