import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { HAS_SPREAD, hasAttribute, jsxTag } from '../jsxShapes.ts';
import { JSX_LANGUAGES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'button-without-type',
  title: 'Button that also submits its form',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'UI-UX',
  languages: JSX_LANGUAGES,
  message: 'A button in a form submits it unless it says otherwise.',
  actionRequired: 'Write `type="button"`, or `type="submit"` when that is meant.',
  why: 'Without a type the default is submit: "Add another line" also sends the half-filled form, and Enter in any field presses this button when it comes first.',
  howToFix: '```tsx\n<button type="button" onClick={addLine}>Add line</button>\n```',
  references: ['https://developer.mozilla.org/docs/Web/HTML/Element/button#type'],
  aliases: ['button-has-type', 'useButtonType'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        all: [
          jsxTag('button'),
          hasAttribute('onClick'),
          { not: hasAttribute('type|formAction') },
          { not: HAS_SPREAD },
          { has: { field: 'name', pattern: '$TAG' } },
          {
            inside: {
              kind: 'jsx_element',
              has: { kind: 'jsx_opening_element', has: { field: 'name', regex: '^form$' } },
              stopBy: 'end',
            },
          },
        ],
      },
      fixes: [
        {
          title: 'Make it a plain button',
          kind: 'suggest',
          edits: [{ at: 'TAG', place: 'after', text: ' type="button"' }],
        },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'const a = <form onSubmit={save}><p><button onClick={add}>Add</button></p></form>;\n',
        marks: '<button onClick={add}>',
        fixed:
          'const a = <form onSubmit={save}><p><button type="button" onClick={add}>Add</button></p></form>;\n',
      },
      {
        language: 'javascript',
        code: 'const a = (\n  <form>\n    <button\n      onClick={() => go(1)}\n    />\n  </form>\n);\n',
      },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const a = <form><button>Save</button><button type="button" onClick={add}>Add</button></form>;\n',
      },
      {
        language: 'javascript',
        code: 'const a = <div><button onClick={add}>Add</button></div>;\nconst b = <form><Button onClick={add} /></form>;\n',
      },
    ],
  },
};
