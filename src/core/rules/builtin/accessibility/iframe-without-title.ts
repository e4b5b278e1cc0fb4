import type { Rule } from '../../ruleModel.ts';
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
  id: 'iframe-without-title',
  title: 'Frame without a title',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'UI-UX',
  languages: [...JSX_LANGUAGES, 'html'],
  message: 'This frame has no `title`, so a screen reader announces only "frame".',
  actionRequired: 'Say in `title` what the frame shows.',
  why: 'Before entering a frame people hear its title. Without one they must go in to learn that it is an advertisement, and find the way out again.',
  howToFix: '`<iframe src={url} title="Map of the office" />`',
  references: ['https://www.w3.org/WAI/WCAG22/Techniques/html/H64'],
  aliases: ['iframe-has-title', 'useIframeTitle'],
  match: [
    {
      kind: 'tree',
      languages: JSX_LANGUAGES,
      rule: {
        all: [
          jsxTag('iframe'),
          { not: hasAttribute('title|aria-hidden|hidden|aria-label') },
          { not: HAS_SPREAD },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['html'],
      rule: {
        all: [
          htmlTag('iframe'),
          { not: hasHtmlAttribute('title|aria-hidden|hidden|aria-label') },
          { not: HTML_TEMPLATE_ATTRIBUTE },
        ],
      },
    },
  ],
  examples: {
    fires: [
      { language: 'tsx', code: 'const a = <iframe src={url} />;\n', marks: '<iframe src={url} />' },
      { language: 'html', code: '<iframe src="/map"></iframe>\n', marks: '<iframe src="/map">' },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const a = <p><iframe src={url} title="Map" /><iframe {...frame} /><iframe hidden /></p>;\n',
      },
      { language: 'html', code: '<iframe src="/map" title="Map"></iframe><frame src="x">\n' },
    ],
  },
};
