import { describe, expect, it } from 'vitest';
import { applyEdit } from '../../../../src/core/patterns/learn/applyEdit.ts';
import { type Learned, learnEdit } from '../../../../src/core/patterns/learn/learnEdit.ts';
import { learnedEditSchema, readLearnedEdit } from '../../../../src/core/patterns/learn/learnedEdit.ts';
import type { Language } from '../../../../src/core/rules/languages.ts';
import { createPlainTreeParser } from '../../../../src/engines/astGrep/plainTree.ts';

const ports = { parse: createPlainTreeParser() };

type Pair = readonly [before: string, after: string];

function learn(language: Language, pairs: readonly Pair[], negatives: readonly string[] = []): Learned {
  const examples = pairs.map(([before, after]) => ({ before, after }));
  const result = learnEdit({ language, examples, negatives }, ports);
  if ('declined' in result) throw new Error(result.declined);
  return result;
}

function apply({ edit }: Learned, code: string): string {
  return applyEdit(edit, code, ports).code;
}

function declined(language: Language, pairs: readonly Pair[], negatives: readonly string[] = []): string {
  const examples = pairs.map(([before, after]) => ({ before, after }));
  const result = learnEdit({ language, examples, negatives }, ports);
  return 'declined' in result ? result.declined : '';
}

describe('learning from one example', () => {
  it('renames a member wherever it is used, and no variable of that name', () => {
    const learned = learn('typescript', [['show(plan.colour);', 'show(plan.color);']]);
    expect(apply(learned, 'const colour = wall.colour + colour;')).toBe(
      'const colour = wall.color + colour;',
    );
  });

  it('carries arguments over, whatever they are, in their own formatting', () => {
    const learned = learn('typescript', [['check.same(a, b);', 'expect(a).toBe(b);']]);
    expect(apply(learned, 'check.same(f( 1 ), [\n  2, // two\n]);')).toBe(
      'expect(f( 1 )).toBe([\n  2, // two\n]);',
    );
  });

  it('takes an argument away with its comma, wherever it stands', () => {
    const learned = learn('python', [['send("a", retry=False)', 'send("a")']]);
    expect(apply(learned, 'send(retry=False, to=x)')).toBe('send(to=x)');
  });

  it('wraps once, and leaves alone what is wrapped', () => {
    const learned = learn('python', [['for k in d.keys():\n    pass', 'for k in list(d.keys()):\n    pass']]);
    const code = 'for k in list(d.keys()):\n    pass\nfor k in d.keys():\n    pass\n';
    expect(apply(learned, code)).toBe(
      'for k in list(d.keys()):\n    pass\nfor k in list(d.keys()):\n    pass\n',
    );
  });

  it('finds places inside the text that another place carries over', () => {
    const learned = learn('javascript', [['old(x)', 'fresh(x)']]);
    expect(apply(learned, 'old(old(old(1)))')).toBe('fresh(fresh(fresh(1)))');
  });

  it('keeps line ends and letters beyond ASCII', () => {
    const learned = learn('javascript', [['log.warn("x");', 'log.warning("x");']]);
    expect(apply(learned, 'log.warn("žluť 🐎");\r\nlog.warn(y);\r\n')).toBe(
      'log.warning("žluť 🐎");\r\nlog.warning(y);\r\n',
    );
  });

  it('indents what it writes over several lines as its place is', () => {
    const learned = learn('javascript', [['if (a) stop();', 'if (a) {\n  stop();\n}']]);
    expect(apply(learned, 'function f() {\n  if (b) stop();\n}')).toBe(
      'function f() {\n  if (b) {\n    stop();\n  }\n}',
    );
  });
});

describe('learning from two examples', () => {
  it('generalises what differs and keeps the rest', () => {
    const learned = learn('typescript', [
      ['cache[user.id] = user;', 'cache.set(user.id, user);'],
      ['cache[team.key] = entry;', 'cache.set(team.key, entry);'],
    ]);
    expect(apply(learned, 'cache[a + b] = c;')).toBe('cache.set(a + b, c);');
    expect(apply(learned, 'list[0] = c;')).toBe('list[0] = c;');
  });

  it('makes two patterns of two edits', () => {
    const learned = learn('typescript', [
      ['let a: Old<string>;', 'let a: New<string>;'],
      ['emit(a, done);', 'emit(a);'],
    ]);
    expect(learned.edit.parts).toHaveLength(2);
    expect(apply(learned, 'let b: Old<number>;\nemit(b, done);')).toBe('let b: New<number>;\nemit(b);');
  });
});

describe('what must stay', () => {
  it('is kept out by an exception in words', () => {
    const kept = 'export const size = legacy.size;';
    const learned = learn('typescript', [['use(box.size);', 'use(box.length);']], [kept]);
    expect(apply(learned, kept)).toBe(kept);
    expect(learned.conditions.map(({ text }) => text)).toEqual([expect.stringContaining('legacy')]);
    expect(apply(learned, 'use(bag.size);')).toBe('use(bag.length);');
  });

  it('may be somebody else’s by its import', () => {
    const pair: Pair = ['from shop import Cart\nCart(sum=1)', 'from shop import Cart\nCart(total=1)'];
    const kept = 'from garden import Cart\nCart(sum=1)';
    const learned = learn('python', [pair], [kept]);
    expect(apply(learned, kept)).toBe(kept);
    expect(apply(learned, 'from shop import Cart\nx = Cart(sum=2)')).toBe(
      'from shop import Cart\nx = Cart(total=2)',
    );
  });

  it('declines where the very example must stay as it is', () => {
    expect(declined('javascript', [['a.b()', 'a.c()']], ['a.b()'])).toMatch(/no pattern/u);
  });
});

describe('declining', () => {
  it('says that nothing or only comments change', () => {
    expect(declined('javascript', [['a()', 'a()']])).toMatch(/changes nothing/u);
    expect(declined('javascript', [['a() // b', 'a() // c']])).toMatch(/comments/u);
    expect(declined('javascript', [])).toMatch(/no example/u);
  });

  it('survives empty and half-typed examples', () => {
    expect(() => declined('javascript', [['', 'a()']])).not.toThrow();
    expect(() => declined('typescript', [['const a = (', 'const a = f((']])).not.toThrow();
  });
});

describe('applying', () => {
  it('never leaves more syntax errors, and is done after one time', () => {
    const learned = learn('python', [['x = fetch(1)', 'x = await fetch(1)']]);
    const once = apply(learned, 'y = fetch(2)\nz = (\n');
    expect(apply(learned, once)).toBe(once);
  });

  it('leaves a text without a place as it is', () => {
    const learned = learn('javascript', [['old(x)', 'fresh(x)']]);
    expect(applyEdit(learned.edit, '', ports)).toEqual({ code: '', edits: 0 });
    expect(applyEdit(learned.edit, '// old(x)', ports)).toEqual({ code: '// old(x)', edits: 0 });
  });

  it('goes through a file and back as data', () => {
    const { edit } = learn('javascript', [['old(x)', 'fresh(x)']]);
    expect(learnedEditSchema.parse(JSON.parse(JSON.stringify(edit)))).toEqual(edit);
  });
});

describe('a broken pattern', () => {
  it('is told in one line, with the place', () => {
    const { edit } = learn('javascript', [['old(x)', 'fresh(x)']]);
    expect(readLearnedEdit({ ...edit, parts: [] })).toEqual({ problem: expect.stringContaining('parts') });
    expect(readLearnedEdit({ ...edit, format: 'other/1' })).toEqual({
      problem: expect.stringContaining('format'),
    });
    expect(readLearnedEdit(undefined)).toHaveProperty('problem');
  });
});
