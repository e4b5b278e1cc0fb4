import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'assert-on-tuple',
  title: 'assert that can never fail',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Standards',
  languages: ['python'],
  message: 'This asserts a tuple, which is always true.',
  actionRequired: 'Drop the brackets around the condition and its message.',
  why: 'A tuple with anything in it is true. The test passes for every value, and the bug it was written for comes back unnoticed.',
  howToFix: '```python\nassert total == 3, "wrong total"\n```',
  references: ['https://docs.python.org/3/reference/simple_stmts.html#the-assert-statement'],
  aliases: ['F631'],
  match: [
    {
      kind: 'tree',
      rule: { pattern: 'assert ($CONDITION, $TEXT)' },
      fixes: [{ title: 'Drop the brackets', kind: 'suggest', replace: 'assert $CONDITION, $TEXT' }],
    },
  ],
  examples: {
    fires: [
      {
        code: 'assert (total == 3, "wrong total")\n',
        fixed: 'assert total == 3, "wrong total"\n',
      },
      { code: 'def test():\n    assert (found, f"no {name}")\n', marks: 'assert (found, f"no {name}")' },
    ],
    silent: [
      { code: 'assert total == 3, "wrong"\nassert (total == 3), ("wrong", total)\n' },
      { code: 'assert (a and b)\nassert pair == (1, 2)\nself.assertEqual((a, b), c)\n' },
    ],
  },
};
