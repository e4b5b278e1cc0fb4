import type { Capture } from '../ports.ts';
import { compileConditions, type MatchTest } from '../rules/evaluateConditions.ts';
import type { FixProposal, RelatedSpan } from '../rules/finding.ts';
import { fillTemplate, renderFix } from '../rules/renderFix.ts';
import type { ActiveRule, FindingTag, FixTemplate, SqlPatternMatcher } from '../rules/ruleModel.ts';
import type { Span } from '../text/span.ts';
import { matchersFor, type StatementPlace } from './ruleDispatch.ts';
import type { SqlFileContext } from './sqlFileContext.ts';
import type { SqlReport } from './sqlRule.ts';
import type { SqlStatement } from './sqlStatement.ts';
import { type CompiledSqlPattern, compileSqlPattern, matchSqlPattern } from './tokenPattern.ts';

/** How a token pattern matched. */
export interface SqlPatternMatch {
  readonly matcher: SqlPatternMatcher;
  readonly span: Span;
  readonly captures: ReadonlyMap<string, Capture>;
}

/** One finding of a rule; in a statement's own list spans count from the statement, in an analysis from the text. */
export interface SqlFinding {
  readonly rule: ActiveRule;
  readonly span: Span;
  readonly message: string;
  readonly fixes: readonly FixProposal[];
  readonly related: readonly RelatedSpan[];
  readonly tags: readonly FindingTag[];
  readonly match?: SqlPatternMatch;
}

const NOTHING: readonly never[] = [];

/** All findings of all rules in one statement, spans relative to it. */
export function runRules(
  rules: readonly ActiveRule[],
  statement: SqlStatement,
  context: SqlFileContext,
  place: StatementPlace = 'file',
): readonly SqlFinding[] {
  const findings: SqlFinding[] = [];
  for (const { rule, matcher } of matchersFor(rules, place, statement.kind)) {
    if (matcher.kind === 'sqlCheck') {
      for (const report of matcher.check(statement, context)) findings.push(findingOf(rule, report));
    } else {
      matchPattern(rule, matcher, statement, context.path, findings);
    }
  }
  return findings.length === 0 ? NOTHING : findings.sort(byPlace);
}

/** Findings in the order of the text. */
export function byPlace(a: SqlFinding, b: SqlFinding): number {
  return a.span.start - b.span.start || a.span.end - b.span.end;
}

function findingOf(rule: ActiveRule, report: SqlReport): SqlFinding {
  return {
    rule,
    span: report.span,
    message: report.message ?? rule.message,
    fixes: report.fixes ?? NOTHING,
    related: report.related ?? NOTHING,
    tags: report.tags ?? rule.tags ?? NOTHING,
  };
}

interface CompiledMatcher {
  readonly pattern: CompiledSqlPattern;
  readonly unless: readonly CompiledSqlPattern[];
  readonly fixes: readonly { readonly template: FixTemplate; readonly keeps: MatchTest }[];
}

// Matchers are plain data that live as long as their rule set.
const compiled = new WeakMap<SqlPatternMatcher, CompiledMatcher>();

function compile(matcher: SqlPatternMatcher): CompiledMatcher {
  let entry = compiled.get(matcher);
  if (!entry) {
    entry = {
      pattern: compileSqlPattern(matcher.pattern),
      unless: (matcher.unless ?? []).map((pattern) => compileSqlPattern(pattern)),
      fixes: (matcher.fixes ?? []).map((template) => ({
        template,
        keeps: compileConditions(template.where),
      })),
    };
    compiled.set(matcher, entry);
  }
  return entry;
}

function matchPattern(
  rule: ActiveRule,
  matcher: SqlPatternMatcher,
  statement: SqlStatement,
  path: string,
  findings: SqlFinding[],
): void {
  const { pattern, unless, fixes } = compile(matcher);
  const matches = matchSqlPattern(pattern, statement);
  if (matches.length === 0 || unless.some((other) => matchSqlPattern(other, statement).length > 0)) return;
  for (const { span, captures } of matches) {
    const reported = matcher.report === undefined ? undefined : captures.get(matcher.report)?.span;
    findings.push({
      rule,
      span: reported ?? span,
      message: fillTemplate(matcher.message ?? rule.message, captures),
      fixes: renderFixes(fixes, { span, captures }, statement.text, path),
      related: NOTHING,
      tags: rule.tags ?? NOTHING,
      match: { matcher, span, captures },
    });
  }
}

/** Conditions on a fix see the statement as the document. */
function renderFixes(
  fixes: CompiledMatcher['fixes'],
  match: Pick<SqlPatternMatch, 'span' | 'captures'>,
  text: string,
  path: string,
): readonly FixProposal[] {
  const subject = { text: text.slice(match.span.start, match.span.end), captures: match.captures };
  return fixes
    .filter(({ keeps }) => keeps(subject, { path, text }))
    .flatMap(({ template }) => renderFix(template, match, { text, importOffset: () => 0 }) ?? []);
}
