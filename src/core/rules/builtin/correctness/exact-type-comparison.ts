import type { Rule } from '../../ruleModel.ts';

const CLASS_NAME = { any: [{ kind: 'identifier' }, { kind: 'attribute' }] };

export const rule: Rule = {
  id: 'exact-type-comparison',
  title: 'Type compared with ==',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Standards',
  languages: ['python'],
  message: 'Comparing types exactly turns every subclass away.',
  actionRequired: 'Use `isinstance`, or `type(x) is T` where subclasses must be refused.',
  why: 'A `dict` subclass such as `OrderedDict`, a mock, or an ORM’s own list fails the test and takes the wrong branch, often only in production.',
  howToFix: '```python\nif isinstance(value, dict):\n    merge(value)\n```',
  references: ['https://docs.python.org/3/library/functions.html#isinstance'],
  aliases: ['E721'],
  match: [
    {
      kind: 'tree',
      rule: { pattern: 'type($VALUE) == $CLASS' },
      constraints: { CLASS: CLASS_NAME },
      fixes: [{ title: 'Use isinstance', kind: 'suggest', replace: 'isinstance($VALUE, $CLASS)' }],
    },
    {
      kind: 'tree',
      rule: { pattern: 'type($VALUE) != $CLASS' },
      constraints: { CLASS: CLASS_NAME },
      fixes: [{ title: 'Use isinstance', kind: 'suggest', replace: 'not isinstance($VALUE, $CLASS)' }],
    },
  ],
  examples: {
    fires: [
      {
        code: 'if type(value) == dict:\n    merge(value)\n',
        fixed: 'if isinstance(value, dict):\n    merge(value)\n',
      },
      { code: 'ok = type(a.b) != models.User\n', fixed: 'ok = not isinstance(a.b, models.User)\n' },
    ],
    silent: [
      { code: 'same = type(a) == type(b)\nexact = type(a) is dict\n' },
      { code: 'kind = row.type(1) == "x"\nif isinstance(value, dict):\n    pass\n' },
    ],
  },
};
