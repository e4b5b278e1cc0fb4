import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { HAS_SPREAD, hasAttribute, hasAttributeValue, jsxTag } from '../jsxShapes.ts';
import { JSX_LANGUAGES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'anchor-without-target',
  title: 'Link that leads nowhere',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'UI-UX',
  languages: JSX_LANGUAGES,
  message: 'This link has no place to go; it is a button in disguise.',
  actionRequired: 'Give it a real `href`, or make it a `<button>`.',
  why: 'A link without `href` takes no focus, and `href="#"` jumps to the top of the page and adds an entry to the history. Opening it in a new tab gives the same page again.',
  howToFix:
    '`<a href={`/orders/${id}`}>` to go somewhere; `<button type="button" onClick={remove}>` to do something.',
  references: ['https://developer.mozilla.org/docs/Web/HTML/Element/a#accessibility'],
  aliases: ['anchor-is-valid', 'useValidAnchor'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        all: [
          jsxTag('a'),
          hasAttribute('onClick'),
          { not: HAS_SPREAD },
          {
            any: [
              { not: hasAttribute('href|to|role|tabIndex') },
              hasAttributeValue('href', '["\']#["\']|\\{\\s*["\']#["\']|["\']["\']|["\']javascript:'),
            ],
          },
        ],
      },
    },
  ],
  examples: {
    fires: [
      { language: 'tsx', code: 'const a = <a onClick={remove}>Remove</a>;\n', marks: '<a onClick={remove}>' },
      {
        language: 'javascript',
        code: 'const a = <a href="#" onClick={open}>Open</a>;\nconst b = <a href="javascript:void(0)" onClick={open} />;\n',
        count: 2,
      },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const a = <a href="/x" onClick={track}>X</a>;\nconst b = <a href="#top">Up</a>;\nconst c = <a {...link} onClick={x} />;\n',
      },
      {
        language: 'javascript',
        code: 'const a = <a href={url} onClick={open} />;\nconst b = <A onClick={open} />;\nconst c = <a id="part" />;\n',
      },
    ],
  },
};
