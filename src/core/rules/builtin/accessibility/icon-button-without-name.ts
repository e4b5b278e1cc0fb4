import type { Rule } from '../../ruleModel.ts';
import { HAS_SPREAD, hasAttribute, hasHtmlAttribute } from '../jsxShapes.ts';
import { JSX_LANGUAGES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'icon-button-without-name',
  title: 'Button with only an icon',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'UI-UX',
  languages: [...JSX_LANGUAGES, 'html'],
  message: 'This button has an icon and no name, so a screen reader says only "button".',
  actionRequired: 'Add `aria-label`, or text that is hidden by sight only.',
  why: 'A toolbar of six icons reads "button, button, button, button, button, button", and voice control has nothing to call.',
  howToFix:
    '```tsx\n<button type="button" aria-label="Close" onClick={close}>\n  <CloseIcon aria-hidden="true" />\n</button>\n```',
  references: ['https://www.w3.org/WAI/WCAG22/Understanding/name-role-value.html'],
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
                { has: { field: 'name', regex: '^button$' } },
                { not: HAS_SPREAD },
                {
                  not: hasAttribute(
                    'aria-label|aria-labelledby|title|aria-hidden|children|dangerouslySetInnerHTML',
                  ),
                },
                { pattern: '$TAG' },
              ],
            },
          },
          // Exactly one child, which is an icon by its name, and nothing that could be text.
          {
            has: {
              kind: 'jsx_self_closing_element',
              all: [
                { has: { field: 'name', regex: '(?:Icon|^svg|^i)$' } },
                { not: hasAttribute('aria-label|title|alt|label|titleAccess') },
              ],
            },
          },
          { not: { has: { kind: 'jsx_text', regex: '\\S' } } },
          { not: { has: { kind: 'jsx_expression' } } },
          { not: { has: { kind: 'jsx_element' } } },
          {
            not: {
              has: {
                kind: 'jsx_self_closing_element',
                not: { has: { field: 'name', regex: '(?:Icon|^svg|^i)$' } },
              },
            },
          },
        ],
      },
      report: 'TAG',
    },
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
                { has: { field: 'name', regex: '^button$' } },
                { not: HAS_SPREAD },
                { not: hasAttribute('aria-label|aria-labelledby|title|aria-hidden') },
                { pattern: '$TAG' },
              ],
            },
          },
          {
            has: {
              kind: 'jsx_element',
              all: [
                { has: { kind: 'jsx_opening_element', has: { field: 'name', regex: '^svg$' } } },
                { not: { regex: '<title|aria-label' } },
              ],
            },
          },
          { not: { has: { kind: 'jsx_text', regex: '\\S' } } },
          { not: { has: { kind: 'jsx_expression' } } },
          { not: { has: { kind: 'jsx_self_closing_element' } } },
          {
            not: {
              has: {
                kind: 'jsx_element',
                not: { has: { kind: 'jsx_opening_element', has: { field: 'name', regex: '^svg$' } } },
              },
            },
          },
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
                { has: { kind: 'tag_name', regex: '^button$' } },
                { not: hasHtmlAttribute('aria-label|aria-labelledby|title|aria-hidden') },
                { pattern: '$TAG' },
              ],
            },
          },
          {
            has: {
              kind: 'element',
              any: [{ regex: '^<svg' }, { regex: '^<i' }],
              all: [{ regex: '^<(?:svg|i)[\\s>/]' }, { not: { regex: '<title|aria-label' } }],
            },
          },
          { not: { has: { kind: 'text', regex: '\\S', stopBy: 'end' } } },
          { not: { has: { kind: 'element', not: { regex: '^<(?:svg|i)[\\s>/]' } } } },
        ],
      },
      report: 'TAG',
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'const a = <button type="button" onClick={close}>\n  <CloseIcon />\n</button>;\n',
        marks: '<button type="button" onClick={close}>',
      },
      {
        language: 'javascript',
        code: 'const a = <button onClick={x}><svg viewBox="0 0 1 1"><path d="M0" /></svg></button>;\n',
      },
      {
        language: 'html',
        code: '<button class="x"><i class="fa fa-close"></i></button>\n',
        marks: '<button class="x">',
      },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const a = <button aria-label="Close"><CloseIcon /></button>;\nconst b = <button><CloseIcon /> Close</button>;\nconst c = <button><CloseIcon />{label}</button>;\nconst d = <button><Hidden>Close</Hidden><CloseIcon /></button>;\n',
      },
      {
        language: 'html',
        code: '<button><i class="fa"></i> Close</button><button aria-label="x"><svg></svg></button><button><span>Go</span></button>\n',
      },
    ],
  },
};
