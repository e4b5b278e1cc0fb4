import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { JSX_LANGUAGES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'hard-coded-color',
  title: 'Colour written into a component',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'UI-UX',
  languages: JSX_LANGUAGES,
  message: 'This colour bypasses the theme.',
  actionRequired: 'Use the theme’s variable or token.',
  why: 'The dark theme shows dark grey text on black, and a change of the brand colour is a search through four hundred files.',
  howToFix: '`style={{ color: "var(--color-danger)" }}`',
  references: ['https://developer.mozilla.org/docs/Web/CSS/Using_CSS_custom_properties'],
  optIn: true,
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'pair',
        all: [
          { has: { field: 'key', regex: '^(?:color|background|backgroundColor|borderColor|fill|stroke)$' } },
          {
            has: {
              field: 'value',
              kind: 'string',
              regex: '^["\'](?:#[0-9a-fA-F]{3,8}|(?:rgb|hsl)a?\\([^)]*\\))["\']$',
            },
          },
          { inside: { kind: 'jsx_attribute', regex: '^style\\s*=', stopBy: 'end' } },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'const a = <p style={{ color: "#f00", margin: 1 }} />;\n',
        marks: 'color: "#f00"',
      },
      { language: 'javascript', code: 'const a = <p style={{ backgroundColor: "rgb(1, 2, 3)" }} />;\n' },
    ],
    silent: [
      { language: 'tsx', code: 'const a = <p style={{ color: "var(--text)", background: "inherit" }} />;\n' },
      { language: 'javascript', code: 'const theme = { color: "#f00" };\nconst a = <p color="#f00" />;\n' },
    ],
  },
};
