import type { Rule, TreeRule } from '../../ruleModel.ts';

const POSITION_CALL: TreeRule = {
  kind: 'function_call_expression',
  all: [{ regex: 'pos' }, { regex: '^(?:mb_)?stri?pos\\(' }],
};

export const rule: Rule = {
  id: 'php-strpos-truth',
  title: 'Position 0 taken for "not found"',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Standards',
  languages: ['php'],
  message: '`strpos` gives 0 for a match at the start, which counts as false here.',
  actionRequired: 'Compare with `false` by `===` or `!==`.',
  why: 'A check for "admin" in the path misses `admin/users`, because the match is at position 0.',
  howToFix:
    '```php\nif (strpos($path, "admin") !== false) {\n    deny();\n}\n```\nPHP 8 also has `str_contains`.',
  references: ['https://www.php.net/manual/en/function.strpos.php'],
  match: [
    {
      kind: 'tree',
      rule: {
        all: [
          POSITION_CALL,
          {
            inside: {
              kind: 'parenthesized_expression',
              inside: {
                any: [{ kind: 'if_statement' }, { kind: 'while_statement' }, { kind: 'else_if_clause' }],
              },
            },
          },
        ],
      },
      fixes: [{ title: 'Compare with false', kind: 'auto', edits: [{ place: 'after', text: ' !== false' }] }],
    },
    {
      kind: 'tree',
      rule: {
        kind: 'unary_op_expression',
        all: [{ regex: '^!' }, { has: { all: [POSITION_CALL, { pattern: '$CALL' }] } }],
      },
      fixes: [{ title: 'Compare with false', kind: 'auto', replace: '$CALL === false' }],
    },
    {
      kind: 'tree',
      rule: {
        kind: 'binary_expression',
        all: [
          { regex: '==\\s*false$' },
          { not: { regex: '===?=\\s*false$|!==?\\s*false$' } },
          { has: { field: 'left', all: [POSITION_CALL, { pattern: '$CALL' }] } },
        ],
      },
      fixes: [{ title: 'Compare with ===', kind: 'auto', replace: '$CALL === false' }],
    },
  ],
  examples: {
    fires: [
      {
        code: '<?php\nif (strpos($path, "admin")) { deny(); }\n',
        marks: 'strpos($path, "admin")',
        fixed: '<?php\nif (strpos($path, "admin") !== false) { deny(); }\n',
      },
      {
        code: '<?php\n$a = !stripos($b, $c);\n$d = strpos($e, $f) == false;\n',
        count: 2,
        fixed: '<?php\n$a = stripos($b, $c) === false;\n$d = strpos($e, $f) === false;\n',
      },
    ],
    silent: [
      {
        code: '<?php\nif (strpos($path, "admin") !== false || strpos($a, $b) === false || strpos($a, $b) > 0) { deny(); }\n',
      },
      { code: '<?php\nif (str_contains($path, "a")) { $at = strpos($path, "a"); }\n' },
    ],
  },
};
