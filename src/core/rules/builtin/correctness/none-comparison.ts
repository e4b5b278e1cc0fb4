import type { Rule, TreeRule } from '../../ruleModel.ts';

/** Query builders overload `==`, so only plain conditions are judged. */
const IN_CONDITION: TreeRule = {
  inside: {
    any: [
      { kind: 'if_statement' },
      { kind: 'elif_clause' },
      { kind: 'while_statement' },
      { kind: 'assert_statement' },
      { kind: 'conditional_expression' },
    ],
    stopBy: {
      not: {
        any: [{ kind: 'boolean_operator' }, { kind: 'not_operator' }, { kind: 'parenthesized_expression' }],
      },
    },
  },
};

export const rule: Rule = {
  id: 'none-comparison',
  title: 'None compared by value',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Standards',
  languages: ['python'],
  message: 'There is one `None`; ask for it by identity.',
  actionRequired: 'Write `is None` or `is not None`.',
  why: '`==` asks the other object, and a class with its own `__eq__` may answer anything: an array compares element by element and then has no truth value, so the condition raises.',
  howToFix: '```python\nif user is None:\n    return\n```',
  references: ['https://peps.python.org/pep-0008/#programming-recommendations'],
  aliases: ['E711'],
  match: [
    {
      kind: 'tree',
      rule: { all: [{ pattern: '$LEFT == None' }, IN_CONDITION] },
      fixes: [{ title: 'Write is None', kind: 'auto', replace: '$LEFT is None' }],
    },
    {
      kind: 'tree',
      rule: { all: [{ pattern: '$LEFT != None' }, IN_CONDITION] },
      fixes: [{ title: 'Write is not None', kind: 'auto', replace: '$LEFT is not None' }],
    },
  ],
  examples: {
    fires: [
      {
        code: 'if user == None or (other != None and x):\n    pass\n',
        count: 2,
        fixed: 'if user is None or (other is not None and x):\n    pass\n',
      },
      { code: 'while node.next != None:\n    node = node.next\n', marks: 'node.next != None' },
    ],
    silent: [
      {
        code: 'rows = session.query(User).filter(User.deleted_at == None).all()\nfree = frame[frame.owner == None]\n',
      },
      {
        code: 'if user is None:\n    pass\nif any(row.x == None for row in query(User.x == None)):\n    pass\n',
      },
    ],
  },
};
