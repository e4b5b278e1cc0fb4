import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { HAS_SPREAD, hasAttribute } from '../jsxShapes.ts';
import { JSX_LANGUAGES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'label-without-field',
  title: 'Label tied to no field',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'UI-UX',
  languages: JSX_LANGUAGES,
  message: 'This label has no `htmlFor` and holds no field, so it labels nothing.',
  actionRequired: 'Add `htmlFor` with the id of the field, or put the field inside.',
  why: 'A click on the text does not reach the field, and a screen reader reads the field without its name.',
  howToFix: '```tsx\n<label htmlFor="mail">E-mail</label>\n<input id="mail" type="email" />\n```',
  references: ['https://developer.mozilla.org/docs/Web/HTML/Element/label'],
  aliases: ['label-has-associated-control', 'noLabelWithoutControl'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'jsx_element',
        all: [
          {
            has: {
              kind: 'jsx_opening_element',
              all: [
                { has: { field: 'name', regex: '^label$' } },
                { not: HAS_SPREAD },
                { not: hasAttribute('htmlFor|for|id') },
                { pattern: '$TAG' },
              ],
            },
          },
          { has: { kind: 'jsx_text', regex: '\\S' } },
          {
            not: {
              has: {
                any: [
                  { kind: 'jsx_element' },
                  { kind: 'jsx_self_closing_element' },
                  { kind: 'jsx_expression' },
                ],
              },
            },
          },
        ],
      },
      report: 'TAG',
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'const a = <p><label>Name</label><input id="name" /></p>;\n',
        marks: '<label>',
      },
      {
        language: 'javascript',
        code: 'const a = <label className="x">\n  E-Mail-Adresse für Rückfragen\n</label>;\n',
      },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const a = <label htmlFor="name">Name</label>;\nconst b = <label>Name <input /></label>;\nconst c = <label>Name {field}</label>;\n',
      },
      {
        language: 'javascript',
        code: 'const a = <Label>Name</Label>;\nconst b = <label {...props}>Name</label>;\n',
      },
    ],
  },
};
