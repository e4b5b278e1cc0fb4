import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { IN_ASYNC_FUNCTION } from '../ecmascriptShapes.ts';

const ASYNC_CALLBACK = {
  any: [
    { kind: 'arrow_function', regex: '^async' },
    { kind: 'function_expression', regex: '^async' },
  ],
};

export const rule: Rule = {
  id: 'async-foreach',
  title: 'Async callback given to forEach',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Standards',
  languages: ECMASCRIPT,
  message: '`forEach` does not wait for an async callback: what follows runs before any of them is done.',
  actionRequired: 'Use `for…of` with `await`, or `await Promise.all(items.map(…))`.',
  why: '`forEach` throws away what its callback returns. A request handler that "saves all rows" this way answers before the first row is written, and an error in any callback becomes an unhandled rejection instead of a failed request.',
  howToFix:
    'One after another:\n```ts\nfor (const row of rows) {\n  await save(row);\n}\n```\nAll at once: `await Promise.all(rows.map(async (row) => save(row)))`.',
  references: ['https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Array/forEach'],
  match: [
    {
      kind: 'tree',
      rule: { all: [{ pattern: '$ITEMS.forEach($CALLBACK)' }, { regex: 'async' }, IN_ASYNC_FUNCTION] },
      constraints: { CALLBACK: ASYNC_CALLBACK },
      fixes: [
        {
          title: 'Wait for all of them with Promise.all',
          kind: 'suggest',
          replace: 'await Promise.all($ITEMS.map($CALLBACK))',
        },
      ],
    },
    {
      kind: 'tree',
      rule: {
        all: [{ pattern: '$ITEMS.forEach($CALLBACK)' }, { regex: 'async' }, { not: IN_ASYNC_FUNCTION }],
      },
      constraints: { CALLBACK: ASYNC_CALLBACK },
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'export async function saveAll(rows: Row[]) {\n  rows.forEach(async (row) => {\n    await save(row);\n  });\n  return rows.length;\n}\n',
        fixed:
          'export async function saveAll(rows: Row[]) {\n  await Promise.all(rows.map(async (row) => {\n    await save(row);\n  }));\n  return rows.length;\n}\n',
      },
      {
        language: 'javascript',
        code: 'function start() {\n  users.filter(Boolean).forEach(async function (user) {\n    await mail(user);\n  });\n}\n',
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'async function all(rows: Row[]) {\n  rows.forEach((row) => queue.push(async () => save(row)));\n  await Promise.all(rows.map(async (row) => save(row)));\n}\n',
      },
      { language: 'javascript', code: 'for (const row of rows) await save(row);\nrows.forEach(asyncLog);\n' },
    ],
  },
};
