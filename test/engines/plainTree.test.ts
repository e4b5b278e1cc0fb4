import { describe, expect, it } from 'vitest';
import type { PlainNode } from '../../src/core/patterns/learn/plainTree.ts';
import { createPlainTreeParser } from '../../src/engines/astGrep/plainTree.ts';

const parse = createPlainTreeParser();

function leaves(node: PlainNode): readonly PlainNode[] {
  return node.children.length === 0 ? [node] : node.children.flatMap(leaves);
}

describe('plain trees', () => {
  it('hold every token with its place in UTF-16', () => {
    const text = 'f("🐎", ž);';
    const tree = parse('typescript', text);
    const tokens = tree ? leaves(tree.root).map(({ start, end }) => text.slice(start, end)) : [];
    expect(tokens).toEqual(['f', '(', '"', '🐎', '"', ',', 'ž', ')', ';']);
    expect(tree?.errorCount).toBe(0);
  });

  it('count errors of half-typed text', () => {
    expect(parse('python', 'def f(:\n  x = (')?.errorCount).toBeGreaterThan(0);
    expect(parse('javascript', '')?.errorCount).toBe(0);
  });

  it('know no SQL, which has trees of its own', () => {
    expect(parse('sql', 'select 1')).toBeUndefined();
  });

  it('stand deep nesting', () => {
    const text = `x = ${'('.repeat(3_000)}1${')'.repeat(3_000)}`;
    expect(parse('python', text)?.root.end).toBe(text.length);
  });
});
