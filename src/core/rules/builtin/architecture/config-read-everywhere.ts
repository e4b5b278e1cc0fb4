import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'config-read-everywhere',
  title: 'Environment read outside the configuration',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Architecture',
  languages: [...ECMASCRIPT, 'python'],
  layers: [1, 3, 4, 6],
  message: 'The environment is read here instead of in the configuration layer.',
  actionRequired: 'Read and check the variable once in the configuration, and import the value.',
  why: 'A variable that is missing shows at start when the configuration checks it, and in the middle of a payment when the line that needs it does. Nobody can say which variables a deployment needs.',
  howToFix: '```ts\n// config/env.ts\nexport const mailKey = required("MAIL_KEY");\n```',
  references: ['https://12factor.net/config'],
  optIn: true,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: { any: [{ pattern: 'process.env.$NAME' }, { pattern: 'process.env[$NAME]' }] },
      constraints: { NAME: { not: { regex: '^NODE_ENV$' } } },
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [
          { pattern: 'os.environ[$NAME]' },
          { pattern: 'os.environ.get($$$NAME)' },
          { pattern: 'os.getenv($$$NAME)' },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        path: 'src/services/mail.ts',
        code: 'const key = process.env.MAIL_KEY;\n',
        marks: 'process.env.MAIL_KEY',
      },
      {
        language: 'python',
        path: 'app/services/mail.py',
        code: 'key = os.environ["KEY"]\nport = os.getenv("PORT", "1")\n',
        count: 2,
      },
    ],
    silent: [
      {
        language: 'typescript',
        path: 'src/config/env.ts',
        code: 'export const key = process.env.MAIL_KEY;\n',
      },
      {
        language: 'typescript',
        path: 'src/services/mail.ts',
        code: 'if (process.env.NODE_ENV === "test") skip();\n',
      },
      { language: 'python', path: 'app/services/mail.py', code: 'env = settings.environ["KEY"]\n' },
    ],
  },
};
