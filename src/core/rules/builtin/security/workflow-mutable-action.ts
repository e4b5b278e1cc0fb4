import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'workflow-mutable-action',
  title: 'Action whose code can change under its tag',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Security',
  languages: ['yaml'],
  optIn: true,
  message: 'Whoever controls this action’s repository can move the tag to other code.',
  actionRequired: 'Pin the action to a full commit hash.',
  why: 'Tags and branches move. When an account is broken into, the tag is pointed to code that prints the secrets of every workflow that uses it; that has happened to widely used actions.',
  howToFix:
    '```yaml\n- uses: acme/deploy@8f4b7f84864484a7bf31766abe9204da3cbe65b3 # v2.1.0\n```\n\nA bot can keep the hash and the comment up to date.',
  references: ['https://docs.github.com/en/actions/reference/security/secure-use'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'block_mapping_pair',
        all: [{ has: { field: 'key', regex: '^uses$' } }, { has: { field: 'value', pattern: '$ACTION' } }],
      },
      where: [
        { path: ['**/.github/**'] },
        { capture: 'ACTION', matches: '^["\']?[\\w.-]+/[\\w./-]+@' },
        // The platform's own actions are as trustworthy as the platform that runs them.
        { capture: 'ACTION', matchesNot: '@[a-f0-9]{40}\\b|^["\']?(?:actions|github)/' },
      ],
      report: 'ACTION',
    },
  ],
  examples: {
    fires: [
      {
        path: '.github/workflows/a.yml',
        code: 'steps:\n  - uses: acme/deploy@v2\n',
        marks: 'acme/deploy@v2',
      },
      { path: '.github/workflows/a.yml', code: 'steps:\n  - uses: "acme/deploy/sub@main"\n' },
    ],
    silent: [
      {
        path: '.github/workflows/a.yml',
        code: 'steps:\n  - uses: acme/deploy@8f4b7f84864484a7bf31766abe9204da3cbe65b3\n  - uses: actions/checkout@v4\n  - uses: ./.github/actions/build\n',
      },
      { path: 'config/a.yml', code: 'steps:\n  - uses: acme/deploy@v2\n' },
    ],
  },
};
