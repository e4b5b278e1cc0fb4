import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'link-without-noopener',
  title: 'Link to a new tab that hands over this page',
  kind: 'prevention',
  severity: 'LOW',
  problemType: 'Security',
  languages: ['tsx', 'javascript', 'html'],
  message:
    'A page opened by this link learns where the visitor came from and, in older browsers, can replace this page.',
  actionRequired: 'Add rel="noopener noreferrer".',
  why: 'Without `noopener` a page opened in a new tab holds `window.opener`, and can send the tab the visitor left to a copy of your login page. Browsers since 2021 imply it; embedded and older ones do not.',
  howToFix: '```html\n<a href="https://example.org" target="_blank" rel="noopener noreferrer">…</a>\n```',
  references: [
    'https://developer.mozilla.org/docs/Web/HTML/Reference/Attributes/rel/noopener',
    'https://cwe.mitre.org/data/definitions/1022.html',
  ],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ['tsx', 'javascript'],
      rule: {
        any: [{ kind: 'jsx_opening_element' }, { kind: 'jsx_self_closing_element' }],
        all: [
          { has: { field: 'name', regex: '^a$' } },
          {
            has: {
              kind: 'jsx_attribute',
              pattern: '$TARGET',
              all: [
                { has: { kind: 'property_identifier', regex: '^target$' } },
                { has: { kind: 'string', has: { regex: '^_blank$' } } },
              ],
            },
          },
          {
            has: {
              kind: 'jsx_attribute',
              all: [{ has: { kind: 'property_identifier', regex: '^href$' } }, { regex: 'https?://|=\\{' }],
            },
          },
          { not: { has: { kind: 'jsx_attribute', has: { kind: 'property_identifier', regex: '^rel$' } } } },
          { not: { has: { kind: 'jsx_expression' } } },
        ],
      },
      report: 'TARGET',
      fixes: [
        {
          title: 'Add rel="noopener noreferrer"',
          kind: 'auto',
          edits: [{ at: 'TARGET', place: 'after', text: ' rel="noopener noreferrer"' }],
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['html'],
      rule: {
        kind: 'start_tag',
        all: [
          { has: { kind: 'tag_name', regex: '^(?:a|A)$' } },
          {
            has: {
              kind: 'attribute',
              pattern: '$TARGET',
              all: [
                { has: { kind: 'attribute_name', regex: '^target$' } },
                { has: { kind: 'quoted_attribute_value', has: { regex: '^_blank$' } } },
              ],
            },
          },
          { has: { kind: 'attribute', regex: '(?i)^href\\s*=\\s*["\']?(?:https?:)?//' } },
          { not: { has: { kind: 'attribute', has: { kind: 'attribute_name', regex: '^rel$' } } } },
        ],
      },
      report: 'TARGET',
      fixes: [
        {
          title: 'Add rel="noopener noreferrer"',
          kind: 'auto',
          edits: [{ at: 'TARGET', place: 'after', text: ' rel="noopener noreferrer"' }],
        },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'const a = <a href={url} target="_blank">Open</a>;\n',
        marks: 'target="_blank"',
        fixed: 'const a = <a href={url} target="_blank" rel="noopener noreferrer">Open</a>;\n',
      },
      {
        language: 'html',
        code: '<a href="https://example.org" target="_blank">Open</a>\n',
        fixed: '<a href="https://example.org" target="_blank" rel="noopener noreferrer">Open</a>\n',
      },
      { language: 'javascript', code: 'const a = <a target="_blank" href="https://example.org" />;\n' },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const a = <a href={url} target="_blank" rel="noreferrer">Open</a>;\nconst b = <a href="/help" target="_blank">Help</a>;\nconst c = <a href={url} target="_blank" {...rest}>Open</a>;\n',
      },
      {
        language: 'javascript',
        code: 'const a = <form target="_blank" action={url} />;\nconst b = <a href={url}>Open</a>;\n',
      },
      {
        language: 'html',
        code: '<a href="/help" target="_blank">Help</a>\n<a href="https://example.org" target="_blank" rel="noopener">Open</a>\n',
      },
    ],
  },
};
