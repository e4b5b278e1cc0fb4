import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'raise-not-implemented',
  title: 'NotImplemented raised',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Standards',
  languages: ['python'],
  message: '`NotImplemented` is a value, not an exception; raising it fails with a TypeError.',
  actionRequired: 'Raise `NotImplementedError`.',
  why: 'Code that catches `NotImplementedError` to fall back sees a `TypeError` about exceptions instead, and the fallback never runs.',
  howToFix: '```python\nraise NotImplementedError("export to PDF")\n```',
  references: ['https://docs.python.org/3/library/constants.html#NotImplemented'],
  aliases: ['F901'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'identifier',
        all: [
          { regex: '^NotImplemented$' },
          {
            any: [
              { inside: { kind: 'raise_statement' } },
              { inside: { kind: 'call', field: 'function', inside: { kind: 'raise_statement' } } },
            ],
          },
        ],
      },
      fixes: [{ title: 'Raise NotImplementedError', kind: 'auto', replace: 'NotImplementedError' }],
    },
  ],
  examples: {
    fires: [
      { code: 'def f():\n    raise NotImplemented\n', fixed: 'def f():\n    raise NotImplementedError\n' },
      {
        code: 'raise NotImplemented("later")\n',
        fixed: 'raise NotImplementedError("later")\n',
        marks: 'NotImplemented',
      },
    ],
    silent: [
      { code: 'def __eq__(self, other):\n    return NotImplemented\n' },
      { code: 'raise NotImplementedError\nraise Wrong(NotImplemented)\n' },
    ],
  },
};
