import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'focus-outline-removed',
  title: 'Focus outline removed and not replaced',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'UI-UX',
  languages: ['css'],
  message: 'This removes the focus outline and puts nothing in its place.',
  actionRequired: 'Style the focus visibly, or remove the outline on `:focus:not(:focus-visible)` only.',
  why: 'Without an outline keyboard users cannot see where they are: they press Enter and hope.',
  howToFix:
    '```css\nbutton:focus-visible {\n  outline: 2px solid currentColor;\n  outline-offset: 2px;\n}\n```',
  references: ['https://www.w3.org/WAI/WCAG22/Understanding/focus-visible.html'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'declaration',
        all: [
          { has: { kind: 'property_name', regex: '^outline$' } },
          { regex: '^outline\\s*:\\s*(?:none|0|0px)\\s*(?:!important)?\\s*;?$' },
          {
            inside: {
              kind: 'rule_set',
              all: [
                { has: { kind: 'selectors', regex: ':focus(?:-visible)?(?:[^-\\w]|$)' } },
                { not: { has: { kind: 'selectors', regex: ':not\\(|-within' } } },
                {
                  not: {
                    has: {
                      kind: 'block',
                      has: {
                        kind: 'declaration',
                        regex:
                          '^(?:box-shadow|border|border-[\\w-]*|background|background-[\\w-]*|text-decoration[\\w-]*|color|outline-\\w+|fill|stroke|--[\\w-]+)\\s*:',
                      },
                    },
                  },
                },
              ],
              stopBy: 'end',
            },
          },
        ],
      },
      // The file has its own visible focus elsewhere.
      where: [
        {
          documentMatchesNot:
            ':focus-visible[^{}]*\\{[^}]*(?:outline|box-shadow|border)[\\w-]*\\s*:\\s*(?![\\s0]|none)',
        },
      ],
    },
  ],
  examples: {
    fires: [
      { code: 'a:focus {\n  outline: none;\n}\n', marks: 'outline: none;' },
      { code: 'button:hover,\nbutton:focus-visible { margin: 0; outline: 0 !important; }\n' },
    ],
    silent: [
      {
        code: 'a:focus { outline: none; box-shadow: 0 0 0 2px blue; }\na:focus:not(:focus-visible) { outline: none; }\n',
      },
      { code: '.card { outline: none; }\na:focus { outline: 2px solid; }\n' },
      { code: '.tab:focus { outline: none; }\n.tab:focus-visible { outline: 2px solid blue; }\n' },
    ],
  },
};
