import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'workflow-untrusted-checkout',
  title: 'Workflow with secrets runs code from a pull request',
  kind: 'prevention',
  severity: 'CRITICAL',
  problemType: 'Security',
  languages: ['yaml'],
  message: 'A workflow that has the repository’s secrets checks out code that a stranger proposed.',
  actionRequired: 'Build pull requests in a pull_request workflow, which has no secrets.',
  why: '`pull_request_target` and `workflow_run` start with a token that may write, and with all secrets. Checking out the proposed branch and then installing or building runs the stranger’s scripts with them: opening a pull request is enough to take the repository over.',
  howToFix:
    'Split the work: `on: pull_request` builds and tests and stores its result as an artefact; a second workflow reads the artefact and comments. When the checkout only reads files set `persist-credentials: false` and run nothing from it.',
  references: [
    'https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/',
    'https://cwe.mitre.org/data/definitions/829.html',
  ],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'block_mapping_pair',
        all: [
          { has: { field: 'key', regex: '^ref$' } },
          {
            has: {
              field: 'value',
              all: [
                { regex: 'head' },
                {
                  regex: 'github\\.event\\.(?:pull_request|workflow_run)\\.head|github\\.head_ref|refs/pull/',
                },
              ],
            },
          },
        ],
      },
      where: [
        { path: ['**/.github/workflows/**'] },
        {
          documentMatches:
            '(?:^|\\n)(?:on|"on"|\'on\'):[^\\n]*(?:\\n[ \\t-]+[^\\n]*)*(?:pull_request_target|workflow_run)',
        },
        { documentMatches: 'actions/checkout' },
      ],
    },
  ],
  examples: {
    fires: [
      {
        path: '.github/workflows/build.yml',
        code: 'on: pull_request_target\njobs:\n  build:\n    steps:\n      - uses: actions/checkout@v4\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n      - run: npm ci\n',
        marks: 'ref: ${{ github.event.pull_request.head.sha }}',
      },
      {
        path: '.github/workflows/build.yml',
        code: 'on:\n  workflow_run:\n    workflows: [ci]\njobs:\n  build:\n    steps:\n      - uses: actions/checkout@v4\n        with:\n          ref: ${{ github.event.workflow_run.head_sha }}\n',
      },
    ],
    silent: [
      {
        path: '.github/workflows/build.yml',
        code: 'on: pull_request\njobs:\n  build:\n    steps:\n      - uses: actions/checkout@v4\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n',
      },
      {
        path: '.github/workflows/label.yml',
        code: 'on: pull_request_target\njobs:\n  label:\n    steps:\n      - uses: actions/checkout@v4\n        with:\n          ref: main\n',
      },
    ],
  },
};
