import type { Rule, TreeRule } from '../../ruleModel.ts';

const LITERAL: TreeRule = {
  any: [
    { kind: 'string' },
    { kind: 'concatenated_string' },
    { kind: 'integer' },
    { kind: 'float' },
    { kind: 'list' },
    { kind: 'dictionary' },
    { kind: 'tuple' },
  ],
};

export const rule: Rule = {
  id: 'is-literal-comparison',
  title: 'Identity asked of a literal',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Standards',
  languages: ['python'],
  message: '`is` asks for the same object, and whether two equal literals are one object is chance.',
  actionRequired: 'Compare values with `==` or `!=`.',
  why: '`status is "paid"` may hold in a test, where the interpreter shares short strings, and fail for the same text read from a request. Python 3.8 and later print a SyntaxWarning for it.',
  howToFix: '```python\nif status == "paid":\n    ship(order)\n```',
  references: ['https://docs.python.org/3/reference/expressions.html#is-not'],
  aliases: ['F632'],
  match: [
    {
      kind: 'tree',
      rule: { pattern: '$LEFT is $RIGHT' },
      constraints: { RIGHT: LITERAL },
      fixes: [{ title: 'Compare values with ==', kind: 'auto', replace: '$LEFT == $RIGHT' }],
    },
    {
      kind: 'tree',
      rule: { pattern: '$LEFT is not $RIGHT' },
      constraints: { RIGHT: LITERAL },
      fixes: [{ title: 'Compare values with !=', kind: 'auto', replace: '$LEFT != $RIGHT' }],
    },
  ],
  examples: {
    fires: [
      {
        code: 'if status is "paid":\n    ship()\n',
        fixed: 'if status == "paid":\n    ship()\n',
        marks: 'status is "paid"',
      },
      {
        code: 'done = count is not 0 and tags is []\n',
        count: 2,
        fixed: 'done = count != 0 and tags == []\n',
      },
    ],
    silent: [
      { code: 'if value is None or value is True or kind is Kind.A or x is not y:\n    pass\n' },
      { code: 'if status == "is paid":\n    pass\nok = "a" in names\n' },
    ],
  },
};
