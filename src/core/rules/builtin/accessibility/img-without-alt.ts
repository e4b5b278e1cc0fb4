import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import {
  HAS_SPREAD,
  HTML_TEMPLATE_ATTRIBUTE,
  hasAttribute,
  hasHtmlAttribute,
  htmlTag,
  jsxTag,
} from '../jsxShapes.ts';
import { JSX_LANGUAGES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'img-without-alt',
  title: 'Image without alternative text',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'UI-UX',
  languages: [...JSX_LANGUAGES, 'html'],
  message: 'This image has no `alt`, so a screen reader reads out its file name.',
  actionRequired: 'Describe the image in `alt`, or write `alt=""` when it only decorates.',
  why: 'Somebody who cannot see the picture hears "I M G underscore four seven two dot J P G", and a product photo that fails to load leaves nothing behind.',
  howToFix: '`<img src={photo} alt="Red bicycle, side view" />`, or `alt=""` for decoration.',
  references: ['https://www.w3.org/WAI/tutorials/images/'],
  aliases: ['alt-text', 'useAltText'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: JSX_LANGUAGES,
      rule: {
        all: [
          jsxTag('img'),
          { not: HAS_SPREAD },
          { not: hasAttribute('alt|aria-label|aria-labelledby|aria-hidden|role') },
          { has: { field: 'name', pattern: '$TAG' } },
        ],
      },
      fixes: [
        {
          title: 'Mark it as decoration, with an empty alt',
          kind: 'suggest',
          edits: [{ at: 'TAG', place: 'after', text: ' alt=""' }],
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['html'],
      rule: {
        all: [
          htmlTag('img'),
          { not: HTML_TEMPLATE_ATTRIBUTE },
          { not: hasHtmlAttribute('alt|aria-label|aria-labelledby|aria-hidden|role') },
          { has: { kind: 'tag_name', pattern: '$TAG' } },
        ],
      },
      fixes: [
        {
          title: 'Mark it as decoration, with an empty alt',
          kind: 'suggest',
          edits: [{ at: 'TAG', place: 'after', text: ' alt=""' }],
        },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'const a = <img src={photo} />;\n',
        marks: '<img src={photo} />',
        fixed: 'const a = <img alt="" src={photo} />;\n',
      },
      { language: 'javascript', code: 'const a = <p><img src="a.png"></img></p>;\n' },
      {
        language: 'html',
        code: '<body><img src="a.png"></body>\n',
        fixed: '<body><img alt="" src="a.png"></body>\n',
      },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const a = <p><img alt="" src={a} /><img {...props} /><Image src={b} /></p>;\n',
      },
      {
        language: 'html',
        code: '<img src="a.png" alt="A house"><img :alt="name" src="b"><image href="x"/>\n',
      },
    ],
  },
};
