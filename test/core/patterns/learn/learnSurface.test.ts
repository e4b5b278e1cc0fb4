import { beforeAll, describe, expect, it } from 'vitest';
import { type Carry, createCarry } from './carried.ts';

let carried: Carry;

beforeAll(async () => {
  carried = await createCarry();
});

describe('blanks alone', () => {
  it('are put beside the same sign in the same kind of place', () => {
    const examples = [['f(a,b);\n', 'f(a, b);\n']] as const;
    expect(carried('typescript', examples, 'g(x,"ü,v",[1,2],h(y,z));\n')).toBe(
      'g(x, "ü,v", [1,2], h(y, z));\n',
    );
  });

  it('are put beside a keyword wherever it stands', () => {
    const examples = [['import * as a from"a";\n', 'import * as a from "a";\n']] as const;
    expect(carried('javascript', examples, 'export { b } from"b";\r\n')).toBe('export { b } from "b";\r\n');
  });

  it('go where the example takes them away', () => {
    const examples = [['f (1)\n', 'f(1)\n']] as const;
    expect(carried('python', examples, 'x = g  (h (2))\n')).toBe('x = g(h(2))\n');
  });

  it('part lines, indented as the line they stand in', () => {
    const examples = [['const a = b ? c : d;\n', 'const a = b\n  ? c\n  : d;\n']] as const;
    expect(carried('typescript', examples, '  const e = f ? g : h;\r\n')).toBe(
      '  const e = f\r\n    ? g\r\n    : h;\r\n',
    );
  });

  it('leave a line that ends on the other side of the sign', () => {
    const examples = [['a ? b : c;\n', 'a\n? b\n: c;\n']] as const;
    expect(carried('javascript', examples, 'd ?\ne :\nf;\n')).toBe('d ?\ne :\nf;\n');
  });

  it('leave a comment where it is', () => {
    const examples = [['f(a,b);\n', 'f(a, b);\n']] as const;
    expect(carried('typescript', examples, 'f(a,/* b */b);\n')).toBe('f(a,/* b */b);\n');
  });

  it.each([
    ['an indentation', 'if (a) {\nb();\n}\n', 'if (a) {\n  b();\n}\n'],
    ['the same place in two ways', 'f(a,b);g(a,b);\n', 'f(a, b);g(a,b);\n'],
  ])('say nothing of other places: %s', (_what, before, after) => {
    expect(() => carried('javascript', [[before, after]], '')).toThrow(/indentation/u);
  });
});

describe('the case of keywords alone', () => {
  it('is that of the examples everywhere', () => {
    const examples = [['select a from b where c is null;', 'SELECT a FROM b WHERE c IS NULL;']] as const;
    expect(carried('sql', examples, "insert into D values ('select') returning e")).toBe(
      "INSERT INTO D VALUES ('select') RETURNING e",
    );
  });

  it('may be lower', () => {
    expect(carried('sql', [['SELECT 1', 'select 1']], 'DROP TABLE "FROM";')).toBe('drop table "FROM";');
  });
});
