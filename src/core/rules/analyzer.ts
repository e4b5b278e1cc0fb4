import { type CancellationSignal, NEVER_CANCELLED } from '../cancellation.ts';
import type { ParsePlainTree } from '../patterns/learn/plainTree.ts';
import type { Comment, SqlParser, SyntaxDocument, SyntaxEngine } from '../ports.ts';
import type { RecipeHost } from '../recipes/recipeHost.ts';
import { resolveRecipe } from '../recipes/resolveRecipe.ts';
import { analyzeSql, type SqlAnalysis } from '../sql/analyzeSql.ts';
import type { FolderHistory } from '../sql/folderHistory.ts';
import { LineIndex } from '../text/lineIndex.ts';
import type { Analysis, DocumentInput } from './analysis.ts';
import { analyzeTree } from './analyzeTree.ts';
import { applySuppressions } from './applySuppressions.ts';
import type { Finding, FixProposal } from './finding.ts';
import { isGenerated } from './generatedFiles.ts';
import type { Language } from './languages.ts';
import { matchLearned } from './learned/matchLearned.ts';
import { DEFAULT_LIMITS, type Limits, limitExceeded } from './limits.ts';
import { layerOfPath, type ProjectConfig } from './projectConfig.ts';
import type { RawFinding } from './rawFinding.ts';
import type { ApplicableRules, RuleSet } from './ruleSet.ts';
import { MAY_SUPPRESS } from './suppressions.ts';

export interface AnalyzerParts {
  readonly syntax: SyntaxEngine;
  readonly sqlParser: SqlParser;
  readonly ruleSet: RuleSet;
  readonly config: ProjectConfig;
  readonly limits?: Limits;
  readonly history?: FolderHistory;
  /** Without it no recipe is offered. */
  readonly recipes?: RecipeHost;
  /** Without it learned patterns find nothing. */
  readonly plainTrees?: ParsePlainTree;
}

/** An analysis with the caches that make the next version of the same document cheap. */
export interface AnalyzedDocument {
  readonly input: DocumentInput;
  readonly analysis: Analysis;
  readonly lines: LineIndex;
  readonly sql?: SqlAnalysis;
}

export interface Analyzer {
  readonly ruleSet: RuleSet;
  readonly config: ProjectConfig;
  /** Returns undefined when cancelled. */
  analyze(
    input: DocumentInput,
    previous?: AnalyzedDocument,
    cancellation?: CancellationSignal,
  ): AnalyzedDocument | undefined;
  /**
   * The fix with all it takes: a recipe with its edits and files, any other fix as it is. Undefined for a recipe that
   * does not fit. Asks the disk, so only for fixes about to be shown or applied.
   */
  resolveFix(document: AnalyzedDocument, finding: Finding, fix: FixProposal): FixProposal | undefined;
}

export function createAnalyzer(parts: AnalyzerParts): Analyzer {
  return {
    ruleSet: parts.ruleSet,
    config: parts.config,
    analyze: (input, previous, cancellation = NEVER_CANCELLED) => {
      const lines = new LineIndex(input.text);
      const skipped =
        limitExceeded(input.text, lines.lineCount, parts.limits ?? DEFAULT_LIMITS) ??
        grammarMissing(parts.syntax, input.language);
      if (skipped !== undefined) return { input, lines, analysis: { ...EMPTY_ANALYSIS, skipped } };
      const analyzed =
        input.language === 'sql'
          ? analyzeSqlDocument(parts, input, lines, previous?.sql, cancellation)
          : analyzeTreeDocument(parts, input, lines, cancellation);
      return cancellation.isCancellationRequested ? undefined : analyzed;
    },
    resolveFix: (document, finding, fix) => {
      if (fix.recipe === undefined) return fix;
      const { recipes: host, sqlParser: parser, config } = parts;
      return host && resolveRecipe({ host, parser, config }, document, finding, fix);
    },
  };
}

function grammarMissing(syntax: SyntaxEngine, language: Language): string | undefined {
  if (language === 'sql' || syntax.supports(language)) return undefined;
  return `not checked: this platform has no grammar for ${language}`;
}

const EMPTY_ANALYSIS: Analysis = {
  findings: [],
  suppressedCount: 0,
  syntaxProblems: [],
  syntaxErrorCount: () => 0,
  statementCount: 0,
};

function analyzeTreeDocument(
  parts: AnalyzerParts,
  input: DocumentInput,
  lines: LineIndex,
  cancellation: CancellationSignal,
): AnalyzedDocument {
  const rules = parts.ruleSet.applicable(input.language, input.path);
  const document: SyntaxDocument = parts.syntax.parse(input.language, input.text);
  const found = [
    ...analyzeTree(input, document, rules, parts.config, cancellation),
    ...findLearned(parts, input, rules, cancellation),
  ];
  const raw = isGenerated(input.text)
    ? found.filter(({ rule }) => rule.problemType === 'Security' || rule.origin !== 'builtin')
    : found;
  const { findings, suppressedCount } = finish(parts, input, lines, raw, () => document.comments);
  return {
    input,
    lines,
    analysis: {
      findings,
      suppressedCount,
      syntaxProblems: [],
      syntaxErrorCount: () => document.errorCount,
      statementCount: 0,
    },
  };
}

function analyzeSqlDocument(
  parts: AnalyzerParts,
  input: DocumentInput,
  lines: LineIndex,
  previous: SqlAnalysis | undefined,
  cancellation: CancellationSignal,
): AnalyzedDocument {
  const applicable = parts.ruleSet.applicable('sql', input.path);
  const history = parts.history?.around(input.path);
  const runInTransaction = parts.history?.runsInTransaction(input.path);
  const sql = analyzeSql({
    text: input.text,
    path: input.path,
    rules: applicable.sql,
    options: {
      targetVersion: parts.config.postgresVersion,
      migrations: parts.config.migrations,
      ...(history && { history }),
      ...(parts.config.assumeInTransaction !== undefined && {
        assumeInTransaction: parts.config.assumeInTransaction,
      }),
      ...(runInTransaction !== undefined && { runInTransaction }),
    },
    previous: previous ?? parts.history?.takeParsed(input.path, input.text),
    parser: parts.sqlParser,
    cancellation,
  });
  parts.history?.analyzed(input.path, sql);
  const learned = findLearned(parts, input, applicable, cancellation);
  const { findings, suppressedCount } = finish(
    parts,
    input,
    lines,
    learned.length === 0 ? sql.findings : [...sql.findings, ...learned].sort(byPlace),
    () => sql.comments,
    (offset) => [sql.statementStart(offset), sql.innerStatementStart(offset)],
  );
  return {
    input,
    lines,
    sql,
    analysis: {
      findings,
      suppressedCount,
      syntaxProblems: sql.syntaxErrors,
      syntaxErrorCount: () => sql.syntaxErrors.length,
      statementCount: sql.statementCount,
    },
  };
}

function findLearned(
  { plainTrees }: AnalyzerParts,
  input: DocumentInput,
  { learned }: ApplicableRules,
  cancellation: CancellationSignal,
): readonly RawFinding[] {
  return plainTrees ? matchLearned(input, learned, plainTrees, cancellation) : [];
}

function byPlace(a: RawFinding, b: RawFinding): number {
  return a.span.start - b.span.start || a.span.end - b.span.end;
}

/** Severity, layer and suppressions; the same for every language. */
function finish(
  { ruleSet, config }: AnalyzerParts,
  input: DocumentInput,
  lines: LineIndex,
  raw: readonly RawFinding[],
  comments: () => readonly Comment[],
  statementStarts: (offset: number) => readonly number[] = () => [],
): { readonly findings: readonly Finding[]; readonly suppressedCount: number } {
  const layer = layerOfPath(config, input.path);
  const findings = raw.map((finding): Finding => {
    const tags = finding.tags ?? finding.rule.tags;
    return {
      ruleId: finding.rule.id,
      severity: ruleSet.severityOf(finding.rule),
      message: finding.message,
      span: finding.span,
      origin: finding.rule.origin,
      fixes: finding.fixes,
      ...(layer !== undefined && { layer }),
      ...(finding.rule.sourcePattern !== undefined && { patternId: finding.rule.sourcePattern }),
      ...(tags && { tags }),
      ...(finding.related && { related: finding.related }),
    };
  });
  if (!MAY_SUPPRESS.test(input.text)) return { findings, suppressedCount: 0 };
  return applySuppressions({
    text: input.text,
    language: input.language,
    lines,
    comments: comments(),
    findings,
    ruleSet,
    statementStarts,
    layer,
  });
}
