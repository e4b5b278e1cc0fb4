import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'image-tag-latest',
  title: 'Container image without a fixed version',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Architecture',
  languages: ['yaml'],
  message: 'This image may be another one at the next start.',
  actionRequired: 'Name a version, or better a digest.',
  why: 'A node restarts at night, pulls a new major version of the database image and finds a data folder it cannot read. Rolling back is no help: it pulls the same image.',
  howToFix: '`image: postgres:17.2` or `image: postgres@sha256:…`',
  references: ['https://kubernetes.io/docs/concepts/containers/images/#image-names'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'block_mapping_pair',
        all: [
          { regex: 'image' },
          { has: { field: 'key', regex: '^image$' } },
          {
            has: {
              field: 'value',
              all: [{ regex: '^["\']?[\\w][\\w./-]*:latest["\']?$' }, { pattern: '$IMAGE' }],
            },
          },
        ],
      },
      report: 'IMAGE',
    },
  ],
  examples: {
    fires: [
      { code: 'spec:\n  containers:\n    - name: web\n      image: nginx:latest\n', marks: 'nginx:latest' },
      { code: 'services:\n  db:\n    image: "ghcr.io/acme/db:latest"\n' },
    ],
    silent: [
      { code: 'services:\n  db:\n    image: postgres:17.2\n    command: pull nginx:latest\n' },
      { code: 'image: "{{ .Values.image }}:latest"\nimage2: nginx:latest\n' },
    ],
  },
};
