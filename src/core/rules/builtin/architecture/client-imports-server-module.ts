import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'client-imports-server-module',
  title: 'Browser code that imports a server module',
  kind: 'enforcement',
  severity: 'HIGH',
  problemType: 'Architecture',
  languages: ECMASCRIPT,
  message: 'This file is marked `use client`, and $MODULE exists only on the server.',
  actionRequired: 'Move the server part into a route, a server action or a server component.',
  why: 'The bundler either fails on the module or packs server code into what every visitor downloads, with the secrets that it reads.',
  howToFix:
    'Keep the interactive part here, and pass it the data as props from a server component, or fetch it from a route.',
  references: ['https://nextjs.org/docs/app/getting-started/server-and-client-components'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'import_statement',
        all: [
          {
            has: {
              field: 'source',
              all: [
                {
                  regex:
                    '^["\'](?:server-only|next/headers|(?:node:)?(?:fs|fs/promises|child_process|net|tls|dgram|worker_threads|cluster)|pg|mysql2|mongoose|ioredis|better-sqlite3|nodemailer|bcrypt|jsonwebtoken)["\']$',
                },
                { pattern: '$MODULE' },
              ],
            },
          },
          { not: { regex: '^import\\s+type\\b' } },
          { inside: { kind: 'program', regex: 'client' } },
        ],
      },
      report: 'MODULE',
      where: [{ documentMatches: '^(?:\\s|//[^\\n]*\\n|/\\*.*?\\*/)*["\']use client["\']' }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: '"use client";\n\nimport { readFile } from "node:fs/promises";\n',
        marks: '"node:fs/promises"',
      },
      { language: 'typescript', code: "// form\n'use client'\nimport { cookies } from 'next/headers';\n" },
    ],
    silent: [
      { language: 'tsx', code: 'import { readFile } from "node:fs/promises";\nconst text = "use client";\n' },
      {
        language: 'typescript',
        code: '"use client";\nimport type { Stats } from "fs";\nimport { useState } from "react";\n',
      },
    ],
  },
};
