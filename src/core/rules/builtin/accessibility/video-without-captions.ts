import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { HAS_SPREAD, hasAttribute, hasAttributeValue, hasHtmlAttribute } from '../jsxShapes.ts';
import { JSX_LANGUAGES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'video-without-captions',
  title: 'Video without captions',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'UI-UX',
  languages: [...JSX_LANGUAGES, 'html'],
  message: 'This video has sound and no captions track.',
  actionRequired: 'Add a `<track kind="captions">`, or mute the video when it has no speech.',
  why: 'Deaf people, and everybody on a train without headphones, see moving lips.',
  howToFix:
    '```html\n<video controls src="talk.mp4">\n  <track kind="captions" src="talk.vtt" srclang="en">\n</video>\n```',
  references: ['https://www.w3.org/WAI/media/av/captions/'],
  aliases: ['media-has-caption', 'useMediaCaption'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: JSX_LANGUAGES,
      rule: {
        kind: 'jsx_element',
        all: [
          {
            has: {
              kind: 'jsx_opening_element',
              all: [
                { has: { field: 'name', regex: '^video$' } },
                { not: HAS_SPREAD },
                { not: hasAttribute('muted') },
                { not: hasAttributeValue('aria-hidden', '["\'{]') },
                { pattern: '$TAG' },
              ],
            },
          },
          { not: { regex: '<track|\\{' } },
        ],
      },
      report: 'TAG',
    },
    {
      kind: 'tree',
      languages: ['html'],
      rule: {
        kind: 'element',
        all: [
          {
            has: {
              kind: 'start_tag',
              all: [
                { has: { kind: 'tag_name', regex: '^video$' } },
                { not: hasHtmlAttribute('muted|aria-hidden') },
                { pattern: '$TAG' },
              ],
            },
          },
          { not: { has: { kind: 'tag_name', regex: '^track$', stopBy: 'end' } } },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'const a = <video controls><source src="a.mp4" /></video>;\n',
        marks: '<video controls>',
      },
      { language: 'html', code: '<video src="a.mp4" controls></video>\n' },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const a = <video muted loop src="a.mp4"></video>;\nconst b = <video><track kind="captions" src="a.vtt" /></video>;\nconst c = <video>{tracks}</video>;\n',
      },
      {
        language: 'html',
        code: '<video src="a.mp4"><track kind="captions" src="a.vtt"></video><video muted></video>\n',
      },
    ],
  },
};
