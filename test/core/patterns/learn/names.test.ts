import { beforeAll, describe, expect, it } from 'vitest';
import { learnEdit } from '../../../../src/core/patterns/learn/learnEdit.ts';
import type { Language } from '../../../../src/core/rules/languages.ts';
import { createPlainTreeParser } from '../../../../src/engines/astGrep/plainTree.ts';
import { type Carry, createCarry, type Example } from './carried.ts';

let carried: Carry;

beforeAll(async () => {
  carried = await createCarry();
});

describe('a name in another role', () => {
  const member: Example = ['user.mail = load().mail;', 'user.email = load().email;'];
  const call: Example = ['task.run(now);', 'task.start(now);'];
  const use: Example = ['send(total);', 'send(sum);'];

  it.each<[string, Language, Example, string, string]>([
    ['a member elsewhere', 'javascript', member, 'f(a.b.mail);', 'f(a.b.email);'],
    ['no key of an object', 'javascript', member, 'f({ mail: 1 });', 'f({ mail: 1 });'],
    ['no member that is not called', 'javascript', call, 'f(task.run);', 'f(task.run);'],
    [
      'no method of that name',
      'javascript',
      call,
      'class A {\n  run() {}\n}\n',
      'class A {\n  run() {}\n}\n',
    ],
    ['no declaration', 'javascript', use, 'function f(total) {}\n', 'function f(total) {}\n'],
    ['no import', 'javascript', use, "import { total } from './a';\n", "import { total } from './a';\n"],
    ['no argument of that name', 'python', ['f(größe)\n', 'f(size)\n'], 'g(größe=1)\n', 'g(größe=1)\n'],
    [
      'no default of a type',
      'typescript',
      ['type A<T extends Old> = T;', 'type A<T extends New> = T;'],
      'type B<T = Old> = T;',
      'type B<T = Old> = T;',
    ],
  ])('%s is meant', (_what, language, example, before, after) => {
    expect(carried(language, [example], before)).toBe(after);
  });

  it('is renamed everywhere where its declaration was', () => {
    const example: Example = ['const old = make();', 'const fresh = make();'];
    expect(carried('javascript', [example], 'const old = 1;\r\nuse(old);\r\n')).toBe(
      'const fresh = 1;\r\nuse(fresh);\r\n',
    );
  });
});

describe('names that an edit brings or takes away', () => {
  const rename: Example = ['return store.read(key);', 'return cache.read(key);'];

  it('changes part of a file that says of neither name where it comes from', () => {
    expect(carried('javascript', [rename], 'store.read(1);')).toBe('cache.read(1);');
  });

  it.each([
    ['the old name is a parameter', 'function f(store) {\n  return store.read(1);\n}\n'],
    ['the old name is imported and the new one is not', "import { store } from './s';\nstore.read(1);\n"],
    [
      'the new name is known in another function alone',
      "import { store } from './s';\nfunction g(cache) {}\nstore.read(1);\n",
    ],
  ])('leaves the text alone where %s', (_when, text) => {
    expect(carried('javascript', [rename], text)).toBe(text);
  });

  it('changes the text where it knows the new name as well', () => {
    const text = (name: string): string =>
      `import { store, cache } from './s';\nconst { a } = ${name}.read(1);\n`;
    expect(carried('javascript', [rename], text('store'))).toBe(text('cache'));
  });

  it('adds no argument that a whole file knows nothing of', () => {
    const example: Example = ["post('ping')\n", "post('ping', limit)\n"];
    expect(carried('python', [example], "import a\n\npost('ping')\n")).toBe("import a\n\npost('ping')\n");
    expect(carried('python', [example], "def f(limit):\n    post('ping')\n")).toBe(
      "def f(limit):\n    post('ping', limit)\n",
    );
  });

  it('removes no parameter that is still used', () => {
    const example: Example = [
      'on(key, function (event) {\n  save();\n});',
      'on(key, function () {\n  save();\n});',
    ];
    const used = 'on(key, function (event) {\n  save(event);\n});';
    expect(carried('javascript', [example], used)).toBe(used);
    expect(carried('javascript', [example], 'on(end, function (event) {\n  stop();\n});')).toBe(
      'on(end, function () {\n  stop();\n});',
    );
  });

  it('asks nothing that the example itself does not hold', () => {
    const whole: Example = [
      "import { a } from './a';\nfunction f(old) {\n  return a(old);\n}\n",
      "import { a } from './a';\nfunction f(old) {\n  return a(other);\n}\n",
    ];
    expect(carried('javascript', [whole], 'function g(old) {\n  a(old);\n}\n')).toContain('a(other)');
  });

  it('says its conditions in words', () => {
    const learned = learnEdit(
      { language: 'javascript', examples: [{ before: rename[0], after: rename[1] }], negatives: [] },
      { parse: createPlainTreeParser() },
    );
    expect('conditions' in learned && learned.conditions.map(({ text }) => text)).toEqual([
      'only where cache is a known name',
      "only where store is not the file's own",
    ]);
  });
});

describe('a function in other words', () => {
  const example: Example = ['list.map(function (x) { return x; });', 'list.map((x) => { return x; });'];

  it('is written where it is used in the same way', () => {
    expect(carried('javascript', [example], 'f(1, function (y) { return y; });')).toBe(
      'f(1, (y) => { return y; });',
    );
    expect(carried('javascript', [example], 'a.b = function (y) { return y; };')).toBe(
      'a.b = function (y) { return y; };',
    );
  });
});
