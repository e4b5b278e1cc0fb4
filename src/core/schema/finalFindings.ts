import type { ReplayFailure } from '../replay/replayReport.ts';
import type { AnalyzedDocument } from '../rules/analyzer.ts';
import { applySuppressions } from '../rules/applySuppressions.ts';
import type { Finding } from '../rules/finding.ts';
import { layerOfPath, type ProjectConfig } from '../rules/projectConfig.ts';
import type { RuleSet } from '../rules/ruleSet.ts';
import { UNKNOWN_SUPPRESSION, UNUSED_SUPPRESSION } from '../rules/suppressionRules.ts';
import type { LocatedStatement, SqlAnalysis } from '../sql/analyzeSql.ts';
import type { Span } from '../text/span.ts';
import { nameSpan } from './nameSpan.ts';
import { type RemedyPlace, remedyFix } from './remedyFix.ts';
import type { SchemaFinding } from './schemaRule.ts';

export interface FinalInput {
  /** Analyzed with the project's rules; of this file's own text. */
  readonly document: AnalyzedDocument;
  /** What the final schema shows of this file, from `settleFindings`. */
  readonly found: readonly SchemaFinding[];
  /** Statements of this file that did not run. */
  readonly failures: readonly Pick<ReplayFailure, 'start' | 'end'>[];
  /** Rules that were asked about the schema. */
  readonly ruleIds: ReadonlySet<string>;
  readonly ruleSet: RuleSet;
  readonly config: ProjectConfig;
  readonly remedyPlace: RemedyPlace;
}

export interface FinalFindings {
  /** Of the file's own text and of the final schema, in document order. */
  readonly findings: readonly Finding[];
  /** Hidden by comments, those of the text alone not counted. */
  readonly suppressedCount: number;
}

/** Rules over statements that say the same of a column as one over the schema. */
const SAID_OF_STATEMENT: Readonly<Record<string, string>> = {
  'int-primary-key': 'prefer-bigint',
  'timestamp-without-zone': 'prefer-timestamptz',
};

/**
 * The findings of one replayed file. Where a rule looked at the final schema, what it guessed from the text stays only if
 * the schema agrees about the statement, and then in the schema's place, since it points closer and mends in place; and in
 * statements that did not run.
 */
export function finalFindings(input: FinalInput): FinalFindings {
  const { document, failures, ruleIds } = input;
  const { sql } = document;
  if (!sql) return { findings: document.analysis.findings, suppressedCount: 0 };
  const isConfirmed = ({ ruleId, span }: Finding): boolean =>
    input.found.some((found) => found.ruleId === ruleId && isInStatementOf(found, span, sql));
  const own = document.analysis.findings.filter(
    (finding) =>
      !ruleIds.has(finding.ruleId) ||
      failures.some(({ start, end }) => start <= finding.span.start && finding.span.start < end) ||
      isConfirmed(finding),
  );
  const located = input.found.flatMap((found) => findingOf(found, sql, own, input) ?? []);
  const { findings, suppressedCount } = applySuppressions({
    text: document.input.text,
    language: 'sql',
    lines: document.lines,
    comments: sql.comments,
    findings: located,
    ruleSet: input.ruleSet,
    statementStarts: (offset) => [sql.statementStart(offset)],
    layer: layerOfPath(input.config, document.input.path),
  });
  // What comments are for was judged with the file's own findings.
  const isNotice = (ruleId: string) => ruleId === UNUSED_SUPPRESSION.id || ruleId === UNKNOWN_SUPPRESSION.id;
  const kept = findings.filter(({ ruleId }) => !isNotice(ruleId));
  return {
    findings: [...own, ...kept].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end),
    suppressedCount,
  };
}

function findingOf(
  found: SchemaFinding,
  sql: SqlAnalysis,
  own: readonly Finding[],
  { document, ruleSet, config, remedyPlace }: FinalInput,
): Finding | undefined {
  const { path } = document.input;
  const rule = ruleSet.applicable('sql', path).rules.find(({ id }) => id === found.ruleId);
  if (!rule || !found.place) return undefined;
  const at = statementAt(sql, found.place.start);
  const twins = [rule.id, SAID_OF_STATEMENT[rule.id]];
  if (at && own.some(({ ruleId, span }) => twins.includes(ruleId) && holds(at.span, span))) return undefined;
  // A stand-in that the replay put in place for a statement is nothing its author wrote.
  if (found.object.catalog === 'pg_extension' && !at?.statement.text.includes(found.marks?.[0] ?? ''))
    return undefined;
  const layer = layerOfPath(config, path);
  return {
    ruleId: rule.id,
    severity: ruleSet.severityOf(rule),
    message: found.message,
    span: at
      ? moved(nameSpan(at.statement, found), at.span.start)
      : firstLine(found.place, document.input.text),
    origin: rule.origin,
    ...(layer !== undefined && { layer }),
    ...(rule.tags && { tags: rule.tags }),
    fixes: (found.remedies ?? []).flatMap((remedy) => remedyFix(remedy, at, sql, remedyPlace) ?? []),
  };
}

function isInStatementOf({ place }: SchemaFinding, span: Span, sql: SqlAnalysis): boolean {
  const at = place && statementAt(sql, place.start);
  return at !== undefined && holds(at.span, span);
}

function statementAt(sql: SqlAnalysis, offset: number): LocatedStatement | undefined {
  return sql.statements.findLast(({ span }) => span.start <= offset && offset < span.end);
}

function holds(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function moved({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

function firstLine({ start, end }: Span, text: string): Span {
  const lineEnd = text.slice(start, end).search(/[\r\n]/u);
  return { start, end: lineEnd < 0 ? end : start + lineEnd };
}
