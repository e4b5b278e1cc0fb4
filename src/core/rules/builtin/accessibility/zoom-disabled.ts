import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { JSX_LANGUAGES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'zoom-disabled',
  title: 'Zooming switched off',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'UI-UX',
  languages: [...ECMASCRIPT, 'html'],
  message: 'This page forbids zooming, which people with weak sight need to read it.',
  actionRequired: 'Drop `user-scalable=no` and any `maximum-scale` below 2.',
  why: 'On a phone two fingers are the only magnifying glass. A form that cannot be enlarged is a form that some people cannot fill in.',
  howToFix: '`<meta name="viewport" content="width=device-width, initial-scale=1">`',
  references: ['https://www.w3.org/WAI/WCAG22/Understanding/resize-text.html'],
  match: [
    {
      kind: 'tree',
      languages: ['html'],
      rule: {
        kind: 'attribute',
        all: [
          {
            inside: {
              any: [{ kind: 'start_tag' }, { kind: 'self_closing_tag' }],
              has: { kind: 'tag_name', regex: '^meta$' },
            },
          },
          {
            regex: '^content\\s*=.*(?:user-scalable\\s*=\\s*(?:no|0)|maximum-scale\\s*=\\s*1(?:\\.\\d+)?\\b)',
          },
        ],
      },
      fixes: [
        {
          title: 'Allow zooming',
          kind: 'suggest',
          replace: 'content="width=device-width, initial-scale=1"',
          where: [
            { matches: '^content="width=device-width' },
            { matchesNot: 'viewport-fit|interactive-widget' },
          ],
        },
      ],
    },
    {
      kind: 'tree',
      languages: JSX_LANGUAGES,
      rule: {
        kind: 'jsx_attribute',
        all: [
          {
            inside: {
              any: [{ kind: 'jsx_opening_element' }, { kind: 'jsx_self_closing_element' }],
              has: { field: 'name', regex: '^meta$' },
            },
          },
          {
            regex: '^content\\s*=.*(?:user-scalable\\s*=\\s*(?:no|0)|maximum-scale\\s*=\\s*1(?:\\.\\d+)?\\b)',
          },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'pair',
        all: [
          { has: { field: 'key', regex: '^userScalable$' } },
          { has: { field: 'value', kind: 'false' } },
          {
            inside: {
              kind: 'variable_declarator',
              has: { field: 'name', regex: '^viewport$' },
              stopBy: 'end',
            },
          },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'html',
        code: '<meta name="viewport" content="width=device-width, user-scalable=no">\n',
        fixed: '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
      },
      {
        language: 'tsx',
        code: 'const a = <meta name="viewport" content="width=device-width, maximum-scale=1" />;\n',
      },
      {
        language: 'typescript',
        code: 'export const viewport: Viewport = { width: 1, userScalable: false };\n',
        marks: 'userScalable: false',
      },
    ],
    silent: [
      {
        language: 'html',
        code: '<meta name="viewport" content="width=device-width, initial-scale=1, maximum-scale=5">\n',
      },
      {
        language: 'typescript',
        code: 'export const viewport = { userScalable: true };\nconst map = { userScalable: false };\n',
      },
    ],
  },
};
