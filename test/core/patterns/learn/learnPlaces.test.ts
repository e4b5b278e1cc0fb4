import { beforeAll, describe, expect, it } from 'vitest';
import { type Carry, createCarry } from './carried.ts';

let carried: Carry;

beforeAll(async () => {
  carried = await createCarry();
});

describe('a word that is written beside another', () => {
  it('does not run into it', () => {
    const examples = [['return [a];\n', 'return a;\n']] as const;
    expect(carried('javascript', examples, 'return[ä];\n')).toBe('return ä;\n');
  });

  it('needs no blank beside a bracket', () => {
    const examples = [['f((!a));\n', 'f((void a));\n']] as const;
    expect(carried('javascript', examples, 'f((!b));\n')).toBe('f((void b));\n');
  });
});

describe('an example in which comments alone change', () => {
  const examples = [
    ["# says u'a'\nf(1)\n", "# says 'a'\nf(1)\n"],
    ["f(u'b')\n", "f('b')\n"],
  ] as const;

  it('is no example of the edit', () => {
    expect(carried('python', examples, "g(u'c')  # u'd'\n")).toBe("g('c')  # u'd'\n");
  });

  it('teaches nothing alone', () => {
    expect(() => carried('python', [examples[0]], 'f(1)\n')).toThrow();
  });
});

describe('a comment inside what is taken away around something', () => {
  const examples = [['x = wrap(a);\n', 'x = a;\n']] as const;

  it('keeps the place as it is', () => {
    expect(carried('typescript', examples, 'y = wrap(/* why */ b);\n')).toBe('y = wrap(/* why */ b);\n');
    expect(carried('typescript', examples, 'y = wrap(b); // why\r\n')).toBe('y = b; // why\r\n');
  });
});

describe('a sign that asks for sameness', () => {
  const examples = [['x is 5\n', 'x == 5\n']] as const;

  it('means the same beside a text', () => {
    expect(carried('python', examples, 'if y.z is "ü": pass\n')).toBe('if y.z == "ü": pass\n');
  });

  it('does not beside a constant or a name', () => {
    expect(carried('python', examples, 'x is None or x is y\n')).toBe('x is None or x is y\n');
  });
});
