import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';
import { SCRIPT_PATHS, TEST_PATHS } from '../commonPaths.ts';
import { ANY_FUNCTION } from '../ecmascriptShapes.ts';

const CLIENT =
  '(?:this\\.)?(?:prisma|supabase(?:Admin|Client)?|db|knex|pool|sequelize|[\\w.]*(?:[rR]epository|[rR]epo|Model)|em|entityManager|orm)';
const METHOD =
  '(?:find\\w*|query|execute|select|insert|update|upsert|delete|create|count|first|aggregate|save|from|rpc|get|getOne|one|oneOrNone)';

const ECMASCRIPT_QUERY: TreeRule = {
  kind: 'await_expression',
  all: [{ regex: 'await' }],
  regex: `^await\\s+${CLIENT}\\s*\\.\\s*(?:\\w+\\s*\\.\\s*)?${METHOD}\\s*(?:<[^>]*>)?\\(`,
};

/** A loop over rows; one over batches, pages or retries is meant to query each time. */
const ROW_LOOP: TreeRule = {
  any: [
    { kind: 'for_in_statement', has: { field: 'body', regex: '.' } },
    {
      any: [{ kind: 'arrow_function' }, { kind: 'function_expression' }],
      inside: {
        kind: 'arguments',
        inside: {
          kind: 'call_expression',
          has: {
            field: 'function',
            kind: 'member_expression',
            has: { field: 'property', regex: '^(?:map|forEach)$' },
          },
        },
      },
    },
  ],
  not: {
    regex:
      '^(?:for\\s*(?:await\\s*)?\\([^)]*\\b\\w*(?:batch|chunk|page|attempt|retr)|async\\s*\\(?\\s*(?:batch|chunk|page))',
  },
};

const PYTHON_QUERY: TreeRule = {
  kind: 'call',
  regex: 'execute|query|scalar|fetch|fetchrow|fetchval|session|objects',
  any: [
    {
      has: {
        field: 'function',
        kind: 'attribute',
        regex:
          '^(?:self\\.)?(?:_?session|db\\.session|cursor|cur|conn|connection|db|database)\\.(?:execute|query|get|scalar|scalars|fetch|fetchrow|fetchval|scalar_one)$',
      },
    },
    {
      has: {
        field: 'function',
        kind: 'attribute',
        regex:
          '^[A-Z]\\w*\\.objects\\.(?:get|filter|create|first|count|exists|exclude|get_or_create|update_or_create)$',
      },
    },
  ],
};

export const rule: Rule = {
  id: 'query-in-loop',
  title: 'Query for each row of a loop',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Performance',
  languages: [...ECMASCRIPT, 'python'],
  message: 'This asks the database once per turn of the loop instead of once for all.',
  actionRequired: 'Fetch or write all rows in one query before or after the loop.',
  why: 'Each query costs a round trip. A page with 200 orders that loads each customer separately makes 201 of them: 2 ms each on a laptop is nothing, 20 ms each across a network is four seconds.',
  howToFix:
    'Collect the keys, ask once, and look rows up in a map:\n```ts\nconst users = await prisma.user.findMany({ where: { id: { in: orders.map((order) => order.userId) } } });\nconst userById = new Map(users.map((user) => [user.id, user]));\n```\nPython: `select(User).where(User.id.in_(ids))`, or `selectinload`, `select_related`.',
  references: [
    'https://www.prisma.io/docs/orm/prisma-client/queries/query-optimization-performance',
    'https://docs.djangoproject.com/en/stable/topics/db/optimization/',
  ],
  aliases: ['n-plus-one'],
  exceptPaths: [...TEST_PATHS, ...SCRIPT_PATHS],
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        all: [
          ECMASCRIPT_QUERY,
          { inside: { ...ROW_LOOP, stopBy: ANY_FUNCTION } },
          // What the loop runs over is asked once.
          { not: { inside: { kind: 'for_in_statement', field: 'right', stopBy: ANY_FUNCTION } } },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        all: [
          PYTHON_QUERY,
          {
            inside: {
              kind: 'for_statement',
              not: { regex: '^(?:async )?for\\s+[^:\\n]*(?:batch|chunk|page|attempt|retr|range\\()' },
              has: { field: 'body', has: { regex: '.' } },
              stopBy: { any: [{ kind: 'function_definition' }, { kind: 'lambda' }] },
            },
          },
          { not: { inside: { kind: 'for_statement', field: 'right', stopBy: { kind: 'block' } } } },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'for (const order of orders) {\n  const user = await prisma.user.findUnique({ where: { id: order.userId } });\n  show(user);\n}\n',
        marks: 'await prisma.user.findUnique({ where: { id: order.userId } })',
      },
      {
        language: 'javascript',
        code: 'const users = await Promise.all(orders.map(async (order) => {\n  return await db.query("select 1 from users where id = $1", [order.userId]);\n}));\nfor (const id of ids) await this.userRepository.findOne(id);\n',
        count: 2,
      },
      {
        language: 'python',
        code: 'for order in orders:\n    user = session.get(User, order.user_id)\n    show(user)\n',
      },
      {
        language: 'python',
        code: 'for row in rows:\n    if row.ok:\n        item = Item.objects.get(pk=row.item)\n',
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'const users = await prisma.user.findMany({ take: 10 });\nfor (const user of await db.query("select 1")) show(user);\nfor (const chunk of chunks) await db.insert(chunk);\nfor (const key of keys) await cache.get(key);\n',
      },
      {
        language: 'python',
        code: 'for row in session.execute(query):\n    show(row)\nfor batch in batches:\n    session.execute(insert, batch)\nfor key in keys:\n    value = settings.get(key)\n',
      },
    ],
  },
};
