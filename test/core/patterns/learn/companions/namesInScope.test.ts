import { describe, expect, it } from 'vitest';
import { isNameInScope } from '../../../../../src/core/patterns/learn/companions/namesInScope.ts';
import type { Language } from '../../../../../src/core/rules/languages.ts';
import { createPlainTreeParser } from '../../../../../src/engines/astGrep/plainTree.ts';

const parse = createPlainTreeParser();

/** Whether `it` is known where `HERE` stands. */
function isKnown(language: Language, text: string): boolean {
  const tree = parse(language, text);
  return tree !== undefined && isNameInScope(tree, 'it', text.indexOf('HERE'));
}

describe('a name is in scope', () => {
  it.each<[string, Language, string]>([
    ['a parameter', 'typescript', 'function f(a: number, it: string) { g(HERE); }'],
    ['a parameter of an arrow function', 'javascript', 'const f = (it) => g(HERE);'],
    ['a parameter with a default', 'python', 'def f(a, it=1):\n    g(HERE)\n'],
    ['a variable of the function', 'typescript', 'function f() { const it = 1; g(HERE); }'],
    ['a taken apart variable', 'javascript', 'function f() { const { a, it } = b; g(HERE); }'],
    ['an assigned variable', 'python', 'def f():\n    it = 1\n    g(HERE)\n'],
    ['a loop variable', 'python', 'def f():\n    for it in x:\n        g(HERE)\n'],
    ['an import', 'python', 'from m import it\n\ndef f():\n    g(HERE)\n'],
    ['a function of the file', 'python', 'def it():\n    pass\n\ng(HERE)\n'],
    ['a parameter in Go', 'go', 'package m\nfunc f(it int) { g(HERE) }\n'],
    ['a variable in Go', 'go', 'package m\nfunc f() { it := 1; g(HERE) }\n'],
    ['a parameter in Java', 'java', 'class A { void f(int it) { g(HERE); } }'],
  ])('by %s', (_what, language, text) => {
    expect(isKnown(language, text)).toBe(true);
  });

  it.each<[string, Language, string]>([
    ['nothing', 'typescript', 'function f() { g(HERE); }'],
    ['a parameter of another function', 'python', 'def h(it):\n    pass\n\ndef f():\n    g(HERE)\n'],
    ['a use alone', 'python', 'def f():\n    h(it)\n    g(HERE)\n'],
    ['a member', 'typescript', 'function f() { a.it = 1; g(HERE); }'],
    ['a value', 'typescript', 'function f() { const a = it; g(HERE); }'],
    ['a keyword of a call', 'python', 'def f():\n    h(it=1)\n    g(HERE)\n'],
  ])('not by %s', (_what, language, text) => {
    expect(isKnown(language, text)).toBe(false);
  });
});
