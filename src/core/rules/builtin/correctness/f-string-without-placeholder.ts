import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'f-string-without-placeholder',
  title: 'f-string that fills nothing in',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Standards',
  languages: ['python'],
  message: 'This f-string has no placeholder.',
  actionRequired: 'Drop the `f`, or put the missing value in braces.',
  why: 'Usually a value was meant to be there: the log says "user not found" without saying which.',
  howToFix: '`"done"` instead of `f"done"`, or `f"user {user_id} not found"`.',
  references: ['https://docs.python.org/3/reference/lexical_analysis.html#f-strings'],
  aliases: ['F541'],
  tags: ['unnecessary'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'string',
        all: [
          { pattern: '$TEXT' },
          { regex: '^[fF](?:"[^"{}\\\\]*"|\'[^\'{}\\\\]*\')$' },
          { not: { has: { kind: 'interpolation' } } },
          { not: { inside: { kind: 'concatenated_string' } } },
        ],
      },
      transform: { PLAIN: { substring: { source: '$TEXT', startChar: 1 } } },
      fixes: [{ title: 'Drop the f', kind: 'auto', replace: '$PLAIN' }],
    },
  ],
  examples: {
    fires: [
      { code: 'log.info(f"started")\n', fixed: 'log.info("started")\n', marks: 'f"started"' },
      { code: "name = F'grün'\n", fixed: "name = 'grün'\n" },
    ],
    silent: [
      { code: 'a = f"{user} in"\nb = f"{{}}"\nc = "f"\n' },
      { code: 'text = (\n    f"user {user} "\n    f"is here"\n)\n' },
    ],
  },
};
