import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'jwt-not-verified',
  title: 'Token read without checking its signature',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'go'],
  message: 'The claims of this token are believed without checking who signed them.',
  actionRequired: 'Verify the signature with a fixed list of algorithms before using any claim.',
  why: 'The claims are plain base64 that anyone can write. Without a checked signature a caller sends the user id or role of their choice, and the program takes it for proof.',
  howToFix:
    'Verify, and say which algorithms are allowed:\n\n```ts\nconst claims = jwt.verify(token, key, { algorithms: ["RS256"] });\n```\n\n```python\nclaims = jwt.decode(token, key, algorithms=["RS256"])\n```',
  references: ['https://cwe.mitre.org/data/definitions/347.html', 'https://www.rfc-editor.org/rfc/rfc8725'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [{ pattern: 'jwt.decode($TOKEN)' }, { pattern: 'jsonwebtoken.decode($TOKEN)' }],
      },
      where: [
        { documentMatches: '[\'"]jsonwebtoken[\'"]' },
        // Decoding after verifying, or to find the key, is how it is meant to be used.
        { documentMatchesNot: '\\bverify\\w*\\(|jwks|Jwks|JWKS' },
        { pathNot: ['**/*.{tsx,jsx}', '**/{components,hooks,client,ui}/**'] },
      ],
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'pair',
        any: [
          {
            all: [
              { has: { field: 'key', regex: '^(?:algorithms)$' } },
              { has: { field: 'value', kind: 'array', regex: '(?i)["\']none["\']' } },
            ],
          },
          {
            all: [
              { has: { field: 'key', regex: '^algorithm$' } },
              { has: { field: 'value', kind: 'string', regex: '(?i)^["\']none["\']$' } },
            ],
          },
        ],
      },
      where: [{ documentMatches: '[jJ]wt|JWT|jose' }],
      message: 'The algorithm "none" accepts a token without any signature.',
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'call',
        all: [
          {
            has: {
              field: 'function',
              all: [{ regex: 'jwt' }],
              regex: '^(?:jwt|jose\\.jwt|pyjwt)\\.decode$',
              has: { field: 'attribute', regex: '^decode$' },
            },
          },
          {
            any: [
              { regex: '["\']verify_signature["\']\\s*:\\s*False' },
              { regex: '\\bverify\\s*=\\s*False' },
              { regex: '(?i)algorithms\\s*=\\s*\\[?["\']none["\']' },
            ],
          },
        ],
      },
      where: [{ documentMatchesNot: 'get_signing_key|PyJWKClient|jwks' }],
    },
    {
      kind: 'tree',
      languages: ['go'],
      rule: {
        kind: 'call_expression',
        has: { field: 'function', has: { field: 'field', regex: '^ParseUnverified$' } },
      },
      where: [{ documentMatchesNot: 'jwt\\.Parse(?:WithClaims)?\\(|[jJ]wks' }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: "import jwt from 'jsonwebtoken';\nconst { sub } = jwt.decode(token);\n",
        marks: 'jwt.decode(token)',
      },
      {
        language: 'javascript',
        code: "const jwt = require('jsonwebtoken');\njwt.verify(token, '', { algorithms: ['none', 'HS256'] });\n",
      },
      { language: 'python', code: 'claims = jwt.decode(token, options={"verify_signature": False})\n' },
      { language: 'python', code: 'claims = jwt.decode(token, key, verify=False)\n' },
      {
        language: 'go',
        code: 'package main\n\nfunc main() {\n\ttoken, _, err := parser.ParseUnverified(text, claims)\n}\n',
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: "import jwt from 'jsonwebtoken';\nconst header = jwt.decode(token);\nconst claims = jwt.verify(token, key, { algorithms: ['RS256'] });\n",
      },
      {
        language: 'javascript',
        code: "const { jwtDecode } = require('jwt-decode');\nconst expiresAt = jwtDecode(token).exp;\nconst style = { algorithms: ['fast'], display: 'none' };\n",
      },
      {
        language: 'python',
        code: 'claims = jwt.decode(token, key, algorithms=["RS256"])\ntext = body.decode("utf-8")\n',
      },
      { language: 'go', code: 'package main\n\nfunc main() {\n\ttoken, err := jwt.Parse(text, keyOf)\n}\n' },
    ],
  },
};
