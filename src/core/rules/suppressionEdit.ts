import { lineBreakOf } from '../text/lines.ts';
import type { SpanEdit } from '../text/span.ts';
import type { AnalyzedDocument, Analyzer } from './analyzer.ts';
import type { Finding } from './finding.ts';
import type { Language } from './languages.ts';
import type { SuppressionScope } from './suppressions.ts';

type CommentStyle = readonly [open: string, close: string];

const SLASHES: CommentStyle = ['// ', ''];
const HASH: CommentStyle = ['# ', ''];
const BLOCK: CommentStyle = ['/* ', ' */'];
const JSX: CommentStyle = ['{/* ', ' */}'];

/** Ways to write a comment, the usual one first; where the first does not work the next is tried. */
const COMMENT_STYLES: Readonly<Record<Language, readonly CommentStyle[]>> = {
  typescript: [SLASHES],
  tsx: [SLASHES, JSX, BLOCK],
  javascript: [SLASHES, JSX, BLOCK],
  python: [HASH],
  go: [SLASHES],
  java: [SLASHES],
  rust: [SLASHES],
  ruby: [HASH],
  php: [SLASHES],
  csharp: [SLASHES],
  kotlin: [SLASHES],
  yaml: [HASH],
  json: [SLASHES],
  html: [['<!-- ', ' -->']],
  css: [BLOCK],
  bash: [HASH],
  sql: [['-- ', '']],
};

/** Reasons are one line: longer ones belong in the commit message, and line breaks would end the comment. */
const SUPPRESSION_REASON_MAX = 200;

/**
 * The edit that hides one finding with a comment, tried on a copy first: a comment that does not hide the finding, or that
 * breaks the syntax (JSON, a multi-line string), is not offered. Undefined when none works.
 */
export function suppressionEdit(
  analyzer: Analyzer,
  document: AnalyzedDocument,
  finding: Finding,
  scope: SuppressionScope,
  reason: string,
): SpanEdit | undefined {
  const { text, language, path } = document.input;
  // The grammar forgives comments in JSON; most readers of a `.json` file do not.
  if (language === 'json' && path.endsWith('.json')) return undefined;
  const words = reason
    .replace(/\s+/gu, ' ')
    .replaceAll('*/', '* /')
    .replaceAll('-->', '-- >')
    .trim()
    .slice(0, SUPPRESSION_REASON_MAX);
  const tail = words === '' ? '' : `: ${words}`;
  for (const [open, close] of COMMENT_STYLES[language]) {
    const directive = scope === 'file' ? 'fixward-ignore-file' : 'fixward-ignore-next-line';
    const comment = `${open}${directive} ${finding.ruleId}${tail}${close}`;
    const offset =
      scope === 'file' ? fileCommentOffset(text) : lineStartOf(text, anchorOf(document, finding));
    const indentation = scope === 'file' ? '' : indentationOfLine(text, offset);
    const edit = { span: { start: offset, end: offset }, newText: indentation + comment + lineBreakOf(text) };
    if (hides(analyzer, document, finding, edit)) return edit;
  }
  return undefined;
}

function hides(analyzer: Analyzer, document: AnalyzedDocument, finding: Finding, edit: SpanEdit): boolean {
  const { input, analysis } = document;
  const text = input.text.slice(0, edit.span.start) + edit.newText + input.text.slice(edit.span.end);
  const after = analyzer.analyze({ ...input, text }, document);
  if (!after || after.analysis.syntaxErrorCount() > analysis.syntaxErrorCount()) return false;
  const count = (findings: readonly Finding[]): number =>
    findings.filter(({ ruleId }) => ruleId === finding.ruleId).length;
  return (
    count(after.analysis.findings) < count(analysis.findings) &&
    after.analysis.findings.length < analysis.findings.length
  );
}

/** A comment inside a SQL statement is harder to see than one above it. */
function anchorOf(document: AnalyzedDocument, finding: Finding): number {
  return document.sql?.innerStatementStart(finding.span.start) ?? finding.span.start;
}

function lineStartOf(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function indentationOfLine(text: string, lineStart: number): string {
  return /^[ \t]*/u.exec(text.slice(lineStart))?.[0] ?? '';
}

/** After a byte order mark, a shebang and `<?php`, which must come first. */
function fileCommentOffset(text: string): number {
  return /^\uFEFF?(?:#![^\n]*\n)?(?:<\?php[^\n]*\n)?/u.exec(text)?.[0].length ?? 0;
}
