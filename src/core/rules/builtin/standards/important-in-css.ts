import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'important-in-css',
  title: '!important in a style sheet',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'UI-UX',
  languages: ['css'],
  message: 'Only another `!important` can override this.',
  actionRequired: 'Raise the specificity, or use a cascade layer.',
  why: 'The next exception needs `!important` too, and after a year nobody can tell which rule wins.',
  howToFix: 'Order rules with `@layer`, or write the selector that says what is meant.',
  references: ['https://developer.mozilla.org/docs/Web/CSS/important'],
  aliases: ['declaration-no-important', 'noImportantStyles'],
  optIn: true,
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'important',
        not: {
          inside: { kind: 'media_statement', regex: '^@media[^{]*prefers-reduced-motion', stopBy: 'end' },
        },
      },
    },
  ],
  examples: {
    fires: [
      { code: '.a { color: red !important; }\n', marks: '!important' },
      { code: '.a { color: red!important; margin: 0 !important }\n', count: 2 },
    ],
    silent: [
      { code: '/* !important */\n.important { color: red; }\n' },
      { code: '@media (prefers-reduced-motion: reduce) {\n  * { animation: none !important; }\n}\n' },
    ],
  },
};
