import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'parse-int-without-radix',
  title: 'parseInt without a base',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Standards',
  languages: ECMASCRIPT,
  message: 'Without a base `parseInt` reads "0x10" as 16.',
  actionRequired: 'Give the base, or use `Number`.',
  why: 'Input that starts with 0x is taken for hexadecimal, and a reader cannot tell whether that was meant.',
  howToFix: '`Number.parseInt(text, 10)`',
  references: ['https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/parseInt'],
  aliases: ['radix'],
  optIn: true,
  match: [
    {
      kind: 'tree',
      rule: { any: [{ pattern: 'parseInt($TEXT)' }, { pattern: 'Number.parseInt($TEXT)' }] },
      fixes: [
        {
          title: 'Read it as decimal',
          kind: 'suggest',
          edits: [{ at: 'TEXT', place: 'after', text: ', 10' }],
        },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'const page = parseInt(query.page);\n',
        fixed: 'const page = parseInt(query.page, 10);\n',
      },
      {
        language: 'javascript',
        code: 'const n = Number.parseInt(a || "1");\n',
        fixed: 'const n = Number.parseInt(a || "1", 10);\n',
      },
    ],
    silent: [
      { language: 'typescript', code: 'const a = parseInt(text, 16);\nconst b = list.map(parseInt);\n' },
      { language: 'javascript', code: 'const a = parser.parseInt(text);\nconst b = parseFloat(text);\n' },
    ],
  },
};
