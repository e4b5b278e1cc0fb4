import type { ParsePlainTree, PlainNode, PlainTree } from '../../patterns/learn/plainTree.ts';
import type { Language } from '../../rules/languages.ts';
import type { AnswerKey } from './clusterAnswers.ts';
import { textKey } from './textKey.ts';

/** Either quote makes the same text in these. */
const QUOTES_ALIKE: ReadonlySet<Language> = new Set<Language>(['typescript', 'tsx', 'javascript', 'python']);

const CLOSERS = new Set([')', ']', '}']);

/**
 * What an answer in code says by its syntax tree: layout, comments, semicolons, commas before a closing bracket and,
 * where they mean the same, quotes make no difference; every name does. Text that does not parse is compared as text.
 */
export function codeKey(parse: ParsePlainTree, language: Language): AnswerKey {
  return (answer) => {
    const code = codeOf(answer);
    const tree = parse(language, code);
    if (!tree || tree.errorCount > 0) return textKey(answer);
    return code.trim() === '' ? undefined : wordsOf(tree).join(' ');
  };
}

/** The first fenced block of an answer that has one. */
function codeOf(answer: string): string {
  return /```[^\n]*\n([\s\S]*?)```/u.exec(answer)?.[1] ?? answer;
}

/** The tree as words: kinds with their brackets, leaves with their texts. Walked with a stack, for trees may be deep. */
function wordsOf(tree: PlainTree): readonly string[] {
  const words: string[] = [];
  const pending: (PlainNode | string)[] = [tree.root];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === 'string') words.push(next);
    else if (next.children.length === 0) words.push(leafWord(next, tree));
    else {
      words.push(`(${next.kind}`);
      pending.push(')', ...insideOf(next, tree).reverse());
    }
  }
  return words;
}

/** What counts in a node: children, and text between them that no child stands for. */
function insideOf({ start, children }: PlainNode, { text }: PlainTree): (PlainNode | string)[] {
  const inside: (PlainNode | string)[] = [];
  let reached = start;
  children.forEach((child, index) => {
    const between = text.slice(reached, child.start).trim();
    if (between !== '') inside.push(JSON.stringify(between));
    if (counts(child, children[index + 1])) inside.push(child);
    reached = child.end;
  });
  return inside;
}

function counts({ kind, named }: PlainNode, next: PlainNode | undefined): boolean {
  if (named) return !kind.includes('comment');
  return kind !== ';' && !(kind === ',' && next !== undefined && CLOSERS.has(next.kind));
}

function leafWord({ start, end, key }: PlainNode, { text, language }: PlainTree): string {
  const written = text.slice(start, end);
  return JSON.stringify(written === "'" && QUOTES_ALIKE.has(language) ? '"' : (key ?? written));
}
