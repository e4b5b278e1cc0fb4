import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'jwt-hardcoded-secret',
  title: 'Token signed with a secret from the source',
  kind: 'prevention',
  severity: 'CRITICAL',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'go'],
  message: 'Everyone who can read the source can sign tokens that this program accepts.',
  actionRequired: 'Read the signing secret from the environment and replace the present one.',
  why: 'A signed token is believed without looking anything up. With the secret from the repository anyone writes `{"sub": "1", "role": "admin"}`, signs it, and is the administrator; no log shows a failed attempt.',
  howToFix:
    'Read the secret at start-up, stop when it is missing, and issue a new one, because the old one is known:\n\n```ts\nconst secret = process.env.JWT_SECRET;\nif (!secret) throw new Error("JWT_SECRET is not set");\njwt.sign(claims, secret, { algorithm: "HS256" });\n```',
  references: ['https://cwe.mitre.org/data/definitions/798.html', 'https://www.rfc-editor.org/rfc/rfc8725'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [
          { pattern: 'jwt.sign($CLAIMS, $SECRET)' },
          { pattern: 'jwt.sign($CLAIMS, $SECRET, $OPTIONS)' },
          { pattern: 'jwt.verify($TOKEN, $SECRET)' },
          { pattern: 'jwt.verify($TOKEN, $SECRET, $OPTIONS)' },
          { pattern: 'jsonwebtoken.sign($CLAIMS, $SECRET, $$$REST)' },
          { pattern: 'jsonwebtoken.verify($TOKEN, $SECRET, $$$REST)' },
        ],
        regex: 'jwt|jsonwebtoken',
      },
      constraints: { SECRET: { kind: 'string' } },
      report: 'SECRET',
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [
          { pattern: 'jwt.encode($CLAIMS, $SECRET)' },
          { pattern: 'jwt.encode($CLAIMS, $SECRET, $$$REST)' },
          { pattern: 'jwt.decode($TOKEN, $SECRET, $$$REST)' },
        ],
        regex: 'jwt',
      },
      constraints: { SECRET: { kind: 'string', not: { regex: '^[a-z]?(?:""|\'\')$' } } },
      report: 'SECRET',
    },
    {
      kind: 'tree',
      languages: ['go'],
      rule: {
        kind: 'call_expression',
        all: [
          { has: { field: 'function', has: { field: 'field', regex: '^SignedString$' } } },
          {
            has: {
              field: 'arguments',
              has: {
                any: [{ kind: 'type_conversion_expression' }, { kind: 'call_expression' }],
                regex: '^\\[\\]byte\\("',
                pattern: '$SECRET',
              },
            },
          },
        ],
      },
      report: 'SECRET',
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: "const token = jwt.sign({ sub: user.id }, 'keyboard cat', { expiresIn: '1h' });\n",
        marks: "'keyboard cat'",
      },
      { language: 'javascript', code: 'const claims = jwt.verify(token, "shhh");\n' },
      { language: 'tsx', code: 'const token = jwt.sign(claims, "shhh");\n' },
      {
        language: 'python',
        code: 'token = jwt.encode(claims, "shhh", algorithm="HS256")\n',
        marks: '"shhh"',
      },
      {
        language: 'go',
        code: 'package main\n\nfunc main() {\n\ts, err := token.SignedString([]byte("shhh"))\n}\n',
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: "const token = jwt.sign({ sub: user.id }, env.JWT_SECRET, { algorithm: 'HS256' });\nconst claims = jwt.decode(token, 'x');\n",
      },
      { language: 'javascript', code: 'const signature = key.sign("shhh", data);\n' },
      { language: 'tsx', code: 'const claims = await jwtVerify(token, key);\n' },
      {
        language: 'python',
        code: 'token = jwt.encode(claims, settings.jwt_secret, algorithm="HS256")\ntext = base64.encode(a, "b")\n',
      },
      {
        language: 'go',
        code: 'package main\n\nfunc main() {\n\ts, err := token.SignedString([]byte(secret))\n}\n',
      },
    ],
  },
};
