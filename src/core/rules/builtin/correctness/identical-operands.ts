import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

const CALL: TreeRule = {
  any: [{ kind: 'call_expression' }, { has: { kind: 'call_expression', stopBy: 'end' } }],
};
const PYTHON_CALL: TreeRule = { any: [{ kind: 'call' }, { has: { kind: 'call', stopBy: 'end' } }] };

export const rule: Rule = {
  id: 'identical-operands',
  title: 'Same expression on both sides',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Standards',
  languages: [...ECMASCRIPT, 'python'],
  message: 'Both sides are the same, so one of them was probably meant to be something else.',
  actionRequired: 'Correct the side that was copied, or drop it.',
  why: '`a.width && a.width` reads like a check of width and height, and a box without height slips through.',
  howToFix: 'Write what was meant: `a.width && a.height`.',
  references: ['https://cwe.mitre.org/data/definitions/1025.html'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: { any: [{ pattern: '$SIDE && $SIDE' }, { pattern: '$SIDE || $SIDE' }] },
      constraints: { SIDE: { not: CALL } },
      fixes: [{ title: 'Keep one side', kind: 'suggest', replace: '$SIDE' }],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [{ pattern: '$SIDE and $SIDE' }, { pattern: '$SIDE or $SIDE' }],
        // `a and a or b` is how a choice was written before there was `a if a else b`.
        not: { inside: { kind: 'boolean_operator' } },
      },
      constraints: { SIDE: { not: PYTHON_CALL } },
      fixes: [{ title: 'Keep one side', kind: 'suggest', replace: '$SIDE' }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'if (box.width && box.width) draw();\n',
        fixed: 'if (box.width) draw();\n',
      },
      { language: 'python', code: 'ok = a.b or a.b\n', fixed: 'ok = a.b\n' },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'if ((box.width && box.height) || read() || x !== x) draw();\nread() || read();\n',
      },
      { language: 'python', code: 'name = args and args or "_"\nok = a.b or a.c\nnext = read() or read()\n' },
    ],
  },
};
