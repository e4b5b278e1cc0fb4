import type { SqlParser } from '../ports.ts';
import type { ActiveRule } from '../rules/ruleModel.ts';
import { type InnerText, innerText } from './innerStatements.ts';
import { lastingFacts } from './lastingFacts.ts';
import { lockFacts } from './lockFacts.ts';
import { type CommentMark, marksOfComment } from './migrationTool.ts';
import { type ParseStatement, readChunk, type SqlChunk } from './readChunk.ts';
import type { SqlFinding } from './runRules.ts';
import type { SqlFile } from './sqlFileContext.ts';
import { parseSqlStatement, type SqlStatement } from './sqlStatement.ts';
import { factsOfStatement, type SqlFact } from './statementFacts.ts';
import type { TextMarks } from './textMarks.ts';
import type { ContextRead } from './trackedContext.ts';

export interface StatementResult {
  /** Which rules and file description judged; see `StatementCache.epoch`. */
  readonly epoch: number;
  readonly reads: readonly ContextRead[];
  /** A rule looked at every statement of the file. */
  readonly readsAll: boolean;
  readonly findings: readonly SqlFinding[];
}

/** What is known of a statement's text. */
export interface StatementEntry {
  readonly statement: SqlStatement;
  readonly facts: readonly SqlFact[];
  /** Absent until it is first asked for; see `StatementCache.innerOf`. */
  inner: InnerText | undefined;
  /** The last judgement; holds wherever the text stands while its reads hold. */
  result: StatementResult | undefined;
}

export interface CachedChunk {
  readonly chunk: SqlChunk;
  readonly entry: StatementEntry | undefined;
  /** The statement's facts and what the piece's comments say. */
  readonly facts: readonly (SqlFact | CommentMark)[];
}

/** Texts kept beyond those of the current document, so that undoing an edit costs nothing. */
const SPARE_ENTRIES = 512;

/** Statements by text, shared by all analyses of one file. */
export class StatementCache {
  readonly #entries = new Map<string, StatementEntry>();
  #rules: readonly ActiveRule[] = [];
  #file: SqlFile | undefined;
  #epoch = 0;

  /** Changes whenever earlier judgements no longer hold. */
  get epoch(): number {
    return this.#epoch;
  }

  /** True when rules and file are those of the last call, so that judgements hold. */
  judgeBy(rules: readonly ActiveRule[], file: SqlFile): boolean {
    const same = this.#file !== undefined && sameFile(file, this.#file) && sameRules(rules, this.#rules);
    if (!same) {
      this.#epoch++;
      this.#rules = rules;
      this.#file = file;
    }
    return same;
  }

  read(text: string, start: number, parser: SqlParser, textMarks: TextMarks): CachedChunk {
    const parse: ParseStatement = (statementText, tokens, terminated) => {
      const known = this.#entries.get(statementText);
      if (known) return known.statement;
      const statement = parseSqlStatement(statementText, tokens, terminated, parser);
      // Texts tried on the way to a broken statement's end can be long and are of no use again.
      if (statement.error === undefined) this.#add(statement, parser);
      return statement;
    };
    const chunk = readChunk(text, start, parse, textMarks);
    const entry =
      chunk.statement && (this.#entries.get(chunk.statement.text) ?? this.#add(chunk.statement, parser));
    const marks = chunk.comments.flatMap(({ start: from, end }) =>
      marksOfComment(text.slice(start + from, start + end)),
    );
    const facts = entry?.facts ?? [];
    return { chunk, entry, facts: marks.length === 0 ? facts : [...marks, ...facts] };
  }

  #add(statement: SqlStatement, parser: SqlParser): StatementEntry {
    // What a block does, it does to the file; what a function will do is known when it is judged.
    const inner = statement.kind === 'DoStmt' ? innerText(statement, parser) : undefined;
    const entry: StatementEntry = {
      statement,
      facts: [
        ...factsOfStatement(statement),
        ...lastingFacts(statement),
        ...lockFacts(statement),
        ...factsOfBlock(inner),
      ],
      inner,
      result: undefined,
    };
    this.#entries.set(statement.text, entry);
    return entry;
  }

  /** What stands inside a statement; found out once for a text. */
  innerOf(entry: StatementEntry, parser: SqlParser): InnerText {
    entry.inner ??= innerText(entry.statement, parser);
    return entry.inner;
  }

  /** Forgets texts that left the document once many have gathered. */
  prune(live: readonly CachedChunk[]): void {
    if (this.#entries.size <= live.length * 2 + SPARE_ENTRIES) return;
    this.#entries.clear();
    for (const { entry } of live) if (entry) this.#entries.set(entry.statement.text, entry);
  }
}

function sameRules(a: readonly ActiveRule[], b: readonly ActiveRule[]): boolean {
  return a === b || (a.length === b.length && a.every((rule, index) => rule === b[index]));
}

function sameFile(a: SqlFile, b: SqlFile): boolean {
  return (
    a.path === b.path &&
    a.targetVersion === b.targetVersion &&
    a.tool === b.tool &&
    a.isMigration === b.isMigration &&
    a.isWrapped === b.isWrapped &&
    a.lineBreak === b.lineBreak
  );
}

function factsOfBlock(inner: InnerText | undefined): readonly SqlFact[] {
  const own = inner?.statements.filter(({ isDeferred }) => !isDeferred) ?? [];
  return own.flatMap(({ facts, statement }) => [...facts, ...lockFacts(statement)].filter(outlivesBlock));
}

/** Statements of a block cannot be joined with those around it. */
function outlivesBlock(fact: SqlFact): boolean {
  return !fact.startsWith('alters:');
}
