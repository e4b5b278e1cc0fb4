import { beforeAll, describe, expect, it } from 'vitest';
import { type Carry, createCarry } from './carried.ts';

let carried: Carry;

beforeAll(async () => {
  carried = await createCarry();
});

describe('lines of a statement that is put deeper', () => {
  const examples = [
    ['while (next()) {\n  take();\n}\n', 'if (isOpen) {\n  while (next()) {\n    take();\n  }\n}\n'],
    [
      'while (a.b()) {\n  put(1);\n  go();\n}\n',
      'if (isOpen) {\n  while (a.b()) {\n    put(1);\n    go();\n  }\n}\n',
    ],
  ] as const;

  it('are indented as deep as it', () => {
    const other = 'while (more()) {\n  take();\n  if (x) {\n    put("ü");\n  }\n}\n';
    expect(carried('typescript', examples, other)).toBe(
      'if (isOpen) {\n  while (more()) {\n    take();\n    if (x) {\n      put("ü");\n    }\n  }\n}\n',
    );
  });

  it('are indented from where they stand', () => {
    const other = 'function f() {\n  while (more()) {\n    put();\n  }\n}\n';
    expect(carried('typescript', examples, other)).toBe(
      'function f() {\n  if (isOpen) {\n    while (more()) {\n      put();\n    }\n  }\n}\n',
    );
  });

  it('stay as they are where they are of a text, or blank', () => {
    const other = 'while (more()) {\n\n  put(`a\nb\n  c`);\n}\n';
    expect(carried('typescript', examples, other)).toBe(
      'if (isOpen) {\n  while (more()) {\n\n    put(`a\nb\n  c`);\n  }\n}\n',
    );
  });

  it('are indented as well where they are of a comment', () => {
    const other = 'while (more()) {\n  /*\n    why\n  */\n  put();\n}\n';
    expect(carried('typescript', examples, other)).toBe(
      'if (isOpen) {\n  while (more()) {\n    /*\n      why\n    */\n    put();\n  }\n}\n',
    );
  });

  it('keep the line ends of their file', () => {
    expect(carried('typescript', examples, 'while (more()) {\r\n  put();\r\n}\r\n')).toBe(
      'if (isOpen) {\r\n  while (more()) {\r\n    put();\r\n  }\r\n}\r\n',
    );
  });
});

describe('lines of a block that is taken out of another', () => {
  it('are indented less', () => {
    const examples = [
      ['try:\n    with lock:\n        run()\nfinally:\n    end()\n', 'with lock:\n    run()\n'],
      [
        'try:\n    with lock:\n        put(1)\n        go(2)\nfinally:\n    end()\n',
        'with lock:\n    put(1)\n    go(2)\n',
      ],
    ] as const;
    const other =
      'def f():\n    try:\n        with lock:\n            go(1,\n               2)\n    finally:\n        end()\n';
    expect(carried('python', examples, other)).toBe(
      'def f():\n    with lock:\n        go(1,\n           2)\n',
    );
  });
});
