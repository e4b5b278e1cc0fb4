import type { FixTemplate, Rule, TreeRule } from '../../ruleModel.ts';

const MUTABLE: TreeRule = {
  any: [
    { kind: 'list' },
    { kind: 'dictionary' },
    { kind: 'set' },
    { kind: 'list_comprehension' },
    { kind: 'call', regex: '^(?:list|dict|set|defaultdict|collections\\.\\w+|deque|OrderedDict)\\(' },
  ],
};

const DOCSTRING: TreeRule = { kind: 'expression_statement', has: { kind: 'string' }, nthChild: 1 };
const STUB: TreeRule = {
  any: [{ kind: 'pass_statement' }, { kind: 'expression_statement', regex: '^(?:\\.\\.\\.|[rR]?["\'].*)$' }],
};

/** The statement before which the argument gets its real default; a function that is only a stub has none. */
const inFunction = (first: TreeRule): TreeRule => ({
  inside: {
    kind: 'parameters',
    inside: {
      kind: 'function_definition',
      has: { field: 'body', has: { all: [first, { pattern: '$FIRST' }] } },
    },
  },
});

const FIRST_STATEMENT = inFunction({
  all: [{ nthChild: 1 }, { not: DOCSTRING }, { not: STUB }],
});
const AFTER_DOCSTRING = inFunction({ all: [{ nthChild: 2 }, { follows: DOCSTRING }] });
const IN_REAL_FUNCTION: TreeRule = { any: [FIRST_STATEMENT, AFTER_DOCSTRING] };

const PLAIN: TreeRule = {
  kind: 'default_parameter',
  all: [
    { has: { field: 'name', pattern: '$NAME' } },
    { has: { field: 'value', all: [MUTABLE, { pattern: '$VALUE' }] } },
  ],
};

const TYPED: TreeRule = {
  kind: 'typed_default_parameter',
  all: [
    { has: { field: 'name', pattern: '$NAME' } },
    { has: { field: 'type', pattern: '$TYPE' } },
    { has: { field: 'value', all: [MUTABLE, { pattern: '$VALUE' }] } },
  ],
};

const NOT_A_CACHE = [{ capture: 'NAME', matchesNot: '^_|cache|memo|seen' }];

const BODY_EDITS = [
  { at: 'VALUE', text: 'None' },
  { at: 'FIRST', text: 'if $NAME is None:\n    $NAME = $VALUE\n$FIRST' },
];

const PLAIN_FIXES: readonly FixTemplate[] = [
  { title: 'Default to None and make a fresh value inside', kind: 'auto', edits: BODY_EDITS },
];

const TYPED_FIXES: readonly FixTemplate[] = [
  {
    title: 'Default to None and make a fresh value inside',
    kind: 'suggest',
    edits: [...BODY_EDITS, { at: 'TYPE', place: 'after', text: ' | None' }],
    where: [{ capture: 'TYPE', matchesNot: 'None|Optional' }],
  },
];

export const rule: Rule = {
  id: 'mutable-default-argument',
  title: 'Default argument shared between calls',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Standards',
  languages: ['python'],
  message: 'The default of `$NAME` is made once and shared by every call.',
  actionRequired: 'Default to `None` and make a fresh value inside the function.',
  why: 'Python evaluates a default when the function is defined. Once any call appends to the list, the next call starts with what the last one left: one customer’s items turn up in another’s basket.',
  howToFix:
    '```python\ndef add(item, basket=None):\n    if basket is None:\n        basket = []\n    basket.append(item)\n```',
  references: [
    'https://docs.python.org/3/faq/programming.html#why-are-default-values-shared-between-objects',
  ],
  aliases: ['B006'],
  match: [
    { kind: 'tree', rule: { all: [PLAIN, IN_REAL_FUNCTION] }, where: NOT_A_CACHE, fixes: PLAIN_FIXES },
    { kind: 'tree', rule: { all: [TYPED, IN_REAL_FUNCTION] }, where: NOT_A_CACHE, fixes: TYPED_FIXES },
  ],
  examples: {
    fires: [
      {
        code: 'def add(item, basket=[]):\n    basket.append(item)\n    return basket\n',
        marks: 'basket=[]',
        fixed:
          'def add(item, basket=None):\n    if basket is None:\n        basket = []\n    basket.append(item)\n    return basket\n',
      },
      {
        code: 'class A:\n    def set(self, *, tags: list[str] = [], options={}):\n        """Doc."""\n        for tag in tags:\n            options[tag] = 1\n',
        count: 2,
        fixed:
          'class A:\n    def set(self, *, tags: list[str] | None = None, options=None):\n        """Doc."""\n        if options is None:\n            options = {}\n        if tags is None:\n            tags = []\n        for tag in tags:\n            options[tag] = 1\n',
      },
      {
        code: 'def é(names=dict()):\r\n    return names\r\n',
        fixed:
          'def é(names=None):\r\n    if names is None:\r\n        names = dict()\r\n    return names\r\n',
      },
    ],
    silent: [
      { code: 'def add(item, basket=None, size=(), name="[]"):\n    basket = basket or []\n' },
      {
        code: 'def stub(items=[]): ...\n\ndef fib(n, _cache={}):\n    return _cache[n]\n\nadd(1, basket=[])\n',
      },
    ],
  },
};
