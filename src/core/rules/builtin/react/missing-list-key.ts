import type { Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { JSX_LANGUAGES } from '../reactShapes.ts';

const MAP_CALLBACK: TreeRule = {
  any: [{ kind: 'arrow_function' }, { kind: 'function_expression' }],
  nthChild: 1,
  inside: {
    kind: 'arguments',
    inside: {
      kind: 'call_expression',
      has: { field: 'function', kind: 'member_expression', has: { field: 'property', regex: '^map$' } },
    },
  },
};

/** What the callback of `map` gives back, whether by an expression or a `return`. */
const RESULT_OF_MAP: TreeRule = {
  any: [
    { inside: MAP_CALLBACK },
    { inside: { kind: 'parenthesized_expression', inside: MAP_CALLBACK } },
    { inside: { kind: 'return_statement', inside: { kind: 'statement_block', inside: MAP_CALLBACK } } },
    {
      inside: {
        kind: 'parenthesized_expression',
        inside: { kind: 'return_statement', inside: { kind: 'statement_block', inside: MAP_CALLBACK } },
      },
    },
  ],
};

const KEY_OR_SPREAD: TreeRule = {
  any: [
    { has: { kind: 'jsx_attribute', regex: '^key\\s*=' } },
    { has: { kind: 'jsx_expression', regex: '^\\{\\s*\\.\\.\\.' } },
  ],
};

const WITHOUT_KEY: TreeRule = {
  any: [
    { all: [{ kind: 'jsx_self_closing_element' }, { pattern: '$TAG' }, { not: KEY_OR_SPREAD }] },
    {
      kind: 'jsx_element',
      has: { kind: 'jsx_opening_element', all: [{ pattern: '$TAG' }, { not: KEY_OR_SPREAD }] },
    },
  ],
};

const TAG_NAME: TreeRule = {
  any: [
    { kind: 'jsx_self_closing_element', has: { field: 'name', pattern: '$NAME' } },
    { kind: 'jsx_element', has: { kind: 'jsx_opening_element', has: { field: 'name', pattern: '$NAME' } } },
  ],
};

/** An element that uses the `id` of the item it is made for. */
const USES_ID_OF_ITEM: TreeRule = {
  all: [
    {
      inside: {
        kind: 'arrow_function',
        has: {
          field: 'parameters',
          has: { nthChild: 1, has: { kind: 'identifier', pattern: '$ITEM' } },
        },
        stopBy: { kind: 'arrow_function' },
      },
    },
    { has: { pattern: '$ITEM.id', stopBy: 'end' } },
  ],
};

export const rule: Rule = {
  id: 'missing-list-key',
  title: 'List element without a key',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'UI-UX',
  languages: JSX_LANGUAGES,
  message: 'Elements of a list need a `key`, or React cannot tell which is which.',
  actionRequired: 'Give the element a `key` that stays with its item, such as an id.',
  why: 'Without keys React matches old and new elements by position. Delete the first row, and the text typed into its input shows up in the next one.',
  howToFix: '```tsx\n{users.map((user) => (\n  <UserRow key={user.id} user={user} />\n))}\n```',
  references: ['https://react.dev/learn/rendering-lists#keeping-list-items-in-order-with-key'],
  aliases: ['jsx-key'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: { all: [WITHOUT_KEY, RESULT_OF_MAP, TAG_NAME, USES_ID_OF_ITEM] },
      report: 'TAG',
      fixes: [
        {
          title: 'Use the id of $ITEM as key',
          kind: 'suggest',
          edits: [{ at: 'NAME', place: 'after', text: ' key={$ITEM.id}' }],
        },
      ],
    },
    {
      kind: 'tree',
      rule: { all: [WITHOUT_KEY, RESULT_OF_MAP, { not: USES_ID_OF_ITEM }] },
      report: 'TAG',
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'const list = users.map((user) => <li onClick={() => open(user.id)}>{user.name}</li>);\n',
        marks: '<li onClick={() => open(user.id)}>',
        fixed:
          'const list = users.map((user) => <li key={user.id} onClick={() => open(user.id)}>{user.name}</li>);\n',
      },
      {
        language: 'javascript',
        code: 'const a = rows.map(function (row) {\n  return (\n    <Row row={row} />\n  );\n});\nconst b = rows.map((row) => (\n  <>\n    {row.name}\n  </>\n));\n',
        count: 2,
      },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const list = users.map((user) => <li key={user.id}><b>{user.name}</b></li>);\nconst rows = users.map((props) => <Row {...props} />);\n',
      },
      {
        language: 'javascript',
        code: 'const a = React.Children.map(children, (child) => <li>{child}</li>);\nconst b = names.filter((name) => <b />);\nconst c = users.map((user) => ({ cell: <b>{user}</b> }));\n',
      },
    ],
  },
};
