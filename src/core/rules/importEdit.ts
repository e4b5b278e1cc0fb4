import type { SyntaxDocument } from '../ports.ts';
import { lineBreakOf } from '../text/lines.ts';
import type { SpanEdit } from '../text/span.ts';

/** Inserts an import line unless the document has it already. */
export function importEdit(text: string, line: string, offset: number): SpanEdit | undefined {
  if (text.split(/\r?\n/u).some((existing) => sameImport(existing, line))) return undefined;
  return { span: { start: offset, end: offset }, newText: line + lineBreakOf(text) };
}

/** Where a new import goes: the line after the last import, else after shebang, directives and docstring. */
export function importOffsetOf(document: SyntaxDocument, text: string): number {
  const last = document.imports.at(-1);
  if (last) return lineEnd(text, last.span.end);
  return PREAMBLE.exec(text)?.[0].length ?? 0;
}

/** Byte order mark, shebang, encoding and other comment lines, `'use client'`, a module docstring. */
const PREAMBLE =
  /^\uFEFF?(?:#![^\n]*\n)?(?:(?:#|\/\/)[^\n]*\n|\/\*[\s\S]*?\*\/[^\n]*\n|\s*\n|(["'])use [\w ]+\1;?[^\n]*\n|("""|''')[\s\S]*?\2[^\n]*\n)*/u;

function lineEnd(text: string, offset: number): number {
  const next = text.indexOf('\n', offset);
  return next < 0 ? text.length : next + 1;
}

function sameImport(existing: string, wanted: string): boolean {
  const normalize = (line: string): string =>
    line.trim().replace(/;$/u, '').replace(/["']/gu, '"').replace(/\s+/gu, ' ');
  return normalize(existing) === normalize(wanted);
}
