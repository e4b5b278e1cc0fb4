import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { SCRIPT_PATHS, TEST_PATHS } from '../commonPaths.ts';

const NAMES_A_SIGNING_SECRET = [
  { capture: 'NAME', is: 'secretName' },
  { capture: 'NAME', not: 'passwordName' },
  { capture: 'VALUE', matchesNot: '^[a-z]?(?:""|\'\'|``)$' },
] as const;

export const rule: Rule = {
  id: 'secret-default-value',
  title: 'Secret that falls back to a value from the source',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'ruby', 'php'],
  message: 'When $NAME is not set, the program goes on with a secret that stands in the source.',
  actionRequired: 'Remove the default and stop at start-up when the variable is missing.',
  why: 'A forgotten variable is then not an outage but a hole: production signs sessions with a value that everyone with the repository knows, and anyone can forge a token for any user. Nothing in the logs shows it.',
  howToFix:
    'Read the variable once and refuse to start without it:\n\n```ts\nconst secret = process.env.JWT_SECRET;\nif (!secret) throw new Error("JWT_SECRET is not set");\n```\n\n```python\nsecret = os.environ["JWT_SECRET"]  # KeyError when missing\n```\n\nPut the value for local work into an ignored `.env` file.',
  references: ['https://cwe.mitre.org/data/definitions/1188.html'],
  exceptPaths: [...TEST_PATHS, ...SCRIPT_PATHS],
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [
          { pattern: 'process.env.$NAME || $VALUE' },
          { pattern: 'process.env.$NAME ?? $VALUE' },
          { pattern: 'process.env[$NAME] || $VALUE' },
          { pattern: 'process.env[$NAME] ?? $VALUE' },
          { pattern: 'Deno.env.get($NAME) || $VALUE' },
          { pattern: 'Deno.env.get($NAME) ?? $VALUE' },
        ],
        regex: 'SECRET|Secret|secret|TOKEN|token|KEY|JWT|jwt',
      },
      constraints: { VALUE: { kind: 'string' } },
      where: NAMES_A_SIGNING_SECRET,
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [
          { pattern: 'os.environ.get($NAME, $VALUE)' },
          { pattern: 'os.getenv($NAME, $VALUE)' },
          { pattern: 'config($NAME, default=$VALUE)' },
          { pattern: 'env($NAME, default=$VALUE)' },
        ],
        regex: 'SECRET|Secret|secret|TOKEN|token|KEY|JWT|jwt',
      },
      constraints: { VALUE: { kind: 'string' } },
      where: NAMES_A_SIGNING_SECRET,
      fixes: [
        {
          title: 'Stop when $NAME is not set',
          kind: 'suggest',
          replace: 'os.environ[$NAME]',
          where: [{ matches: '^os\\.' }],
          needsImports: ['import os'],
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['ruby'],
      rule: { any: [{ pattern: 'ENV.fetch($NAME, $VALUE)' }, { pattern: 'ENV[$NAME] || $VALUE' }] },
      constraints: { VALUE: { kind: 'string' } },
      where: NAMES_A_SIGNING_SECRET,
      fixes: [{ title: 'Stop when $NAME is not set', kind: 'suggest', replace: 'ENV.fetch($NAME)' }],
    },
    {
      kind: 'tree',
      languages: ['php'],
      rule: {
        kind: 'function_call_expression',
        all: [
          { has: { field: 'function', regex: '^env$' } },
          {
            has: {
              field: 'arguments',
              all: [
                { has: { nthChild: 1, pattern: '$NAME' } },
                { has: { nthChild: 2, pattern: '$VALUE', has: { kind: 'string' } } },
              ],
            },
          },
        ],
      },
      where: NAMES_A_SIGNING_SECRET,
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: "const secret = process.env.JWT_SECRET || 'dev-secret';\n",
        marks: "process.env.JWT_SECRET || 'dev-secret'",
      },
      { language: 'tsx', code: 'const key = process.env["SIGNING_KEY"] ?? "local";\n' },
      {
        language: 'javascript',
        code: 'app.use(session({ secret: process.env.SESSION_SECRET || "keyboard cat" }));\n',
      },
      {
        language: 'python',
        code: 'import os\n\nSECRET_KEY = os.environ.get("SECRET_KEY", "dev")\n',
        fixed: 'import os\n\nSECRET_KEY = os.environ["SECRET_KEY"]\n',
      },
      {
        language: 'ruby',
        code: "secret = ENV.fetch('JWT_SECRET', 'dev')\n",
        fixed: "secret = ENV.fetch('JWT_SECRET')\n",
      },
      { language: 'php', code: "<?php\nreturn ['secret' => env('JWT_SECRET', 'dev')];\n" },
    ],
    silent: [
      {
        language: 'typescript',
        code: "const secret = process.env.JWT_SECRET || '';\nconst port = process.env.PORT || '3000';\nconst name = process.env.TOKEN_HEADER || 'x-token';\n",
      },
      { language: 'javascript', code: 'const secret = process.env.JWT_SECRET || readSecret();\n' },
      {
        language: 'python',
        code: 'region = os.environ.get("REGION", "eu")\nsecret = os.getenv("JWT_SECRET", "")\nkey = os.getenv("PRIMARY_KEY", "id")\n',
      },
      { language: 'ruby', code: "secret = ENV.fetch('JWT_SECRET')\nhost = ENV.fetch('HOST', 'localhost')\n" },
      { language: 'php', code: "<?php\n$a = env('JWT_SECRET');\n$b = env('APP_NAME', 'Acme');\n" },
    ],
  },
};
