import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { HAS_SPREAD, hasAttribute, hasAttributeValue, jsxTag } from '../jsxShapes.ts';
import { JSX_LANGUAGES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'field-without-label',
  title: 'Form field without a label',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'UI-UX',
  languages: JSX_LANGUAGES,
  message: 'Nothing names this field, so a screen reader can only say "edit text".',
  actionRequired: 'Tie a `<label>` to it by `htmlFor` and `id`, or add `aria-label`.',
  why: 'A placeholder is no label: it disappears with the first letter and is often not read out. People who use voice control cannot say the name of a field that has none.',
  howToFix: '```tsx\n<label htmlFor="mail">E-mail</label>\n<input id="mail" type="email" />\n```',
  references: ['https://www.w3.org/WAI/tutorials/forms/labels/'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        all: [
          jsxTag('(?:input|select|textarea)'),
          { not: HAS_SPREAD },
          { not: hasAttribute('id|aria-label|aria-labelledby|title|hidden|aria-hidden') },
          { not: hasAttributeValue('type', '["\'](?:hidden|submit|button|reset|image|file)["\']|\\{') },
          // Inside a label, or a component that may well be one.
          {
            not: {
              inside: {
                kind: 'jsx_element',
                has: { kind: 'jsx_opening_element', has: { field: 'name', regex: '[Ll]abel|^[A-Z]' } },
                stopBy: 'end',
              },
            },
          },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'const a = <div><input placeholder="Name" value={name} onChange={set} /></div>;\n',
        marks: '<input placeholder="Name" value={name} onChange={set} />',
      },
      { language: 'javascript', code: 'const a = <form><p><textarea name="text"></textarea></p></form>;\n' },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const a = <label>Name <input value={name} /></label>;\nconst b = <div><input aria-label="Search" /><input type="hidden" /><input id={id} /></div>;\n',
      },
      {
        language: 'javascript',
        code: 'const a = <Field name="x"><input name="x" /></Field>;\nconst b = <input {...register("x")} />;\nconst c = <Input />;\n',
      },
    ],
  },
};
