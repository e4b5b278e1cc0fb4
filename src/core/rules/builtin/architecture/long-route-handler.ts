import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

/** Above this many statements a handler does more than read a request, call a service and answer. */
const STATEMENTS_MAX = 20;

export const rule: Rule = {
  id: 'long-route-handler',
  title: 'Route handler that holds business logic',
  kind: 'enforcement',
  severity: 'MEDIUM',
  problemType: 'Architecture',
  languages: [...ECMASCRIPT, 'python'],
  layers: [3],
  message: 'This handler has more than 20 statements; business logic lives in the route.',
  actionRequired: 'Move the logic into a service, and leave reading the request and answering here.',
  why: 'Logic in a handler can be reached only through HTTP: a nightly job copies it, the copies drift apart, and prices differ between the shop and the invoice.',
  howToFix:
    'Find the part that needs no request and no response, give it a name, and move it to the service layer.',
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [{ kind: 'arrow_function' }, { kind: 'function_expression' }],
        all: [
          {
            inside: {
              kind: 'arguments',
              inside: {
                kind: 'call_expression',
                has: {
                  field: 'function',
                  kind: 'member_expression',
                  all: [{ regex: 'router|Router|app|api|fastify|server' }],
                  regex: '^(?:app|router|\\w*Router|api|fastify|server)\\.(?:get|post|put|patch|delete)$',
                },
              },
            },
          },
          { has: { field: 'body', has: { nthChild: STATEMENTS_MAX + 1 } } },
          { has: { field: 'parameters', pattern: '$PARAMETERS' } },
        ],
      },
      report: 'PARAMETERS',
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'function_declaration',
        all: [
          {
            has: { field: 'name', all: [{ regex: '^(?:GET|POST|PUT|PATCH|DELETE)$' }, { pattern: '$NAME' }] },
          },
          { has: { field: 'body', has: { nthChild: STATEMENTS_MAX + 1 } } },
        ],
      },
      report: 'NAME',
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'function_definition',
        all: [
          {
            inside: {
              kind: 'decorated_definition',
              has: {
                kind: 'decorator',
                all: [{ regex: 'get|post|put|patch|delete|route' }],
                regex: '^@\\w+\\.(?:get|post|put|patch|delete|route)\\(',
              },
            },
          },
          { has: { field: 'body', has: { nthChild: STATEMENTS_MAX + 1 } } },
          { has: { field: 'name', pattern: '$NAME' } },
        ],
      },
      report: 'NAME',
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        path: 'src/routes/orders.ts',
        code: `router.post("/", async (req, res) => {\n${'  step();\n'.repeat(21)}});\n`,
        marks: '(req, res)',
      },
      {
        language: 'python',
        path: 'app/routers/orders.py',
        code: `@router.post("/orders")\nasync def create(order):\n${'    step()\n'.repeat(21)}`,
        marks: 'create',
      },
    ],
    silent: [
      {
        language: 'typescript',
        path: 'src/routes/orders.ts',
        code: `router.post("/", async (req, res) => {\n${'  step();\n'.repeat(20)}});\nlist.map((a) => {\n${'  step();\n'.repeat(30)}});\n`,
      },
      {
        language: 'python',
        path: 'app/routers/orders.py',
        code: `def helper(order):\n${'    step()\n'.repeat(30)}`,
      },
    ],
  },
};
