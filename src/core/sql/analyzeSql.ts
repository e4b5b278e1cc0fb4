// SQL helper: replace this file by the real one; this is the shape src/core/rules/analyzer.ts calls.
import type { CancellationSignal } from '../cancellation.ts';
import type { Comment, SqlParser } from '../ports.ts';
import type { SyntaxProblem } from '../rules/analysis.ts';
import type { MigrationFolder } from '../rules/projectConfig.ts';
import type { RawFinding } from '../rules/rawFinding.ts';
import type { ActiveRule } from '../rules/ruleModel.ts';

export interface SqlAnalysisInput {
  readonly text: string;
  readonly path: string;
  readonly rules: readonly ActiveRule[];
  readonly options: { readonly targetVersion: number; readonly migrations: readonly MigrationFolder[] };
  readonly previous: SqlAnalysis | undefined;
  readonly parser: SqlParser;
  readonly cancellation: CancellationSignal;
}

export interface SqlAnalysis {
  readonly findings: readonly RawFinding[];
  readonly syntaxErrors: readonly SyntaxProblem[];
  readonly comments: readonly Comment[];
  readonly statementCount: number;
  /** Start of the statement around an offset (its first token, not the comments before it). */
  statementStart(offset: number): number;
}

export function analyzeSql(_input: SqlAnalysisInput): SqlAnalysis {
  return {
    findings: [],
    syntaxErrors: [],
    comments: [],
    statementCount: 0,
    statementStart: (offset) => offset,
  };
}
