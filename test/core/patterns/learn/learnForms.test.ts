import { beforeAll, describe, expect, it } from 'vitest';
import type { Language } from '../../../../src/core/rules/languages.ts';
import { type Carry, createCarry } from './carried.ts';

let carried: Carry;

beforeAll(async () => {
  carried = await createCarry();
});

describe('an edit of a text inside a token', () => {
  it.each<[string, Language, string, string, string, string]>([
    [
      'flags of a regex',
      'typescript',
      'x.match(/a+/);',
      'x.match(/a+/u);',
      'y.match(/[b]/);',
      'y.match(/[b]/u);',
    ],
    ['quotes', 'javascript', 'f("a");', "f('a');", 'g("b\'s");', "g('b\\'s');"],
    ['the prefix of a string', 'python', "f(u'a')\n", "f('a')\n", 'g(u"ü")\n', 'g("ü")\n'],
    [
      'a name out of a string',
      'python',
      'getattr(a, "b")\n',
      'a.b\n',
      'f(getattr(c.d, "e"))\n',
      'f(c.d.e)\n',
    ],
  ])('changes %s', (_what, language, before, after, other, expected) => {
    expect(carried(language, [[before, after]], other)).toBe(expected);
  });

  it('leaves a string whose text is no name', () => {
    expect(carried('python', [['getattr(a, "b")\n', 'a.b\n']], 'getattr(a, "b-c")\n')).toBe(
      'getattr(a, "b-c")\n',
    );
  });
});

describe('an item that goes from a list', () => {
  const examples = [['f(a, debug=True)\n', 'f(a)\n']] as const;

  it.each([
    ['last', 'f(b, debug=True)\n', 'f(b)\n'],
    ['first', 'f(debug=True, b=1)\n', 'f(b=1)\n'],
    ['in the middle', 'f(b, debug=True, c=1)\n', 'f(b, c=1)\n'],
    ['alone', 'f(debug=True)\n', 'f()\n'],
    ['on its own line', 'f(\n    b,\n    debug=True,\n)\n', 'f(\n    b,\n)\n'],
  ])('goes where it stands %s', (_where, before, after) => {
    expect(carried('python', examples, before)).toBe(after);
  });
});

describe('the name of an argument', () => {
  it('belongs to what is called', () => {
    const examples = [['connect(host, wait=5)\n', 'connect(host, timeout=5)\n']] as const;
    expect(carried('python', examples, 'connect(other, wait=9)\nsleep(wait=1)\n')).toBe(
      'connect(other, timeout=9)\nsleep(wait=1)\n',
    );
  });
});

describe('an operator beside a constant', () => {
  it('is changed beside constants of that kind', () => {
    expect(carried('python', [['x is 5\n', 'x == 5\n']], 'a.b is 7\na is None\na is b\n')).toBe(
      'a.b == 7\na is None\na is b\n',
    );
  });
});

describe('imports', () => {
  const examples = [['from old import run\n\nrun(1)\n', 'from new import start\n\nstart(1)\n']] as const;

  it('come along with the edit', () => {
    expect(carried('python', examples, 'import os\nfrom old import run\n\nx = run(os)\n')).toBe(
      'import os\nfrom new import start\n\nx = start(os)\n',
    );
  });

  it('tell whose name it is', () => {
    const text = 'from other import run\n\nrun(1)\n';
    expect(carried('python', examples, text)).toBe(text);
  });
});

describe('SQL', () => {
  it('is written in the case around the place', () => {
    const examples = [['drop table a;', 'drop table if exists a;']] as const;
    expect(carried('sql', examples, 'DROP TABLE s.b;\r\ndrop table c;')).toBe(
      'DROP TABLE IF EXISTS s.b;\r\ndrop table if exists c;',
    );
  });

  it('keeps to the example where that has keywords of its own case', () => {
    const examples = [['DROP TABLE a;', 'DROP TABLE if exists a;']] as const;
    expect(carried('sql', examples, 'DROP TABLE b;')).toBe('DROP TABLE if exists b;');
  });

  it('is matched whatever the formatting', () => {
    const examples = [
      ['create table t (a serial);', 'create table t (a bigint generated always as identity);'],
    ] as const;
    expect(carried('sql', examples, 'CREATE TABLE "Ü" (\n  id serial PRIMARY KEY,\n  b text\n);')).toBe(
      'CREATE TABLE "Ü" (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  b text\n);',
    );
  });
});

describe('a comment', () => {
  it('keeps an edit from the code it stands in', () => {
    const examples = [['f(a, b)\n', 'g(b, a)\n']] as const;
    const text = 'f(x,  # first\n  y)\n';
    expect(carried('python', examples, text)).toMatch(/# first/u);
  });
});
