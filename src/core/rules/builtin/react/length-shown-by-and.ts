import type { Rule, TreeRule } from '../../ruleModel.ts';
import { JSX_LANGUAGES } from '../reactShapes.ts';

const ELEMENT: TreeRule = {
  any: [
    { kind: 'jsx_element' },
    { kind: 'jsx_self_closing_element' },
    {
      kind: 'parenthesized_expression',
      has: { any: [{ kind: 'jsx_element' }, { kind: 'jsx_self_closing_element' }] },
    },
  ],
};

export const rule: Rule = {
  id: 'length-shown-by-and',
  title: 'A bare 0 shown for an empty list',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'UI-UX',
  languages: JSX_LANGUAGES,
  message: 'For an empty list this renders the number 0.',
  actionRequired: 'Compare the length: `length > 0 && …`.',
  why: '`&&` gives its left side when that is falsy, and React shows the number 0. Users see a stray "0" where nothing should be.',
  howToFix: '```tsx\n{items.length > 0 && <List items={items} />}\n```',
  references: ['https://react.dev/learn/conditional-rendering#logical-and-operator-'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'binary_expression',
        all: [
          { inside: { kind: 'jsx_expression' } },
          {
            any: [{ pattern: '$LIST.length && $ELEMENT' }, { pattern: '$FIRST && $LIST.length && $ELEMENT' }],
          },
          {
            any: [
              { has: { field: 'left', all: [{ kind: 'member_expression' }, { pattern: '$LENGTH' }] } },
              {
                has: {
                  field: 'left',
                  kind: 'binary_expression',
                  has: { field: 'right', pattern: '$LENGTH' },
                },
              },
            ],
          },
        ],
      },
      constraints: { ELEMENT },
      fixes: [
        { title: 'Compare with 0', kind: 'auto', edits: [{ at: 'LENGTH', place: 'after', text: ' > 0' }] },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'const a = <div>{items.length && <List items={items} />}</div>;\n',
        marks: 'items.length && <List items={items} />',
        fixed: 'const a = <div>{items.length > 0 && <List items={items} />}</div>;\n',
      },
      {
        language: 'javascript',
        code: 'const a = <div>{ready && data.rows.length && (\n  <List />\n)}</div>;\n',
        fixed: 'const a = <div>{ready && data.rows.length > 0 && (\n  <List />\n)}</div>;\n',
      },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const a = <div>{items.length > 0 && <List />}{!!items.length && <b />}</div>;\n',
      },
      {
        language: 'javascript',
        code: 'const ok = items.length && ready;\nconst b = <Menu open={items.length && ready} />;\n',
      },
    ],
  },
};
