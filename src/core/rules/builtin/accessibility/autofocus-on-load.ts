import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { hasAttribute, jsxTag } from '../jsxShapes.ts';
import { JSX_LANGUAGES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'autofocus-on-load',
  title: 'Field that takes the focus by itself',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'UI-UX',
  languages: JSX_LANGUAGES,
  message: 'The focus moves here without being asked, past everything that stands before it.',
  actionRequired: 'Drop `autoFocus`, unless a dialog or the user’s own action opens this field.',
  why: 'A screen reader starts in the middle of the page and never reads the heading; on a phone the keyboard covers half of the screen.',
  howToFix: 'Remove the attribute, or set the focus in the handler of the action that shows the field.',
  references: [
    'https://developer.mozilla.org/docs/Web/HTML/Global_attributes/autofocus#accessibility_considerations',
  ],
  aliases: ['no-autofocus', 'noAutofocus'],
  optIn: true,
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'jsx_attribute',
        all: [
          { has: { regex: '^autoFocus$' } },
          { not: { regex: 'false' } },
          {
            inside: {
              all: [jsxTag('(?:input|select|textarea|button)'), { not: hasAttribute('data-autofocus') }],
            },
          },
        ],
      },
    },
  ],
  examples: {
    fires: [
      { language: 'tsx', code: 'const a = <input id="x" autoFocus />;\n', marks: 'autoFocus' },
      { language: 'javascript', code: 'const a = <textarea autoFocus={true} id="x" />;\n' },
    ],
    silent: [
      { language: 'tsx', code: 'const a = <input id="x" autoFocus={false} />;\n' },
      { language: 'javascript', code: 'const a = <Dialog autoFocus />;\nconst autoFocus = 1;\n' },
    ],
  },
};
