import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';

const NO_NULL: TreeRule = {
  not: {
    any: [{ kind: 'null' }, { kind: 'undefined' }, { kind: 'identifier', regex: '^(?:undefined|NaN)$' }],
  },
};
const SAFE_TEXT = [{ matches: '^typeof\\s|[!=]=\\s*typeof\\s' }];

export const rule: Rule = {
  id: 'loose-equality',
  title: 'Comparison that converts its sides',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Standards',
  languages: ECMASCRIPT,
  message: '`==` converts before it compares: `"" == 0` and `"1" == 1` are true.',
  actionRequired: 'Use `===` or `!==`.',
  why: 'An empty field equals 0, the text "0" equals false, and an array with one element equals its text. A check for `quantity == 0` lets the empty form through.',
  howToFix: '`if (status === "paid")`. Comparing with `null` by `==` is fine: it means null or undefined.',
  references: ['https://developer.mozilla.org/docs/Web/JavaScript/Equality_comparisons_and_sameness'],
  aliases: ['eqeqeq', 'noDoubleEquals'],
  match: [
    {
      kind: 'tree',
      rule: { pattern: '$LEFT == $RIGHT' },
      constraints: { LEFT: NO_NULL, RIGHT: NO_NULL },
      fixes: [
        { title: 'Use ===', kind: 'auto', replace: '$LEFT === $RIGHT', where: SAFE_TEXT },
        {
          title: 'Use ===',
          kind: 'suggest',
          replace: '$LEFT === $RIGHT',
          where: [{ matchesNot: '^typeof\\s|[!=]=\\s*typeof\\s' }],
        },
      ],
    },
    {
      kind: 'tree',
      rule: { pattern: '$LEFT != $RIGHT' },
      constraints: { LEFT: NO_NULL, RIGHT: NO_NULL },
      fixes: [
        { title: 'Use !==', kind: 'auto', replace: '$LEFT !== $RIGHT', where: SAFE_TEXT },
        {
          title: 'Use !==',
          kind: 'suggest',
          replace: '$LEFT !== $RIGHT',
          where: [{ matchesNot: '^typeof\\s|[!=]=\\s*typeof\\s' }],
        },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'if (status == "paid" || typeof x != "string") ship();\n',
        count: 2,
        marks: 'status == "paid"',
        fixed: 'if (status === "paid" || typeof x !== "string") ship();\n',
      },
      { language: 'javascript', code: 'const same = a.b() != c;\n', fixed: 'const same = a.b() !== c;\n' },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'if (user == null || name != undefined || a === b || c !== "==") ship();\n',
      },
      { language: 'javascript', code: 'const ok = a >= b && c <= d && (e = f);\n' },
    ],
  },
};
