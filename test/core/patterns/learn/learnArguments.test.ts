import { beforeAll, describe, expect, it } from 'vitest';
import { type Carry, createCarry } from './carried.ts';

let carried: Carry;

beforeAll(async () => {
  carried = await createCarry();
});

describe('arguments that are put together', () => {
  const examples = [
    ['check.page(reply, "list", "red")\n', 'check.page(reply.parts["list"], "red")\n'],
  ] as const;

  it('are any arguments of the same call', () => {
    expect(carried('python', examples, 'check.page(answer, "menu", "blue")\n')).toBe(
      'check.page(answer.parts["menu"], "blue")\n',
    );
  });

  it.each([
    ['another call', 'print(answer, "menu", "blue")\n'],
    ['a call that has been changed', 'check.page(answer.parts["menu"], "blue")\n'],
    ['a call half typed', 'check.page(answer, "menu"'],
  ])('leave %s', (_what, text) => {
    expect(carried('python', examples, text)).toBe(text);
  });
});

describe('a call without new', () => {
  const examples = [
    ['const a = new List(3);', 'const a = List.of({size: 3});'],
    ['const b = new List(n);', 'const b = List.of({size: n});'],
  ] as const;

  it('is written where several things change side by side', () => {
    expect(carried('javascript', examples, 'f(new List(g("ü")));\r\n')).toBe(
      'f(List.of({size: g("ü")}));\r\n',
    );
  });
});

describe('options that are put together in either order', () => {
  const examples = [
    ['run(job, out=PIPE, err=PIPE)\n', 'run(job, both=True)\n'],
    ['run(task, err=PIPE, out=PIPE)\n', 'run(task, both=True)\n'],
  ] as const;

  it('are those that were shown', () => {
    expect(carried('python', examples, 'run(ä, out=PIPE, err=PIPE)\n')).toBe('run(ä, both=True)\n');
    expect(carried('python', examples, 'run(ä, err=PIPE, out=PIPE)\n')).toBe('run(ä, both=True)\n');
  });

  it('are no other ones', () => {
    const other = 'run(ä, out=PIPE, log=PIPE)\n';
    expect(carried('python', examples, other)).toBe(other);
  });
});
