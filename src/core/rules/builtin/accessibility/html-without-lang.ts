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
  id: 'html-without-lang',
  title: 'Page without a language',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'UI-UX',
  languages: [...JSX_LANGUAGES, 'html'],
  message: 'The page does not say its language, so it is read out with the wrong voice.',
  actionRequired: 'Add `lang` to `<html>`.',
  why: 'A screen reader set to English reads a German page by English rules, which nobody understands. Browsers also offer the wrong translation and hyphenate wrongly.',
  howToFix: '`<html lang="en">`',
  references: ['https://www.w3.org/WAI/WCAG22/Understanding/language-of-page.html'],
  aliases: ['html-has-lang', 'useHtmlLang'],
  match: [
    {
      kind: 'tree',
      languages: JSX_LANGUAGES,
      rule: {
        all: [
          jsxTag('html'),
          { not: hasAttribute('lang') },
          { not: HAS_SPREAD },
          { has: { field: 'name', pattern: '$TAG' } },
        ],
      },
      fixes: [
        {
          title: 'Say that the page is in English',
          kind: 'suggest',
          edits: [{ at: 'TAG', place: 'after', text: ' lang="en"' }],
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['html'],
      rule: {
        all: [
          htmlTag('html'),
          { not: hasHtmlAttribute('lang|xml:lang') },
          { not: HTML_TEMPLATE_ATTRIBUTE },
          { has: { kind: 'tag_name', pattern: '$TAG' } },
        ],
      },
      fixes: [
        {
          title: 'Say that the page is in English',
          kind: 'suggest',
          edits: [{ at: 'TAG', place: 'after', text: ' lang="en"' }],
        },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'const a = <html><body /></html>;\n',
        marks: '<html>',
        fixed: 'const a = <html lang="en"><body /></html>;\n',
      },
      {
        language: 'html',
        code: '<!doctype html>\r\n<html class="x">\r\n</html>\r\n',
        fixed: '<!doctype html>\r\n<html lang="en" class="x">\r\n</html>\r\n',
      },
    ],
    silent: [
      { language: 'tsx', code: 'const a = <html lang={locale}><body /></html>;\nconst b = <Html />;\n' },
      { language: 'html', code: '<html lang="de"><body></body></html>\n' },
    ],
  },
};
