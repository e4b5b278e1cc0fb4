import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'open-dependency-version',
  title: 'Dependency without a version',
  kind: 'enforcement',
  severity: 'MEDIUM',
  problemType: 'Architecture',
  languages: ['json'],
  message: 'Any release of this package will do, the next major one included.',
  actionRequired: 'Name the versions that work.',
  why: 'A fresh install on the build server takes a major release that came out an hour ago, and the same commit that passed yesterday fails today.',
  howToFix: '`"zod": "^4.1.0"`',
  references: ['https://docs.npmjs.com/cli/configuring-npm/package-json#dependencies'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'pair',
        all: [
          { has: { field: 'value', kind: 'string', regex: '^"(?:\\*|latest|x|>=?\\s*[\\d.]+|)"$' } },
          {
            inside: {
              kind: 'object',
              inside: {
                kind: 'pair',
                all: [
                  { regex: 'ependencies' },
                  {
                    has: { field: 'key', regex: '^"(?:dependencies|devDependencies|optionalDependencies)"$' },
                  },
                ],
              },
            },
          },
        ],
      },
      where: [{ path: ['**/package.json', 'package.json'] }],
    },
  ],
  examples: {
    fires: [
      {
        path: 'package.json',
        code: '{ "dependencies": { "zod": "*", "vite": "^5.0.0" } }\n',
        marks: '"zod": "*"',
      },
      {
        path: 'apps/web/package.json',
        code: '{ "devDependencies": { "a": "latest", "b": ">=1" } }\n',
        count: 2,
      },
    ],
    silent: [
      {
        path: 'package.json',
        code: '{ "dependencies": { "zod": "4.1.0", "own": "workspace:*" }, "peerDependencies": { "react": "*" }, "files": ["*"] }\n',
      },
      { path: 'tsconfig.json', code: '{ "dependencies": { "zod": "*" } }\n' },
    ],
  },
};
