import type { Rule } from '../../ruleModel.ts';
import { SCRIPT_PATHS, TEST_PATHS } from '../commonPaths.ts';
import { PYTHON_BUILT_STRING } from './parts/interpolation.ts';

export const rule: Rule = {
  id: 'template-escaping-off',
  title: 'Template values that are not escaped',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: ['python', 'ruby'],
  message: 'Values in this markup are not escaped, so they can bring scripts into the page.',
  actionRequired: 'Leave escaping on, and mark only fixed markup as safe.',
  why: 'One unescaped user name is enough: it runs in the session of everyone who opens the page. With escaping off for a whole environment every template is open, including those written later.',
  howToFix:
    'Switch escaping on for the environment:\n\n```python\nEnvironment(loader=loader, autoescape=select_autoescape())\n```\n\nBuild markup with a function that escapes its values, such as Django’s `format_html("<b>{}</b>", name)` or `Markup("<b>{}</b>").format(name)`.',
  references: ['https://cwe.mitre.org/data/definitions/79.html'],
  exceptPaths: [...TEST_PATHS, ...SCRIPT_PATHS],
  match: [
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'keyword_argument',
        all: [
          { has: { field: 'name', regex: '^autoescape$' } },
          { has: { field: 'value', regex: '^False$', pattern: '$OFF' } },
          {
            inside: {
              kind: 'argument_list',
              inside: { kind: 'call', has: { field: 'function', regex: '(?:Environment|Template)$' } },
            },
          },
        ],
      },
      fixes: [{ title: 'Escape values', kind: 'suggest', edits: [{ at: 'OFF', text: 'True' }] }],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [
          { pattern: 'mark_safe($HTML)' },
          { pattern: 'Markup($HTML)' },
          { pattern: 'SafeString($HTML)' },
        ],
      },
      constraints: { HTML: PYTHON_BUILT_STRING },
      where: [{ capture: 'HTML', matchesNot: 'escape\\(|json\\.dumps' }],
    },
    {
      kind: 'tree',
      languages: ['ruby'],
      rule: {
        kind: 'call',
        all: [
          { has: { field: 'method', regex: '^html_safe$' } },
          { has: { field: 'receiver', kind: 'string', has: { kind: 'interpolation' } } },
        ],
      },
      where: [{ matchesNot: '#\\{(?:h|sanitize|content_tag|link_to|t)[ (]' }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'python',
        code: 'env = Environment(loader=loader, autoescape=False)\n',
        fixed: 'env = Environment(loader=loader, autoescape=True)\n',
      },
      {
        language: 'python',
        code: 'return mark_safe(f"<b>{user.name}</b>")\n',
        marks: 'mark_safe(f"<b>{user.name}</b>")',
      },
      { language: 'ruby', code: '"<b>#{user.name}</b>".html_safe\n' },
    ],
    silent: [
      {
        language: 'python',
        code: 'env = Environment(loader=loader, autoescape=True)\nreturn mark_safe("<hr>")\nreturn format_html("<b>{}</b>", name)\n',
      },
      {
        language: 'python',
        code: 'parser = Parser(autoescape=False)\nreturn mark_safe(f"<b>{escape(name)}</b>")\n',
      },
      { language: 'ruby', code: '"<hr>".html_safe\n"<b>#{h(user.name)}</b>".html_safe\n' },
    ],
  },
};
