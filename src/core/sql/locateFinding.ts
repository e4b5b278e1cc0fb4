import type { Capture } from '../ports.ts';
import type { Span } from '../text/span.ts';
import type { SqlFinding, SqlPatternMatch } from './runRules.ts';

/** Moves a finding's spans from its statement to the document. */
export function locateFinding(finding: SqlFinding, base: number): SqlFinding {
  return {
    rule: finding.rule,
    span: moved(finding.span, base),
    message: finding.message,
    fixes: finding.fixes.map((fix) => ({
      ...fix,
      edits: fix.edits.map((edit) => ({ span: moved(edit.span, base), newText: edit.newText })),
    })),
    related: finding.related.map(({ span, message }) => ({ span: moved(span, base), message })),
    tags: finding.tags,
    ...(finding.match && { match: locateMatch(finding.match, base) }),
  };
}

function locateMatch(match: SqlPatternMatch, base: number): SqlPatternMatch {
  const captures = new Map<string, Capture>();
  for (const [name, { text, span }] of match.captures) captures.set(name, { text, span: moved(span, base) });
  return { matcher: match.matcher, span: moved(match.span, base), captures };
}

function moved({ start, end }: Span, base: number): Span {
  return { start: start + base, end: end + base };
}
