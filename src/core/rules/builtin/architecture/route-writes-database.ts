import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'route-writes-database',
  title: 'Route that writes to the database itself',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Architecture',
  languages: [...ECMASCRIPT, 'python'],
  layers: [3],
  message: 'This route writes to the database itself instead of asking a service.',
  actionRequired: 'Move the write, with the rules around it, into a service.',
  why: 'The second route that creates an order copies the write and forgets the stock check. Jobs and imports cannot use logic that lives inside a request handler, and testing it takes a web server.',
  howToFix: 'Let the route read the request, call `orders.place(input)`, and shape the answer.',
  exceptPaths: [...TEST_PATHS, '**/supabase/functions/**'],
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'call_expression',
        any: [
          {
            regex:
              '^(?:this\\.)?prisma\\.\\w+\\.(?:create|createMany|update|updateMany|upsert|delete|deleteMany)\\(',
            has: { kind: 'member_expression', has: { regex: 'prisma' } },
          },
          {
            regex:
              '^(?:db|knex|pool|client|this\\.db)\\.(?:query|execute|raw|run)\\(\\s*["\'`]\\s*(?i:insert\\s+into|update\\s|delete\\s+from)',
            has: { kind: 'member_expression', has: { regex: '^(?:query|execute|raw|run)$' } },
          },
          {
            regex: '^db\\.(?:insert|update|delete)\\(\\s*\\w+\\s*\\)$',
            has: { kind: 'member_expression', has: { regex: '^(?:insert|update|delete)$' } },
          },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [
          { pattern: 'db.add($OBJECT)' },
          { pattern: 'session.add($OBJECT)' },
          { pattern: 'db.session.add($OBJECT)' },
          { pattern: 'db.delete($OBJECT)' },
          { pattern: 'session.delete($OBJECT)' },
          { pattern: 'db.session.delete($OBJECT)' },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        path: 'src/routes/orders.ts',
        code: 'router.post("/", async (req, res) => {\n  const order = await prisma.order.create({ data: req.body });\n  await db.query(`insert into log values ($1)`, [1]);\n  res.json(order);\n});\n',
        count: 2,
      },
      {
        language: 'python',
        path: 'app/routers/orders.py',
        code: '@router.post("/")\ndef create(order):\n    db.add(order)\n    db.commit()\n',
        marks: 'db.add(order)',
      },
    ],
    silent: [
      {
        language: 'typescript',
        path: 'src/services/orders.ts',
        code: 'await prisma.order.create({ data });\n',
      },
      {
        language: 'typescript',
        path: 'src/routes/orders.ts',
        code: 'const rows = await prisma.order.findMany({ take: 5 });\nconst one = await db.query("select 1");\norders.create(input);\n',
      },
      {
        language: 'python',
        path: 'app/routers/orders.py',
        code: 'def create(order):\n    names.add(order)\n    return service.create(order)\n',
      },
    ],
  },
};
