import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

/** Null asks for undefined too, and `typeof` gives text on both sides: neither is worth a word. */
const CONVERTED: TreeRule = {
  not: {
    any: [
      { kind: 'null' },
      { kind: 'undefined' },
      { kind: 'identifier', regex: '^(?:undefined|NaN)$' },
      { kind: 'unary_expression', regex: '^typeof\\b' },
    ],
  },
};

/** A length is a number, so comparing it with one means the same either way. */
const SAME_KIND = '\\.length\\s*[!=]=\\s*\\d+$';

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
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: { pattern: '$LEFT == $RIGHT' },
      constraints: { LEFT: CONVERTED, RIGHT: CONVERTED },
      fixes: [
        { title: 'Use ===', kind: 'auto', replace: '$LEFT === $RIGHT', where: [{ matches: SAME_KIND }] },
        {
          title: 'Use ===',
          kind: 'suggest',
          replace: '$LEFT === $RIGHT',
          where: [{ matchesNot: SAME_KIND }],
        },
      ],
    },
    {
      kind: 'tree',
      rule: { pattern: '$LEFT != $RIGHT' },
      constraints: { LEFT: CONVERTED, RIGHT: CONVERTED },
      fixes: [
        { title: 'Use !==', kind: 'auto', replace: '$LEFT !== $RIGHT', where: [{ matches: SAME_KIND }] },
        {
          title: 'Use !==',
          kind: 'suggest',
          replace: '$LEFT !== $RIGHT',
          where: [{ matchesNot: SAME_KIND }],
        },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'if (status == "paid" || list.length != 0) ship();\n',
        count: 2,
        marks: 'status == "paid"',
        fixed: 'if (status === "paid" || list.length !== 0) ship();\n',
      },
      { language: 'javascript', code: 'const same = a.b() != c;\n', fixed: 'const same = a.b() !== c;\n' },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'if (user == null || name != undefined || typeof x == "string" || a === b || c !== "==") ship();\n',
      },
      { language: 'javascript', code: 'const ok = a >= b && c <= d && (e = f);\n' },
    ],
  },
};
