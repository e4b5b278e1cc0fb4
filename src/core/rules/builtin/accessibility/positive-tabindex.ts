import type { Rule } from '../../ruleModel.ts';
import { JSX_LANGUAGES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'positive-tabindex',
  title: 'Tab order forced by numbers',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'UI-UX',
  languages: [...JSX_LANGUAGES, 'html'],
  message: 'A tab index above 0 jumps the queue before everything else on the page.',
  actionRequired: 'Use 0, and put the elements in the order they should be reached.',
  why: 'The key lands on this field first, wherever it stands, then goes back to the top of the page. With a second such number in another component nobody can predict the order.',
  howToFix: '`tabIndex={0}`, and move the element in the source if the order is wrong.',
  references: ['https://developer.mozilla.org/docs/Web/HTML/Global_attributes/tabindex'],
  aliases: ['tabindex-no-positive', 'noPositiveTabindex'],
  match: [
    {
      kind: 'tree',
      languages: JSX_LANGUAGES,
      rule: {
        kind: 'jsx_attribute',
        all: [
          { has: { regex: '^tabIndex$' } },
          { regex: '^tabIndex\\s*=\\s*(?:\\{\\s*\\+?[1-9]\\d*\\s*\\}|["\'][1-9]\\d*["\'])$' },
        ],
      },
      fixes: [{ title: 'Use 0', kind: 'suggest', replace: 'tabIndex={0}' }],
    },
    {
      kind: 'tree',
      languages: ['html'],
      rule: {
        kind: 'attribute',
        all: [{ has: { regex: '^tabindex$' } }, { regex: '^tabindex\\s*=\\s*["\']?[1-9]\\d*["\']?$' }],
      },
      fixes: [{ title: 'Use 0', kind: 'suggest', replace: 'tabindex="0"' }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'const a = <input tabIndex={3} id="x" />;\n',
        marks: 'tabIndex={3}',
        fixed: 'const a = <input tabIndex={0} id="x" />;\n',
      },
      {
        language: 'html',
        code: '<a href="/" tabindex="1">x</a>\n',
        fixed: '<a href="/" tabindex="0">x</a>\n',
      },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const a = <div tabIndex={0}><b tabIndex={-1} /><c tabIndex={order} /></div>;\n',
      },
      { language: 'html', code: '<a href="/" tabindex="0">x</a><b data-tabindex="3" tabindex="-1">y</b>\n' },
    ],
  },
};
