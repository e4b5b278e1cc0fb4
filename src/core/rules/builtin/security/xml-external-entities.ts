import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'xml-external-entities',
  title: 'XML parser that loads external entities',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: ['python', ...ECMASCRIPT, 'java', 'php'],
  message: 'A document read by this parser can pull in files of this machine and call addresses.',
  actionRequired: 'Switch external entities off.',
  why: 'An entity such as `<!ENTITY x SYSTEM "file:///etc/passwd">` is replaced by the file’s content while parsing. Whoever sends the document reads it back in the answer or in an error message, or makes the server call internal addresses.',
  howToFix:
    'Parse without entities:\n\n```python\nparser = etree.XMLParser(resolve_entities=False, no_network=True)\n```\n\nor use `defusedxml`. Java:\n\n```java\nfactory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);\n```',
  references: ['https://cwe.mitre.org/data/definitions/611.html'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'keyword_argument',
        all: [
          { has: { field: 'name', regex: '^resolve_entities$' } },
          { has: { field: 'value', regex: '^True$', pattern: '$ON' } },
        ],
      },
      fixes: [{ title: 'Leave entities alone', kind: 'suggest', edits: [{ at: 'ON', text: 'False' }] }],
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'pair',
        all: [
          { has: { field: 'key', regex: '^noent$' } },
          { has: { field: 'value', regex: '^true$', pattern: '$ON' } },
        ],
      },
      fixes: [{ title: 'Leave entities alone', kind: 'suggest', edits: [{ at: 'ON', text: 'false' }] }],
    },
    {
      kind: 'tree',
      languages: ['java'],
      rule: {
        any: [
          { pattern: 'DocumentBuilderFactory.newInstance()' },
          { pattern: 'SAXParserFactory.newInstance()' },
          { pattern: 'XMLInputFactory.newInstance()' },
          { pattern: 'XMLInputFactory.newFactory()' },
        ],
      },
      where: [
        {
          documentMatchesNot:
            'disallow-doctype-decl|external-general-entities|FEATURE_SECURE_PROCESSING|SUPPORT_DTD|IS_SUPPORTING_EXTERNAL_ENTITIES|ACCESS_EXTERNAL_DTD',
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['php'],
      rule: {
        any: [
          { kind: 'name', regex: '^LIBXML_NOENT$' },
          {
            kind: 'function_call_expression',
            all: [
              { has: { field: 'function', regex: '^libxml_disable_entity_loader$' } },
              { has: { field: 'arguments', regex: '(?i)^\\(\\s*false' } },
            ],
          },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'python',
        code: 'parser = etree.XMLParser(resolve_entities=True)\n',
        marks: 'resolve_entities=True',
        fixed: 'parser = etree.XMLParser(resolve_entities=False)\n',
      },
      {
        language: 'javascript',
        code: 'const doc = libxmljs.parseXml(text, { noent: true });\n',
        fixed: 'const doc = libxmljs.parseXml(text, { noent: false });\n',
      },
      { language: 'java', code: 'class A { void f() { var f = DocumentBuilderFactory.newInstance(); } }\n' },
      {
        language: 'php',
        code: '<?php\n$doc->loadXML($text, LIBXML_NOENT);\nlibxml_disable_entity_loader(false);\n',
        count: 2,
      },
    ],
    silent: [
      {
        language: 'python',
        code: 'parser = etree.XMLParser(resolve_entities=False)\ntree = defusedxml.parse(path)\n',
      },
      {
        language: 'typescript',
        code: 'const doc = libxmljs.parseXml(text, { noent: false });\nconst noent = true;\n',
      },
      {
        language: 'java',
        code: 'class A { void f() { var f = DocumentBuilderFactory.newInstance(); f.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true); } }\n',
      },
      { language: 'php', code: '<?php\n$doc->loadXML($text, LIBXML_NONET);\n' },
    ],
  },
};
