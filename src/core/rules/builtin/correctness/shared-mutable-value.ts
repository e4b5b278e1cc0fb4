import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'shared-mutable-value',
  title: 'One mutable value in every place',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Data',
  languages: [...ECMASCRIPT, 'python'],
  message: 'Every place holds the same object: a change in one shows in all.',
  actionRequired: 'Make a new value for each place.',
  why: 'A grid made as `[[0] * 3] * 3` has one row, three times. Setting one cell sets the column, and the bug shows only when somebody looks at a second row.',
  howToFix:
    'Python: `[[0] * 3 for _ in range(3)]`, `{key: [] for key in keys}`. JavaScript: `Array.from({ length: 3 }, () => [])`.',
  references: [
    'https://docs.python.org/3/faq/programming.html#how-do-i-create-a-multidimensional-list',
    'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Array/fill',
  ],
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [{ pattern: 'new Array($LENGTH).fill($VALUE)' }, { pattern: 'Array($LENGTH).fill($VALUE)' }],
      },
      constraints: { VALUE: { any: [{ kind: 'array' }, { kind: 'object' }] } },
      fixes: [
        {
          title: 'Make a new value for each place',
          kind: 'auto',
          replace: 'Array.from({ length: $LENGTH }, () => ($VALUE))',
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: { pattern: 'dict.fromkeys($KEYS, $VALUE)' },
      constraints: { VALUE: { any: [{ kind: 'list' }, { kind: 'dictionary' }, { kind: 'set' }] } },
      fixes: [
        {
          title: 'Make a new value for each key',
          kind: 'auto',
          replace: '{key: $VALUE for key in $KEYS}',
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: { pattern: '[$VALUE] * $COUNT' },
      constraints: {
        VALUE: {
          any: [
            { kind: 'list' },
            { kind: 'dictionary' },
            { kind: 'list_comprehension' },
            { kind: 'binary_operator', has: { field: 'left', kind: 'list' } },
          ],
        },
      },
      fixes: [
        {
          title: 'Make a new value for each place',
          kind: 'auto',
          replace: '[$VALUE for _ in range($COUNT)]',
        },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'const rows = new Array(3).fill([]);\n',
        fixed: 'const rows = Array.from({ length: 3 }, () => ([]));\n',
      },
      {
        language: 'python',
        code: 'grid = [[0] * 3] * n\nbuckets = dict.fromkeys(names, [])\n',
        count: 2,
        fixed: 'grid = [[0] * 3 for _ in range(n)]\nbuckets = {key: [] for key in names}\n',
      },
    ],
    silent: [
      { language: 'typescript', code: 'const zeros = new Array(3).fill(0);\nconst rows = old.fill([]);\n' },
      {
        language: 'python',
        code: 'row = [0] * 3\nflags = dict.fromkeys(names, False)\ngrid = [[] for _ in range(3)]\n',
      },
    ],
  },
};
