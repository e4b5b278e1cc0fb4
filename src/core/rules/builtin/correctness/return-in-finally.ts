import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { ANY_FUNCTION } from '../ecmascriptShapes.ts';

export const rule: Rule = {
  id: 'return-in-finally',
  title: 'return inside finally',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Standards',
  languages: [...ECMASCRIPT, 'python', 'java'],
  message: 'A `return` in `finally` throws away the error, and any value the block was returning.',
  actionRequired: 'Move the `return` behind the whole statement, or into `try`.',
  why: 'While an exception is on its way up, `finally` runs; a `return` there ends the journey. The caller gets a normal answer for work that failed.',
  howToFix: '```ts\ntry {\n  return await work();\n} finally {\n  release();\n}\n```',
  references: [
    'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Statements/try...catch#returning_from_a_finally_block',
  ],
  aliases: ['no-unsafe-finally', 'B012'],
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'return_statement',
        inside: { kind: 'finally_clause', regex: 'finally', stopBy: ANY_FUNCTION },
      },
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'return_statement',
        inside: { kind: 'finally_clause', regex: 'finally', stopBy: { kind: 'function_definition' } },
      },
    },
    {
      kind: 'tree',
      languages: ['java'],
      rule: {
        kind: 'return_statement',
        inside: {
          kind: 'finally_clause',
          regex: 'finally',
          stopBy: { any: [{ kind: 'lambda_expression' }, { kind: 'method_declaration' }] },
        },
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'function f() {\n  try {\n    return work();\n  } finally {\n    if (open) return null;\n  }\n}\n',
        marks: 'return null;',
      },
      { language: 'python', code: 'def f():\n    try:\n        work()\n    finally:\n        return 1\n' },
      { language: 'java', code: 'class A { int f() { try { work(); } finally { return 1; } } }\n' },
    ],
    silent: [
      {
        language: 'javascript',
        code: 'function f() {\n  try {\n    return work();\n  } finally {\n    list.forEach((x) => {\n      return x.close();\n    });\n  }\n}\n',
      },
      {
        language: 'python',
        code: 'def f():\n    try:\n        return work()\n    finally:\n        close()\n    return 1\n',
      },
      { language: 'java', code: 'class A { int f() { try { return work(); } finally { close(); } } }\n' },
    ],
  },
};
