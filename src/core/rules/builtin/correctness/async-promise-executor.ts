import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'async-promise-executor',
  title: 'Async function as promise executor',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Standards',
  languages: ECMASCRIPT,
  message: 'An error thrown in an async executor never rejects this promise, so its caller waits for ever.',
  actionRequired:
    'Make the surrounding function async and drop `new Promise`, or keep the executor synchronous.',
  why: '`new Promise` ignores the promise its executor returns. When an `await` inside fails, neither `resolve` nor `reject` is called: the request hangs until a time-out somewhere else, and the real error is an unhandled rejection.',
  howToFix:
    'Await before constructing, and wrap only the callback API:\n```ts\nconst file = await open(path);\nreturn new Promise((resolve, reject) => file.once("end", resolve).once("error", reject));\n```',
  references: ['https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Promise/Promise'],
  aliases: ['no-async-promise-executor'],
  match: [
    {
      kind: 'tree',
      rule: { all: [{ pattern: 'new Promise($EXECUTOR)' }, { regex: 'async' }] },
      constraints: {
        EXECUTOR: {
          any: [
            { kind: 'arrow_function', regex: '^async' },
            { kind: 'function_expression', regex: '^async' },
          ],
        },
      },
      report: 'EXECUTOR',
    },
    {
      kind: 'tree',
      languages: ['typescript', 'tsx'],
      rule: { all: [{ pattern: 'new Promise<$TYPE>($EXECUTOR)' }, { regex: 'async' }] },
      constraints: {
        EXECUTOR: {
          any: [
            { kind: 'arrow_function', regex: '^async' },
            { kind: 'function_expression', regex: '^async' },
          ],
        },
      },
      report: 'EXECUTOR',
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'const ready = new Promise<void>(async (resolve) => {\n  await connect();\n  resolve();\n});\n',
        marks: 'async (resolve) => {\n  await connect();\n  resolve();\n}',
      },
      {
        language: 'javascript',
        code: 'new Promise(async function (resolve, reject) {\n  resolve(await read());\n});\n',
      },
    ],
    silent: [
      { language: 'typescript', code: 'const p = new Promise<void>((resolve) => setTimeout(resolve, 5));\n' },
      {
        language: 'javascript',
        code: 'new Promise((resolve) => onReady(async () => resolve(await read())));\nnew Pool(async () => {});\n',
      },
    ],
  },
};
