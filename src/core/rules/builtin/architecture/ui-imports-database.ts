import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';

const CLIENTS =
  '^["\'](?:pg|pg-promise|postgres|mysql|mysql2(?:/promise)?|sqlite3|better-sqlite3|knex|mongoose|mongodb|typeorm|sequelize|drizzle-orm(?:/[\\w-]+)?|kysely|ioredis|redis|@neondatabase/serverless|@vercel/postgres|@planetscale/database|@libsql/client|@prisma/client)["\']$';

export const rule: Rule = {
  id: 'ui-imports-database',
  title: 'User interface that talks to the database',
  kind: 'enforcement',
  severity: 'HIGH',
  problemType: 'Architecture',
  languages: ECMASCRIPT,
  layers: [6],
  message: 'The user interface imports the database client $MODULE.',
  actionRequired: 'Move the query into a service or route and call that from here.',
  why: 'In code that runs in the browser the import breaks the build or ships connection settings to every visitor. Even on the server a query inside a component cannot be reused, tested or guarded by one authorisation check.',
  howToFix:
    'Put the query into the service layer, and let the page ask for it:\n```ts\n// services/orders.ts\nexport function openOrders(userId: string): Promise<Order[]> { … }\n```',
  references: ['https://nextjs.org/docs/app/guides/data-security'],
  exceptPaths: ['**/*.server.*', '**/server/**', '**/actions/**', '**/actions.ts'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'import_statement',
        all: [
          { regex: 'import' },
          { has: { field: 'source', all: [{ regex: CLIENTS }, { pattern: '$MODULE' }] } },
          { not: { regex: '^import\\s+type\\b' } },
        ],
      },
      report: 'MODULE',
      where: [
        // Types are erased, and of Prisma only the client itself opens a connection.
        { matchesNot: '^import\\s*\\{\\s*(?:type\\s+\\w+\\s*,?\\s*)+\\}' },
        { matchesNot: '^import\\s*\\{(?![^}]*PrismaClient)[^}]*\\}\\s*from\\s*["\']@prisma/client' },
        { documentMatchesNot: '^\\s*["\']use server["\']|["\']server-only["\']' },
      ],
    },
    {
      kind: 'tree',
      rule: {
        all: [{ pattern: 'require($MODULE)' }],
      },
      constraints: { MODULE: { regex: CLIENTS } },
      report: 'MODULE',
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        path: 'src/components/Orders.tsx',
        code: 'import { Pool } from "pg";\n\nexport function Orders() {\n  return null;\n}\n',
        marks: '"pg"',
      },
      {
        language: 'typescript',
        path: 'src/hooks/useOrders.ts',
        code: "import { PrismaClient } from '@prisma/client';\n",
      },
      { language: 'javascript', path: 'src/views/list.js', code: 'const knex = require("knex");\n' },
    ],
    silent: [
      {
        language: 'tsx',
        path: 'src/components/Orders.tsx',
        code: 'import type { Pool } from "pg";\nimport { type User, Role } from "@prisma/client";\nimport { page } from "pgx";\n',
      },
      { language: 'typescript', path: 'src/services/orders.ts', code: 'import { Pool } from "pg";\n' },
      {
        language: 'tsx',
        path: 'src/app/orders/form.tsx',
        code: '"use server";\nimport { Pool } from "pg";\n',
      },
    ],
  },
};
