import type { Comment } from '../ports.ts';
import { looksAtSchema } from '../schema/schemaMatchers.ts';
import type { LineIndex } from '../text/lineIndex.ts';
import type { Span, SpanEdit } from '../text/span.ts';
import type { Finding } from './finding.ts';
import type { Language } from './languages.ts';
import type { Rule } from './ruleModel.ts';
import type { RuleSet } from './ruleSet.ts';
import { UNKNOWN_SUPPRESSION, UNUSED_SUPPRESSION } from './suppressionRules.ts';
import { findIncompleteSuppressions, findSuppressions, type Suppression } from './suppressions.ts';

export interface SuppressionInput {
  readonly text: string;
  readonly language: Language;
  readonly lines: LineIndex;
  readonly comments: readonly Comment[];
  readonly findings: readonly Finding[];
  readonly ruleSet: RuleSet;
  /** Starts of the SQL statements around an offset: a comment above a statement covers all of it. */
  readonly statementStarts: (offset: number) => readonly number[];
  readonly layer: number | undefined;
}

/** Hides what comments suppress, and reports the comments that hide nothing or name no rule. */
export function applySuppressions(input: SuppressionInput): {
  readonly findings: readonly Finding[];
  readonly suppressedCount: number;
} {
  const suppressions = findSuppressions(input.text, input.comments, input.lines);
  /** Where the rule ids stand that hid something. */
  const used = new Set<number>();
  const kept = input.findings.filter((finding) => !isSuppressed(finding, suppressions, input, used));
  const notices = suppressions.flatMap((suppression) =>
    suppression.owner === 'fixward' ? noticesOf(suppression, input, used) : [],
  );
  for (const comment of findIncompleteSuppressions(input.comments)) {
    notices.push(
      notice(
        UNKNOWN_SUPPRESSION,
        comment.span,
        input,
        UNKNOWN_SUPPRESSION.message,
        removeComment(input, comment.span),
      ),
    );
  }
  const findings =
    notices.length === 0 ? kept : [...kept, ...notices].sort((a, b) => a.span.start - b.span.start);
  return { findings, suppressedCount: input.findings.length - kept.length };
}

function isSuppressed(
  finding: Finding,
  suppressions: readonly Suppression[],
  input: SuppressionInput,
  used: Set<number>,
): boolean {
  const line = input.lines.positionAt(finding.span.start).line;
  const covered = input
    .statementStarts(finding.span.start)
    .map((start) => input.lines.positionAt(start).line)
    .concat(line);
  let hidden = false;
  for (const suppression of suppressions) {
    if (suppression.scope === 'line' && !covered.includes(suppression.line)) continue;
    if (suppression.rules.length === 0) {
      hidden = true;
      continue;
    }
    for (const { id, span } of suppression.rules) {
      if (id !== finding.ruleId && !input.ruleSet.idsOf(id).includes(finding.ruleId)) continue;
      hidden = true;
      used.add(span.start);
    }
  }
  return hidden;
}

function noticesOf(suppression: Suppression, input: SuppressionInput, used: ReadonlySet<number>): Finding[] {
  return suppression.rules.flatMap(({ id, span }) => {
    if (used.has(span.start)) return [];
    const resolved = input.ruleSet.resolve(id);
    const rule = resolved === undefined ? UNKNOWN_SUPPRESSION : UNUSED_SUPPRESSION;
    // A rule that did not run here proves nothing about its suppression, nor one that also looks at the final schema.
    const ids = input.ruleSet.idsOf(id);
    const active = input.ruleSet.rules.filter((known) => ids.includes(known.id));
    if (resolved !== undefined && (active.length === 0 || active.some(looksAtSchema))) return [];
    const edit =
      suppression.rules.length === 1
        ? removeComment(input, suppression.commentSpan)
        : removeFromList(input.text, span);
    const message =
      resolved === undefined
        ? `No rule is called "${id}".`
        : `Nothing here is found by ${resolved}; the suppression can go.`;
    return [notice(rule, span, input, message, edit)];
  });
}

function notice(
  rule: Rule,
  span: Span,
  { ruleSet, layer }: SuppressionInput,
  message: string,
  edit: SpanEdit,
): Finding {
  const active = ruleSet.rule(rule.id);
  return {
    ruleId: rule.id,
    severity: active ? ruleSet.severityOf(active) : rule.severity,
    message,
    span,
    origin: 'builtin',
    tags: rule.tags ?? [],
    fixes: [{ title: 'Remove the suppression', kind: 'auto', edits: [edit] }],
    ...(layer !== undefined && { layer }),
  };
}

/** Takes the whole line when the comment is all it has, else the comment and the space before it. */
function removeComment({ text, lines }: SuppressionInput, span: Span): SpanEdit {
  const line = lines.positionAt(span.start).line;
  const lineStart = lines.lineStart(line);
  const nextLine = lines.lineStart(lines.positionAt(span.end).line + 1);
  const before = text.slice(lineStart, span.start).trim();
  const after = text.slice(span.end, nextLine).trim();
  if (before === '' && after === '') return { span: { start: lineStart, end: nextLine }, newText: '' };
  if (before === '{' && after === '}') return { span: { start: lineStart, end: nextLine }, newText: '' };
  const start = span.start - (/[ \t]*$/u.exec(text.slice(lineStart, span.start))?.[0].length ?? 0);
  return { span: { start, end: span.end }, newText: '' };
}

function removeFromList(text: string, span: Span): SpanEdit {
  const after = /^\s*,\s*/u.exec(text.slice(span.end))?.[0].length ?? 0;
  if (after > 0) return { span: { start: span.start, end: span.end + after }, newText: '' };
  const before = /,?\s*$/u.exec(text.slice(0, span.start))?.[0].length ?? 0;
  return { span: { start: span.start - before, end: span.end }, newText: '' };
}
