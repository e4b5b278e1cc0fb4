import type { FixProposal } from '../rules/finding.ts';
import type { ActiveRule } from '../rules/ruleModel.ts';
import type { Span, SpanEdit } from '../text/span.ts';
import { InnerContext } from './innerContext.ts';
import type { InnerStatement } from './innerStatements.ts';
import { nameHoles } from './nameHoles.ts';
import { byPlace, runRules, type SqlFinding } from './runRules.ts';
import type { SqlFileContext } from './sqlFileContext.ts';

/** Findings in the statements inside another; spans count from the outer statement. */
export function judgeInner(
  rules: readonly ActiveRule[],
  inner: readonly InnerStatement[],
  outer: SqlFileContext,
): readonly SqlFinding[] {
  return inner.flatMap((one, index) =>
    judgeOne(rules, one, new InnerContext(outer, inner, index)).map((finding) => outward(finding, one)),
  );
}

function judgeOne(
  rules: readonly ActiveRule[],
  { statement, place }: InnerStatement,
  context: SqlFileContext,
): readonly SqlFinding[] {
  return nameHoles(runRules(rules, statement, context, place), statement);
}

/** Both in the order of the text; what a rule saw in the outer statement's own tree is not said again. */
export function joinFindings(
  outer: readonly SqlFinding[],
  inner: readonly SqlFinding[],
): readonly SqlFinding[] {
  const said = new Set(outer.map(keyOf));
  const added = inner.filter((finding) => !said.has(keyOf(finding)));
  return added.length === 0 ? outer : [...outer, ...added].sort(byPlace);
}

function keyOf({ rule, span }: SqlFinding): string {
  return `${rule.id} ${span.start} ${span.end}`;
}

function outward(finding: SqlFinding, inner: InnerStatement): SqlFinding {
  const moved = ({ start, end }: Span): Span => ({ start: inner.at(start), end: inner.at(end) });
  const { match } = finding;
  return {
    ...finding,
    span: moved(finding.span),
    fixes: finding.fixes.flatMap((fix) => fixOutside(fix, inner, moved) ?? []),
    related: finding.related.map(({ span, message }) => ({ span: moved(span), message })),
    ...(match && {
      match: {
        matcher: match.matcher,
        span: moved(match.span),
        captures: new Map(
          [...match.captures].map(([name, { text, span }]) => [name, { text, span: moved(span) }]),
        ),
      },
    }),
  };
}

/** A fix as it is written in the outer text; plans of several files begin at statements of the file alone. */
function fixOutside(
  fix: FixProposal,
  inner: InnerStatement,
  moved: (span: Span) => Span,
): FixProposal | undefined {
  if (fix.newFiles || fix.recipe) return undefined;
  const edits: SpanEdit[] = [];
  for (const { span, newText } of fix.edits) {
    if (inner.isDynamic && span.end === 0) return undefined;
    const quoted = inner.quote(newText);
    if (quoted === undefined) return undefined;
    edits.push({ span: moved(span), newText: quoted });
  }
  return { title: fix.title, kind: fix.kind, edits };
}
