import type { MigrationScript } from '../migrations/migration.ts';
import type { SqlParser } from '../ports.ts';
import { readChunk } from '../sql/readChunk.ts';
import { parseSqlStatement, type SqlStatement } from '../sql/sqlStatement.ts';
import type { Span } from '../text/span.ts';
import { reasonToPassOver } from './passedOver.ts';
import { type TransactionStep, transactionStep } from './transactionStep.ts';

/** One statement of a script, and what to do about it. */
export interface ScriptStatement {
  /** In the script's file. */
  readonly span: Span;
  readonly statement: SqlStatement;
  readonly step: TransactionStep | undefined;
  /** Why it is not run, to go after "passed over: "; undefined for those that are run. */
  readonly passedOver: string | undefined;
}

export interface ReadScript {
  readonly statements: readonly ScriptStatement[];
  /** Commands of psql, as written. */
  readonly metaCommands: readonly string[];
}

/** Splits the part of a script that runs. */
export function readScript(script: MigrationScript, parser: SqlParser): ReadScript {
  const text = script.text.slice(script.span.start, script.span.end);
  const statements: ScriptStatement[] = [];
  const metaCommands: string[] = [];
  for (let offset = 0; offset < text.length; ) {
    const chunk = readChunk(text, offset, (sql, tokens, terminated) =>
      parseSqlStatement(sql, tokens, terminated, parser),
    );
    const { statement } = chunk;
    const lead = text.slice(offset, offset + (statement ? chunk.statementStart : chunk.length));
    metaCommands.push(...(lead.match(/^[ \t]*\\[a-z!?]\S*/gmu) ?? []).map((command) => command.trim()));
    if (statement !== undefined) {
      const start = script.span.start + offset + chunk.statementStart;
      statements.push({
        span: { start, end: start + statement.text.length },
        statement,
        step: transactionStep(statement),
        passedOver: reasonToPassOver(statement),
      });
    }
    offset += Math.max(1, chunk.length);
  }
  return { statements, metaCommands };
}
