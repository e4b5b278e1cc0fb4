import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

/** Names of values that nobody may guess. */
const TARGETS =
  'token|Token|TOKEN|secret|Secret|SECRET|password|Password|nonce|Nonce|salt|Salt|otp|Otp|OTP|apiKey|api_key|sessionId|session_id|sessionID|resetCode|reset_code|verificationCode|verification_code|inviteCode|invite_code|csrf|pin|Pin|PIN';

const TARGET_NAME =
  '(?:^|[^a-z])(?:\\w*(?:[tT]oken|TOKEN|[sS]ecret|SECRET|[pP]assword|[nN]once|[sS]alt|[oO]tp|OTP|[aA]pi_?[kK]ey|[sS]ession_?(?:Id|ID|id)|(?:reset|verification|verify|invite|confirmation)_?[cC]ode|[cC]srf)|pin|PIN|pinCode|pin_code)$';

const named = (field: string): TreeRule => ({ has: { field, regex: TARGETS, pattern: '$NAME' } });

const NAME_IS_SECRET = [{ capture: 'NAME', matches: TARGET_NAME }] as const;

export const rule: Rule = {
  id: 'insecure-random-token',
  title: 'Secret from a predictable random source',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'go', 'java', 'php'],
  message: 'This random source can be predicted, and the value is meant to be unguessable.',
  actionRequired: 'Take the value from the cryptographic random source.',
  why: '`Math.random` and its kin are made for games: from a few outputs the next ones can be computed. Someone who requests two password resets for their own account can work out the token of yours.',
  howToFix:
    'Use the operating system’s source:\n\n```ts\nimport { randomBytes } from "node:crypto";\nconst token = randomBytes(32).toString("base64url");\n```\n\n```python\ntoken = secrets.token_urlsafe(32)\n```\n\nIn the browser: `crypto.getRandomValues` or `crypto.randomUUID()`.',
  references: ['https://cwe.mitre.org/data/definitions/338.html'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        all: [
          { pattern: 'Math.random()' },
          {
            inside: {
              stopBy: { any: [{ kind: 'statement_block' }, { kind: 'arrow_function' }] },
              any: [
                { kind: 'variable_declarator', all: [named('name')] },
                { kind: 'assignment_expression', all: [named('left')] },
                { kind: 'pair', all: [named('key')] },
              ],
            },
          },
        ],
      },
      where: NAME_IS_SECRET,
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        all: [
          { pattern: 'Math.random()' },
          {
            inside: {
              stopBy: 'end',
              any: [
                {
                  kind: 'function_declaration',
                  has: { field: 'name', regex: TARGETS, pattern: '$NAME' },
                },
                {
                  kind: 'variable_declarator',
                  all: [named('name'), { has: { field: 'value', kind: 'arrow_function' } }],
                },
              ],
            },
          },
        ],
      },
      where: [
        {
          capture: 'NAME',
          matches:
            '^(?:generate|create|make|new|gen|random|get)\\w*(?:Token|Secret|Password|Nonce|Salt|O[tT][pP]|ApiKey|SessionId|ResetCode|VerificationCode)$',
        },
      ],
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
              all: [
                { has: { field: 'object', regex: '^random$' } },
                {
                  has: {
                    field: 'attribute',
                    regex: '^(?:choice|choices|randint|random|randrange|getrandbits|sample|randbytes)$',
                  },
                },
              ],
            },
          },
          {
            inside: {
              stopBy: { kind: 'block' },
              any: [
                { kind: 'assignment', all: [named('left')] },
                { kind: 'keyword_argument', all: [named('name')] },
                { kind: 'pair', all: [named('key')] },
              ],
            },
          },
        ],
      },
      where: [
        ...NAME_IS_SECRET,
        { documentMatches: '(?:^|\\n)\\s*import (?:[\\w, ]+, )?random\\b|random\\.' },
      ],
    },
    {
      kind: 'tree',
      languages: ['go'],
      rule: {
        kind: 'call_expression',
        all: [
          { has: { field: 'function', has: { field: 'operand', regex: '^rand$' } } },
          { inside: { stopBy: { kind: 'block' }, kind: 'short_var_declaration', all: [named('left')] } },
        ],
      },
      where: [...NAME_IS_SECRET, { documentMatches: '"math/rand' }, { documentMatchesNot: 'crypto/rand' }],
    },
    {
      kind: 'tree',
      languages: ['java'],
      rule: {
        any: [{ pattern: 'new Random()' }, { pattern: 'Math.random()' }],
        inside: { stopBy: { kind: 'block' }, kind: 'variable_declarator', all: [named('name')] },
      },
      where: NAME_IS_SECRET,
    },
    {
      kind: 'tree',
      languages: ['php'],
      rule: {
        kind: 'function_call_expression',
        all: [
          { has: { field: 'function', regex: '^(?:rand|mt_rand|uniqid|lcg_value|str_shuffle)$' } },
          {
            inside: {
              stopBy: { kind: 'compound_statement' },
              kind: 'assignment_expression',
              all: [named('left')],
            },
          },
        ],
      },
      where: NAME_IS_SECRET,
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'const resetToken = Math.random().toString(36).slice(2);\n',
        marks: 'Math.random()',
      },
      {
        language: 'javascript',
        code: 'user.apiKey = "k_" + Math.random();\nfunction generateToken() {\n  return chars[Math.floor(Math.random() * chars.length)];\n}\n',
        count: 2,
      },
      { language: 'tsx', code: 'const session = { sessionId: Math.random() };\n' },
      {
        language: 'python',
        code: 'import random\n\ntoken = "".join(random.choice(ALPHABET) for _ in range(32))\n',
        marks: 'random.choice(ALPHABET)',
      },
      {
        language: 'go',
        code: 'package main\n\nimport "math/rand"\n\nfunc main() {\n\ttoken := rand.Int63()\n}\n',
      },
      {
        language: 'java',
        code: 'class A { void f() { String token = Integer.toString((int) (Math.random() * 1000000)); } }\n',
      },
      { language: 'php', code: '<?php\n$token = md5(uniqid() . mt_rand());\n', count: 2 },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'const delay = Math.random() * 100;\nconst pinned = Math.random() > 0.5;\nconst tokenizer = pick(Math.random());\nconst token = randomBytes(32);\n',
      },
      {
        language: 'javascript',
        code: 'const spin = Math.random() * 360;\nfunction tokenDelay() {\n  return Math.random();\n}\n',
      },
      { language: 'tsx', code: 'const colour = palette[Math.floor(Math.random() * palette.length)];\n' },
      {
        language: 'python',
        code: 'import random\nimport secrets\n\ndelay = random.random()\ntoken = secrets.token_urlsafe(32)\nsample_tokens_index = random.randint(0, 3)\n',
      },
      {
        language: 'go',
        code: 'package main\n\nimport "crypto/rand"\n\nfunc main() {\n\ttoken := rand.Text()\n}\n',
      },
      {
        language: 'java',
        code: 'class A { void f() { double delay = Math.random(); SecureRandom token = new SecureRandom(); } }\n',
      },
      { language: 'php', code: '<?php\n$token = bin2hex(random_bytes(32));\n$delay = rand(1, 3);\n' },
    ],
  },
};
