import type { SpanEdit } from '../../../text/span.ts';
import type { PlainNode, PlainTree } from '../plainTree.ts';
import { indentAt } from '../template.ts';
import { type ImportedName, type ImportKey, sameImport, textOf } from './importedName.ts';
import { hasImports, importsOf, statementsOf } from './readImports.ts';
import { type ImportStyle, importItem, writeImport } from './writeImport.ts';

/**
 * Edits by which the file imports what it did not: merged into a statement of the same module, else beside the other
 * imports, sorted where they are. No edits where it is imported already; undefined where the name means something else
 * there or the language has no imports.
 */
export function addImport(tree: PlainTree, key: ImportKey): readonly SpanEdit[] | undefined {
  if (!hasImports(tree.language)) return undefined;
  const imports = importsOf(tree);
  if (imports.some((other) => sameImport(other, key))) return [];
  const bound = key.local ?? key.name;
  if (bound !== undefined && imports.some((other) => other.bound === bound)) return undefined;
  return mergedImport(tree, imports, key) ?? ownStatement(tree, imports, key);
}

/** Edits by which the file no longer imports it; none while the name is used or nothing imports it. */
export function dropImport(tree: PlainTree, key: ImportKey): readonly SpanEdit[] {
  const imports = importsOf(tree);
  const found = imports.find((other) => sameImport(other, key));
  if (!found || isUsed(tree, found)) return [];
  const beside = imports.filter(({ statement }) => statement === found.statement);
  return [
    {
      span: beside.length === 1 ? wholeLine(tree, found.statement) : itemSpan(tree, found, beside),
      newText: '',
    },
  ];
}

/** The import in place of another, where the other stands alone in its statement. */
export function replaceImport(
  tree: PlainTree,
  from: ImportKey,
  to: ImportKey,
): readonly SpanEdit[] | undefined {
  const imports = importsOf(tree);
  const found = imports.find((other) => sameImport(other, from));
  if (!found || isUsed(tree, found)) return undefined;
  if (
    imports.some(
      (other) => other !== found && (other.statement === found.statement || other.module === to.module),
    )
  )
    return undefined;
  const newText = writeImport(tree.language, to, styleOf(tree, imports));
  const { start, end } = found.statement;
  return newText === undefined ? undefined : [{ span: { start, end }, newText }];
}

/** Whether the file speaks of the name outside of its imports. */
function isUsed(tree: PlainTree, { bound, statement }: ImportedName): boolean {
  if (bound === '') return true;
  const visit = (node: PlainNode): boolean => {
    if (node === statement || (node.start === statement.start && node.end === statement.end)) return false;
    if (node.children.length === 0)
      return node.named && /identifier|name|constant/u.test(node.kind) && textOf(tree, node) === bound;
    return node.children.some(visit);
  };
  return tree.root.children.some(visit);
}

function mergedImport(
  tree: PlainTree,
  imports: readonly ImportedName[],
  key: ImportKey,
): readonly SpanEdit[] | undefined {
  if (key.form !== 'named' && tree.language !== 'go') return undefined;
  const { language } = tree;
  if (!['python', 'typescript', 'tsx', 'javascript', 'go'].includes(language)) return undefined;
  const beside = imports.filter(
    (other) =>
      other.form === key.form &&
      other.mode === key.mode &&
      (language === 'go' ? other.node !== other.statement : other.module === key.module),
  );
  const statement = beside[0]?.statement;
  const items = beside.filter((other) => other.statement === statement);
  const names = items.map((item) => (language === 'go' ? item.module : (item.name ?? '')));
  const wanted = language === 'go' ? key.module : (key.name ?? '');
  const following = isSorted(names) ? names.findIndex((name) => order(name, wanted) > 0) : -1;
  const text = importItem(language, key);
  const next = items[following];
  const last = items.at(-1);
  if (next && last) {
    const gap = following > 0 ? gapBetween(tree, items[following - 1], next) : gapAfter(tree, next, items[1]);
    const start = next.node.start;
    return [{ span: { start, end: start }, newText: text + gap }];
  }
  if (!last) return undefined;
  const start = last.node.end;
  return [{ span: { start, end: start }, newText: gapBetween(tree, items.at(-2), last) + text }];
}

/** What stands between two names of a statement. */
function gapBetween(tree: PlainTree, left: ImportedName | undefined, right: ImportedName): string {
  if (left) return tree.text.slice(left.node.end, right.node.start);
  const indent = indentAt(tree.text, right.node.start);
  const lineStart = right.node.start - indent.length;
  const comma = tree.language === 'go' ? '' : ',';
  const isFirstOnLine = lineStart > right.statement.start && tree.text[lineStart - 1] === '\n';
  return isFirstOnLine ? `${comma}${lineEndOf(tree)}${indent}` : `${comma || '\n'}${comma && ' '}`;
}

function gapAfter(tree: PlainTree, first: ImportedName, second: ImportedName | undefined): string {
  return second ? tree.text.slice(first.node.end, second.node.start) : gapBetween(tree, undefined, first);
}

function ownStatement(
  tree: PlainTree,
  imports: readonly ImportedName[],
  key: ImportKey,
): readonly SpanEdit[] | undefined {
  const written = writeImport(tree.language, key, styleOf(tree, imports));
  if (written === undefined) return undefined;
  const lineEnd = lineEndOf(tree);
  const statements = [...new Set(imports.map(({ statement }) => statement))];
  const last = statements.at(-1);
  if (!last) {
    const start = firstPlace(tree);
    const follows = tree.text.slice(start).trim() !== '';
    return [{ span: { start, end: start }, newText: written + lineEnd + (follows ? lineEnd : '') }];
  }
  const modules = statements.map((one) => imports.find(({ statement }) => statement === one)?.module ?? '');
  const following = isSorted(modules) ? modules.findIndex((module) => order(module, key.module) > 0) : -1;
  const next = statements[following];
  if (next) return [{ span: { start: next.start, end: next.start }, newText: written + lineEnd }];
  return [{ span: { start: last.end, end: last.end }, newText: lineEnd + written }];
}

function isSorted(names: readonly string[]): boolean {
  return (
    names.length > 0 && names.every((name, index) => index === 0 || order(names[index - 1] ?? '', name) <= 0)
  );
}

function order(a: string, b: string): number {
  const left = a.toLowerCase();
  const right = b.toLowerCase();
  return left < right ? -1 : left > right ? 1 : 0;
}

function styleOf(tree: PlainTree, imports: readonly ImportedName[]): ImportStyle {
  const first = imports[0]?.statement;
  const sample = first ? textOf(tree, first) : tree.text;
  return {
    quote: sample.includes('"') && !sample.includes("'") ? '"' : "'",
    semicolon: first ? (sample.endsWith(';') ? ';' : '') : /;[ \t]*\r?$/mu.test(tree.text) ? ';' : '',
  };
}

function lineEndOf({ text }: PlainTree): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

const PROLOGUE =
  /^(?:comment|line_comment|block_comment|hash_bang_line|package_clause|package_declaration|package_header|php_tag|namespace_definition|attribute_item|inner_attribute_item|shebang)$/u;

/** After what must stand first in a file: comments of the file, its package, its description. */
function firstPlace(tree: PlainTree): number {
  let place = 0;
  for (const statement of statementsOf(tree.root)) {
    const isText = statement.kind === 'expression_statement' && statement.children[0]?.kind === 'string';
    if (!PROLOGUE.test(statement.kind) && !isText) break;
    // A comment that stands on what follows it belongs to that.
    const lineFeeds = /^[ \t]*\r?\n[ \t]*\r?\n?/u.exec(tree.text.slice(statement.end))?.[0] ?? '';
    place = statement.end + lineFeeds.length;
  }
  return place;
}

function wholeLine(tree: PlainTree, { start, end }: PlainNode): { start: number; end: number } {
  const { text } = tree;
  const lineFeed = text.indexOf('\n', end);
  const rest = text.slice(end, lineFeed < 0 ? text.length : lineFeed);
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (rest.trim() !== '' || before.trim() !== '') return { start, end };
  return { start: start - before.length, end: lineFeed < 0 ? text.length : lineFeed + 1 };
}

/** The name with the comma on one side of it. */
function itemSpan(
  tree: PlainTree,
  found: ImportedName,
  beside: readonly ImportedName[],
): { start: number; end: number } {
  const at = beside.indexOf(found);
  const next = beside[at + 1];
  const previous = beside[at - 1];
  if (next) return { start: found.node.start, end: next.node.start };
  if (previous) return { start: previous.node.end, end: found.node.end };
  return wholeLine(tree, found.statement);
}
