import type { SyntaxDocument } from '../ports.ts';
import { lineBreakOf } from '../text/lines.ts';
import type { SpanEdit } from '../text/span.ts';

/** Inserts an import line unless the document has it already. */
export function importEdit(text: string, line: string, offset: number): SpanEdit | undefined {
  if (text.split(/\r?\n/u).some((existing) => sameImport(existing, line))) return undefined;
  if (pythonNameImported(text, line)) return undefined;
  return { span: { start: offset, end: offset }, newText: line + lineBreakOf(text) };
}

/** Where a new import goes: the line after the last import, else after shebang, directives and docstring. */
export function importOffsetOf(document: SyntaxDocument, text: string): number {
  const last = document.imports.findLast(({ span }) => startsLineAtMargin(text, span.start));
  if (last) return lineEnd(text, statementEnd(text, last.span.end));
  return PREAMBLE.exec(text)?.[0].length ?? 0;
}

/** Byte order mark, shebang, encoding and other comment lines, `'use client'`, a module docstring. */
const PREAMBLE =
  /^\uFEFF?(?:#![^\n]*\n)?(?:(?:#|\/\/)[^\n]*\n|\/\*[\s\S]*?\*\/[^\n]*\n|\s*\n|(["'])use [\w ]+\1;?[^\n]*\n|("""|''')[\s\S]*?\2[^\n]*\n)*/u;

/** An import inside a function or an `if` is no place for one that the whole file needs. */
function startsLineAtMargin(text: string, offset: number): boolean {
  return /\S/u.test(text[text.lastIndexOf('\n', offset - 1) + 1] ?? '');
}

/** Python's `from module import (` goes on to the closing bracket. */
function statementEnd(text: string, offset: number): number {
  const opened = /^\s+import\s*\([^)]*\)/u.exec(text.slice(offset));
  return opened ? offset + opened[0].length : offset;
}

/** Whether the wanted `from module import name` is part of a longer import of the same module. */
function pythonNameImported(text: string, wanted: string): boolean {
  const [, module, name] = /^from (\S+) import (\w+)$/u.exec(wanted) ?? [];
  if (module === undefined || name === undefined) return false;
  const imports = [...text.matchAll(/^from[ \t]+(\S+)[ \t]+import[ \t]+(?:\(([^)]*)\)|([^\r\n#]*))/gmu)];
  return imports.some(
    ([, from, inBrackets, plain]) =>
      from === module && (inBrackets ?? plain ?? '').split(',').some((part) => part.trim() === name),
  );
}

function lineEnd(text: string, offset: number): number {
  const next = text.indexOf('\n', offset);
  return next < 0 ? text.length : next + 1;
}

function sameImport(existing: string, wanted: string): boolean {
  const normalize = (line: string): string =>
    line.trim().replace(/;$/u, '').replace(/["']/gu, '"').replace(/\s+/gu, ' ');
  return normalize(existing) === normalize(wanted);
}
