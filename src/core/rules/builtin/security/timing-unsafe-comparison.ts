import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { inFileWith } from './parts/inFileWith.ts';

const SIGNATURE_WORDS =
  'signature|Signature|hmac|Hmac|HMAC|digest|Digest|computed|expected|Mac|mac|apiKey|api_key|API_KEY|secret|Secret|SECRET|token|Token|TOKEN';

const SIDE: TreeRule = {
  any: [
    { kind: 'identifier' },
    { kind: 'member_expression' },
    { kind: 'subscript_expression' },
    { kind: 'call_expression' },
    { kind: 'template_string' },
  ],
};

/** One side came from the caller, the other is a secret or was computed from one. */
const COMPUTED =
  '(?:^|[._\\s])(?:\\w*(?:[sS]ignature|[hH]mac)|expected\\w*(?:[dD]igest|[hH]ash|[mM]ac)|computed\\w*|calculated\\w*|[dD]igest)$|createHmac|\\.digest\\(|hmac\\.new|hexdigest\\(';

const EMPTY = '^(?:null|undefined|None|true|false|[\'"].*[\'"]|`[^$]*`|\\d+)$';

export const rule: Rule = {
  id: 'timing-unsafe-comparison',
  title: 'Secret compared letter by letter',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'go', 'php'],
  message: 'The time this comparison takes tells how many leading characters were right.',
  actionRequired: 'Compare in constant time.',
  why: 'An ordinary comparison stops at the first difference. By measuring answers a caller learns the signature or key one character after another, which turns an impossible guess into a few thousand requests.',
  howToFix:
    'Use the function made for it:\n\n```ts\nconst a = Buffer.from(received), b = Buffer.from(expected);\nif (a.length !== b.length || !timingSafeEqual(a, b)) return deny();\n```\n\n```python\nif not hmac.compare_digest(received, expected): abort(401)\n```',
  references: ['https://cwe.mitre.org/data/definitions/208.html'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'binary_expression',
        all: [
          { has: { field: 'operator', regex: '^[!=]==?$' } },
          {
            any: [
              {
                all: [
                  { has: { field: 'left', ...SIDE, regex: SIGNATURE_WORDS, pattern: '$SECRET' } },
                  { has: { field: 'right', ...SIDE, pattern: '$OTHER' } },
                ],
              },
              {
                all: [
                  { has: { field: 'right', ...SIDE, regex: SIGNATURE_WORDS, pattern: '$SECRET' } },
                  { has: { field: 'left', ...SIDE, pattern: '$OTHER' } },
                ],
              },
            ],
          },
          inFileWith('program', 'createHmac|createHash|timingSafeEqual|headers|ebhook|SECRET|API_KEY|TOKEN'),
        ],
      },
      where: [
        {
          matches: `(?:${COMPUTED.replaceAll('$', '(?=\\s|$)')})|(?:process\\.env\\.\\w*(?:SECRET|TOKEN|API_KEY))`,
        },
        { capture: 'OTHER', matchesNot: EMPTY },
        { matchesNot: '[aA]ccept|\\.length\\b|typeof|undefined|\\bnull\\b' },
        { documentMatches: 'createHmac|createHash|timingSafeEqual|headers|[wW]ebhook|process\\.env' },
      ],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'comparison_operator',
        regex: '^[^=!<>]+(?:==|!=)[^=!<>]+$',
        all: [
          {
            has: {
              any: [{ kind: 'identifier' }, { kind: 'attribute' }, { kind: 'call' }, { kind: 'subscript' }],
              regex: SIGNATURE_WORDS,
            },
          },
          { has: { nthChild: 1, pattern: '$LEFT' } },
          { has: { nthChild: 2, pattern: '$RIGHT' } },
          inFileWith('module', 'hmac'),
        ],
      },
      where: [
        { matches: `(?:${COMPUTED.replaceAll('$', '(?=\\s|$)')})` },
        { capture: 'LEFT', matchesNot: EMPTY },
        { capture: 'RIGHT', matchesNot: EMPTY },
        { matchesNot: 'len\\(|type\\(|inspect|\\bNone\\b' },
        { documentMatches: '\\bhmac\\b' },
      ],
      fixes: [
        {
          title: 'Compare in constant time',
          kind: 'suggest',
          replace: 'hmac.compare_digest($LEFT, $RIGHT)',
          needsImports: ['import hmac'],
          where: [{ matches: '==' }],
        },
        {
          title: 'Compare in constant time',
          kind: 'suggest',
          replace: 'not hmac.compare_digest($LEFT, $RIGHT)',
          needsImports: ['import hmac'],
          where: [{ matches: '!=' }],
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['go'],
      rule: {
        kind: 'call_expression',
        all: [
          {
            has: {
              field: 'function',
              regex: '^(?:bytes\\.Equal)$',
              has: { field: 'operand', regex: '^bytes$' },
            },
          },
          { has: { field: 'arguments', regex: 'signature|Signature|hmac|mac|MAC|digest' } },
        ],
      },
      where: [{ documentMatches: 'crypto/hmac' }],
    },
    {
      kind: 'tree',
      languages: ['php'],
      rule: {
        kind: 'binary_expression',
        any: [
          {
            has: {
              field: 'left',
              kind: 'function_call_expression',
              has: { field: 'function', regex: '^hash_hmac$' },
            },
          },
          {
            has: {
              field: 'right',
              kind: 'function_call_expression',
              has: { field: 'function', regex: '^hash_hmac$' },
            },
          },
        ],
      },
      where: [{ matches: '[!=]==?' }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: "const expected = createHmac('sha256', secret).update(body).digest('hex');\nif (request.headers['x-signature'] !== expectedSignature) deny();\n",
        marks: "request.headers['x-signature'] !== expectedSignature",
      },
      {
        language: 'javascript',
        code: 'if (req.headers.authorization !== `Bearer ${process.env.CRON_SECRET}`) return res.end();\nif (key === process.env.API_KEY) next();\n',
        count: 2,
      },
      {
        language: 'tsx',
        code: "const valid = signature === createHmac('sha256', key).update(body).digest('hex');\n",
      },
      {
        language: 'python',
        code: 'import hmac\n\nif signature == expected_signature:\n    accept()\n',
        fixed: 'import hmac\n\nif hmac.compare_digest(signature, expected_signature):\n    accept()\n',
      },
      {
        language: 'go',
        code: 'package main\n\nimport "crypto/hmac"\n\nfunc main() {\n\tif bytes.Equal(mac.Sum(nil), signature) {\n\t}\n}\n',
      },
      {
        language: 'php',
        code: "<?php\nif (hash_hmac('sha256', $body, $key) === $signature) { accept(); }\n",
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: "if (signature === undefined || signature.length !== expected.length) deny();\nif (!timingSafeEqual(a, b)) deny();\nif (typeof signature === 'string') check(signature);\n",
      },
      {
        language: 'javascript',
        code: "const h = createHash('sha256');\nif (token.type === TokenType.Comma) next();\nif (token === previousToken) skip();\n",
      },
      { language: 'tsx', code: 'const changed = signatureColour !== colour;\n' },
      {
        language: 'python',
        code: 'import hmac\n\nif hmac.compare_digest(signature, expected):\n    accept()\nif signature == "":\n    deny()\nif len(digest) == size:\n    pass\n',
      },
      {
        language: 'go',
        code: 'package main\n\nimport "crypto/hmac"\n\nfunc main() {\n\tif hmac.Equal(mac, signature) {\n\t}\n}\n',
      },
      {
        language: 'php',
        code: "<?php\nif (hash_equals(hash_hmac('sha256', $body, $key), $signature)) { accept(); }\n",
      },
    ],
  },
};
