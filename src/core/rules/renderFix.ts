import type { Capture, TreeMatch } from '../ports.ts';
import { indentationAt, indentsWithTabs, lineBreakOf } from '../text/lines.ts';
import type { Span, SpanEdit } from '../text/span.ts';
import type { FixProposal } from './finding.ts';
import { importEdit } from './importEdit.ts';
import type { FixTemplate, TemplateEdit } from './ruleModel.ts';

export interface RenderContext {
  readonly text: string;
  /** Offset after the last import of the document, or where the first one belongs. */
  readonly importOffset: () => number;
}

/** The concrete edits of a template for one match; undefined when a metavariable to edit was not bound. */
export function renderFix(
  template: FixTemplate,
  match: Pick<TreeMatch, 'span' | 'captures'>,
  context: RenderContext,
): FixProposal | undefined {
  const parts: readonly TemplateEdit[] = [
    ...(template.replace === undefined ? [] : [{ text: template.replace }]),
    ...(template.edits ?? []),
  ];
  const edits: SpanEdit[] = [];
  for (const part of parts) {
    const target = part.at === undefined ? match.span : match.captures.get(part.at)?.span;
    if (!target) return undefined;
    const { text } = context;
    const placed = reindent(part.text, indentationAt(text, target.start), text);
    const newText = fillTemplate(placed, match.captures);
    const span = placeOf(target, part.place ?? 'replace');
    edits.push({ span: newText === '' ? wholeLineOf(text, span) : span, newText });
  }
  for (const line of template.needsImports ?? []) {
    const edit = importEdit(context.text, line, context.importOffset());
    if (edit) edits.push(edit);
  }
  return { title: fillTemplate(template.title, match.captures), kind: template.kind, edits };
}

/** Replaces `$NAME` and `$$$NAME`; a name that was not bound becomes empty. */
export function fillTemplate(template: string, captures: ReadonlyMap<string, Capture>): string {
  return template.replace(
    /\$\$\$([A-Z][A-Z0-9_]*)|\$([A-Z][A-Z0-9_]*)/gu,
    (_, multiple: string, single: string) => captures.get(multiple ?? single)?.text ?? '',
  );
}

function placeOf(span: Span, place: 'replace' | 'before' | 'after'): Span {
  if (place === 'before') return { start: span.start, end: span.start };
  if (place === 'after') return { start: span.end, end: span.end };
  return span;
}

/** What is removed takes its line along when it stands alone on it. */
function wholeLineOf(text: string, span: Span): Span {
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const rest = /^[ \t]*(?:\r?\n|$)/u.exec(text.slice(span.end));
  const alone = rest !== null && text.slice(lineStart, span.start).trim() === '';
  return alone ? { start: lineStart, end: span.end + rest[0].length } : span;
}

/** Later lines of the template start where the edited line starts; captured text keeps its own lines. */
function reindent(template: string, indentation: string, text: string): string {
  if (!template.includes('\n')) return template;
  const lines = template.split(/\r?\n/u);
  const useTabs = indentsWithTabs(text, indentation);
  const widths = lines.map((line) => /^ */u.exec(line)?.[0].length ?? 0).filter((width) => width > 0);
  const step = Math.min(...widths);
  return lines
    .map((line, index) => {
      const width = /^ */u.exec(line)?.[0].length ?? 0;
      const own = useTabs && width > 0 ? '\t'.repeat(Math.round(width / step)) + line.slice(width) : line;
      return index === 0 || line === '' ? own : indentation + own;
    })
    .join(lineBreakOf(text));
}
