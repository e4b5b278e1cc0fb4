import type { Rule } from '../../ruleModel.ts';
import { hasAttribute, hasAttributeValue, jsxTag } from '../jsxShapes.ts';
import { JSX_LANGUAGES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'hidden-but-focusable',
  title: 'Control hidden from screen readers but not from the keyboard',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'UI-UX',
  languages: JSX_LANGUAGES,
  message: 'The keyboard reaches this element, and a screen reader then says nothing.',
  actionRequired: 'Drop `aria-hidden`, or take the element out of the tab order with `tabIndex={-1}`.',
  why: 'The focus seems to vanish: the user presses Tab, hears silence, and cannot know that Enter would delete something.',
  howToFix: 'Put `aria-hidden` on the icon inside the button, and a name on the button.',
  references: ['https://www.w3.org/WAI/standards-guidelines/act/rules/6cfa84/'],
  aliases: ['no-aria-hidden-on-focusable', 'noAriaHiddenOnFocusable'],
  match: [
    {
      kind: 'tree',
      rule: {
        all: [
          jsxTag('(?:button|input|select|textarea|a)'),
          hasAttributeValue('aria-hidden', '["\']true["\']|\\{\\s*true\\s*\\}'),
          { not: hasAttributeValue('tabIndex', '\\{\\s*-|["\']-') },
          { not: hasAttribute('disabled|hidden') },
          { not: hasAttributeValue('type', '["\']hidden') },
          { any: [jsxTag('(?:button|input|select|textarea)'), hasAttribute('href')] },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'const a = <button type="button" aria-hidden="true" onClick={x}>x</button>;\n',
      },
      {
        language: 'javascript',
        code: 'const a = <a href="/x" aria-hidden={true}>x</a>;\n',
        marks: '<a href="/x" aria-hidden={true}>',
      },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const a = <button type="button" aria-hidden="true" tabIndex={-1}>x</button>;\nconst b = <svg aria-hidden="true" />;\n',
      },
      {
        language: 'javascript',
        code: 'const a = <button aria-hidden={closed}>x</button>;\nconst b = <a aria-hidden="true" />;\n',
      },
    ],
  },
};
