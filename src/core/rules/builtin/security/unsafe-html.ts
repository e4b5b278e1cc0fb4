import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

/** Text written out in the program, or put together from such text alone. */
const FIXED_TEXT: TreeRule = {
  any: [
    { kind: 'string' },
    { kind: 'null' },
    { all: [{ kind: 'template_string' }, { not: { has: { kind: 'template_substitution' } } }] },
  ],
};

/** Ways of making HTML harmless, and sources that hold no text from outside. */
const HARMLESS_SOURCE =
  '[sS]anitiz|[cC]lean|[pP]urif|[eE]scape|xss\\(|DOMPurify|JSON\\.stringify|trustedHTML|TrustedHTML|createHTML|^[A-Z][A-Z0-9_]*$|\\.outerHTML$|\\.innerHTML$|^[\'"`]{2}$|renderToStaticMarkup|renderToString|katex|highlight|hljs|Prism|shiki|codeToHtml|[cC]ss$|[sS]tyles?$|[sS]vg$|[iI]cons?$|t\\(';

export const rule: Rule = {
  id: 'unsafe-html',
  title: 'HTML from values, unescaped',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'html'],
  message: 'Markup inside this value becomes part of the page, scripts included.',
  actionRequired: 'Set the text with textContent, or sanitise the HTML first.',
  why: 'A name like `<img src=x onerror=…>` runs its script in the session of whoever looks at the page: it reads their data, sends requests as them and can change what they see. Stored in a database it reaches every visitor.',
  howToFix:
    'When text is wanted use `textContent`, or in React plain `{value}`. When markup is wanted sanitise it where it is used:\n\n```tsx\n<div dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(html) }} />\n```',
  references: [
    'https://cwe.mitre.org/data/definitions/79.html',
    'https://developer.mozilla.org/docs/Web/API/Element/innerHTML',
  ],
  exceptPaths: [...TEST_PATHS, '**/*.min.js', '**/{vendor,third_party,built}/**'],
  match: [
    {
      kind: 'tree',
      languages: ['tsx', 'javascript'],
      rule: {
        kind: 'jsx_attribute',
        all: [
          { has: { kind: 'property_identifier', regex: '^dangerouslySetInnerHTML$' } },
          {
            has: {
              kind: 'jsx_expression',
              has: {
                kind: 'object',
                has: {
                  kind: 'pair',
                  all: [
                    { has: { field: 'key', regex: '^__html$' } },
                    { has: { field: 'value', not: FIXED_TEXT, pattern: '$HTML' } },
                  ],
                },
              },
            },
          },
        ],
      },
      where: [
        { capture: 'HTML', matchesNot: HARMLESS_SOURCE },
        // Style sheets and scripts of the program itself.
        { capture: 'HTML', matchesNot: '^`\\s*(?::root|[.#@\\w-]+\\s*\\{)' },
        // The value may have been made harmless above, under the name used here.
        {
          capture: 'HTML',
          foundByNot:
            '(\\w+)\\s*=\\s*(?:await\\s+)?(?:useMemo\\(\\s*\\(\\)\\s*=>\\s*)?[\\w.]*(?:[sS]anitiz|[pP]urif|[eE]scape|highlight|codeToHtml|JSON\\.stringify)',
        },
      ],
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [
          {
            kind: 'assignment_expression',
            all: [
              {
                has: {
                  field: 'left',
                  kind: 'member_expression',
                  has: { field: 'property', regex: '^(?:innerHTML|outerHTML)$' },
                },
              },
              { has: { field: 'right', not: FIXED_TEXT, pattern: '$HTML' } },
            ],
          },
          { pattern: '$ELEMENT.insertAdjacentHTML($PLACE, $HTML)' },
          { pattern: 'document.write($HTML)' },
          { pattern: 'document.writeln($HTML)' },
        ],
      },
      constraints: { HTML: { not: FIXED_TEXT } },
      where: [
        { capture: 'HTML', matchesNot: HARMLESS_SOURCE },
        {
          capture: 'HTML',
          foundByNot:
            '(\\w+)\\s*=\\s*(?:await\\s+)?(?:[\\w.]*(?:[sS]anitiz|[pP]urif|[eE]scape|[cC]lean)|[\\w.]+\\.innerHTML\\b)',
        },
        { capture: 'HTML', foundByNot: '(\\w+)\\s*=\\s*(?:\'[^\']*\'|"[^"]*"|`[^`$]*`)\\s*;' },
        {
          capture: 'HTML',
          matchesNot:
            '^`(?:[^`$]|\\$\\{\\s*(?:[A-Z][A-Z0-9_]*|\\w*(?:[cC]ount|[iI]ndex|[wW]idth|[hH]eight|[sS]ize|[tT]otal)|[\\w.]+\\.length|Number\\([^}]*)\\s*\\})*`$',
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['html'],
      rule: { kind: 'attribute_name', regex: '^v-html$' },
      message: 'v-html puts markup inside this value into the page, scripts included.',
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'const a = <div dangerouslySetInnerHTML={{ __html: comment.body }} />;\n',
        marks: 'dangerouslySetInnerHTML={{ __html: comment.body }}',
      },
      { language: 'typescript', code: 'list.innerHTML = `<li>${user.name}</li>`;\n' },
      {
        language: 'javascript',
        code: 'document.write("<h1>" + location.hash + "</h1>");\nrow.insertAdjacentHTML("beforeend", message.html);\n',
        count: 2,
      },
      { language: 'html', code: '<div v-html="comment.body"></div>\n' },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const clean = DOMPurify.sanitize(body);\nconst a = <div dangerouslySetInnerHTML={{ __html: clean }} />;\nconst b = <div dangerouslySetInnerHTML={{ __html: sanitize(body) }} />;\nconst c = <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: JSON.stringify(data) }} />;\n',
      },
      {
        language: 'typescript',
        code: 'list.innerHTML = "";\nlist.innerHTML = `<li></li>`;\nlist.textContent = user.name;\nbadge.innerHTML = `<b>${count}</b>`;\n',
      },
      {
        language: 'javascript',
        code: 'element.innerHTML = escapeHtml(name);\ncopy.innerHTML = source.innerHTML;\nres.write(name);\n',
      },
      { language: 'html', code: '<div v-text="comment.body" class="v-html"></div>\n' },
    ],
  },
};
