import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { SCRIPT_PATHS, TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'console-in-product',
  title: 'Printing instead of logging',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Standards',
  languages: [...ECMASCRIPT, 'python'],
  layers: [1, 3, 4, 6],
  message: 'This prints to the console instead of writing to the log.',
  actionRequired: 'Remove it, or use the project’s logger.',
  why: 'A printed line has no level, no time and no request id, cannot be switched off, and often shows more of an object than anybody meant to publish.',
  howToFix: '`logger.info("order placed", { id: order.id })`, or delete the line.',
  references: ['https://12factor.net/logs'],
  aliases: ['no-console', 'T201'],
  exceptPaths: [...TEST_PATHS, ...SCRIPT_PATHS],
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [{ pattern: 'console.log($$$VALUES)' }, { pattern: 'console.debug($$$VALUES)' }],
        inside: {
          kind: 'expression_statement',
          pattern: '$LINE',
          inside: { any: [{ kind: 'statement_block' }, { kind: 'program' }] },
        },
      },
      fixes: [{ title: 'Remove the line', kind: 'suggest', edits: [{ at: 'LINE', text: '' }] }],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        all: [
          { pattern: 'print($$$VALUES)' },
          { inside: { kind: 'expression_statement' } },
          { not: { inside: { kind: 'if_statement', regex: '^if __name__', stopBy: 'end' } } },
          { not: { has: { kind: 'argument_list', regex: '\\bfile\\s*=' } } },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        path: 'src/services/orders.ts',
        code: 'export function place(order: Order) {\n  console.log(order);\n  save(order);\n}\n',
        fixed: 'export function place(order: Order) {\n  save(order);\n}\n',
      },
      {
        language: 'python',
        path: 'app/services/orders.py',
        code: 'def place(order):\n    print(order)\n',
        marks: 'print(order)',
      },
    ],
    silent: [
      {
        language: 'typescript',
        path: 'src/services/orders.ts',
        code: 'console.error("no");\nlogger.log("x");\nlist.forEach(console.log);\n',
      },
      { language: 'typescript', path: 'scripts/seed.ts', code: 'console.log("done");\n' },
      {
        language: 'python',
        path: 'app/services/orders.py',
        code: 'print("x", file=sys.stderr)\npprint(1)\nif __name__ == "__main__":\n    print("hi")\n',
      },
    ],
  },
};
