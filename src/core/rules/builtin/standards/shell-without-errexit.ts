import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'shell-without-errexit',
  title: 'Shell script that goes on after a failure',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Standards',
  languages: ['bash'],
  message: 'Without `set -e` this script goes on after a command has failed.',
  actionRequired: 'Start the script with `set -euo pipefail`.',
  why: 'The build fails, the script goes on and deploys the old artefact, and its exit code says that all is well.',
  howToFix: '```bash\n#!/usr/bin/env bash\nset -euo pipefail\n```',
  references: ['https://www.gnu.org/software/bash/manual/html_node/The-Set-Builtin.html'],
  match: [
    {
      kind: 'tree',
      rule: { kind: 'comment', all: [{ regex: 'bash' }, { regex: '^#!.*\\bbash\\b' }] },
      where: [
        { matches: '^#!', matchesNot: '\\s-\\w*e' },
        { documentMatchesNot: '\\bset\\s+(?:-\\w*e|-o\\s+errexit)|\\btrap\\b|\\|\\|\\s*exit' },
      ],
      fixes: [
        {
          title: 'Stop at the first failure',
          kind: 'suggest',
          edits: [{ place: 'after', text: '\nset -euo pipefail' }],
        },
      ],
    },
  ],
  examples: {
    fires: [
      {
        code: '#!/bin/bash\nnpm run build\n./deploy.sh\n',
        marks: '#!/bin/bash',
        fixed: '#!/bin/bash\nset -euo pipefail\nnpm run build\n./deploy.sh\n',
      },
      {
        code: '#!/usr/bin/env bash\n# déploie\ncp a b\n',
        fixed: '#!/usr/bin/env bash\nset -euo pipefail\n# déploie\ncp a b\n',
      },
    ],
    silent: [
      { code: '#!/usr/bin/env bash\n# deploy\nset -eu\nnpm run build\n' },
      { code: '#!/bin/bash -e\nnpm run build\n' },
      { code: '# a library to be sourced by bash\nf() { true; }\n' },
    ],
  },
};
