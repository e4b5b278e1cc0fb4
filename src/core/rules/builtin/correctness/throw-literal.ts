import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'throw-literal',
  title: 'Text or number thrown instead of an Error',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Standards',
  languages: ECMASCRIPT,
  message: 'A thrown literal has no stack, and handlers that read `error.message` get undefined.',
  actionRequired: 'Throw an `Error` (or a class that extends it) with this text.',
  why: 'Loggers and error pages read `message` and `stack`. With a bare string both are missing: the log says "undefined" and nobody can tell which of forty calls threw.',
  howToFix: '```ts\nthrow new Error("order not found");\n```',
  references: ['https://developer.mozilla.org/docs/Web/JavaScript/Reference/Statements/throw'],
  aliases: ['no-throw-literal', 'only-throw-error'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: { pattern: 'throw $VALUE' },
      constraints: { VALUE: { any: [{ kind: 'string' }, { kind: 'template_string' }] } },
      fixes: [
        {
          title: 'Throw an Error with this text',
          kind: 'suggest',
          edits: [{ at: 'VALUE', text: 'new Error($VALUE)' }],
        },
      ],
    },
    {
      kind: 'tree',
      rule: { pattern: 'throw $VALUE' },
      constraints: { VALUE: { any: [{ kind: 'number' }, { kind: 'null' }, { kind: 'undefined' }] } },
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'if (!order) throw `no order ${id}`;\n',
        fixed: 'if (!order) throw new Error(`no order ${id}`);\n',
      },
      { language: 'javascript', code: 'function f() {\n  throw 404\n}\n', marks: 'throw 404' },
    ],
    silent: [
      { language: 'typescript', code: 'throw new NotFound("order");\nthrow error;\nthrow makeError("x");\n' },
      {
        language: 'javascript',
        code: 'const text = "throw \'x\'";\nthrow Object.assign(new Error("a"), { code: 1 });\n',
      },
    ],
  },
};
