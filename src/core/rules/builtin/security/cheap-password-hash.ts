import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'cheap-password-hash',
  title: 'Password hash with too little work',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'go'],
  message: 'With a cost of $COST guessing passwords from a stolen table is too cheap.',
  actionRequired: 'Use a cost of at least 10, better 12.',
  why: 'Each step down doubles the guesses an attacker gets for the same money. At 5 a single graphics card tries tens of thousands of passwords a second for each user.',
  howToFix:
    '```ts\nconst stored = await bcrypt.hash(password, 12);\n```\n\nChoose the highest cost at which a sign-in still takes about a quarter of a second. Old hashes keep their own cost and are replaced at the next sign-in.',
  references: ['https://cwe.mitre.org/data/definitions/916.html'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [
          { pattern: 'bcrypt.hash($PASSWORD, $COST)' },
          { pattern: 'bcrypt.hashSync($PASSWORD, $COST)' },
          { pattern: 'bcrypt.genSalt($COST)' },
          { pattern: 'bcrypt.genSaltSync($COST)' },
          { pattern: 'bcryptjs.hash($PASSWORD, $COST)' },
        ],
      },
      constraints: { COST: { kind: 'number', regex: '^[1-9]$' } },
      report: 'COST',
      fixes: [{ title: 'Use a cost of 12', kind: 'suggest', edits: [{ at: 'COST', text: '12' }] }],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: { any: [{ pattern: 'bcrypt.gensalt(rounds=$COST)' }, { pattern: 'bcrypt.gensalt($COST)' }] },
      constraints: { COST: { kind: 'integer', regex: '^[1-9]$' } },
      report: 'COST',
      fixes: [{ title: 'Use a cost of 12', kind: 'suggest', edits: [{ at: 'COST', text: '12' }] }],
    },
    {
      kind: 'tree',
      languages: ['go'],
      rule: {
        pattern: 'bcrypt.GenerateFromPassword($PASSWORD, $COST)',
      },
      constraints: { COST: { regex: '^[1-9]$|^bcrypt\\.MinCost$' } },
      report: 'COST',
      fixes: [{ title: 'Use a cost of 12', kind: 'suggest', edits: [{ at: 'COST', text: '12' }] }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'const stored = await bcrypt.hash(password, 5);\n',
        marks: '5',
        fixed: 'const stored = await bcrypt.hash(password, 12);\n',
      },
      { language: 'javascript', code: 'const salt = bcrypt.genSaltSync(8);\n' },
      {
        language: 'python',
        code: 'salt = bcrypt.gensalt(rounds=4)\n',
        fixed: 'salt = bcrypt.gensalt(rounds=12)\n',
      },
      {
        language: 'go',
        code: 'package main\n\nfunc main() {\n\th, err := bcrypt.GenerateFromPassword(password, bcrypt.MinCost)\n}\n',
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'const stored = await bcrypt.hash(password, 12);\nconst salt = await bcrypt.genSalt();\n',
      },
      { language: 'javascript', code: 'const stored = await bcrypt.hash(password, settings.cost);\n' },
      { language: 'python', code: 'salt = bcrypt.gensalt()\nother = bcrypt.gensalt(14)\n' },
      {
        language: 'go',
        code: 'package main\n\nfunc main() {\n\th, err := bcrypt.GenerateFromPassword(password, bcrypt.DefaultCost)\n}\n',
      },
    ],
  },
};
