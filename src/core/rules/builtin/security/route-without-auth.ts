import type { Condition } from '../../conditions.ts';
import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeMatcher, TreeRule } from '../../ruleModel.ts';
import { SCRIPT_PATHS, TEST_PATHS } from '../commonPaths.ts';
import { AUTHENTICATION_WORDS } from './parts/authentication.ts';
import { inFileWith } from './parts/inFileWith.ts';

const PYTHON_FRAMEWORK = '(?:from|import)\\s+(?:fastapi|flask|quart|sanic|litestar)\\b|APIRouter|Blueprint';

/** A router or app that guards everything below it, as far as this file shows it. */
const PYTHON_GUARDED_ABOVE =
  '(?:APIRouter|FastAPI|include_router)\\([^#]{0,400}?dependencies\\s*=|AuthenticationMiddleware|AuthMiddleware|before_request|@app\\.middleware\\([^#]{0,400}?[aA]uth';

/** `Depends(get_db)` gives a database and asks nobody who they are; any other dependency may. */
const PYTHON_OTHER_DEPENDENCY =
  '(?:Depends|Security)\\((?!\\s*(?:\\w+\\.)*(?:get_|provide_|use_)?(?:async_)?(?:db|database|session|settings|config|redis|cache|pagination|paging|\\w*(?:service|repository|repo|client|filters?|params))(?:_\\w+)?\\s*\\))|:\\s*(?:\\w*(?:CurrentUser|UserDep|AuthDep|TokenDep|Principal)\\w*)';

const pythonRoute = (methods: string): TreeRule => ({
  kind: 'decorated_definition',
  all: [
    {
      has: {
        kind: 'decorator',
        pattern: '$ROUTE',
        has: {
          kind: 'call',
          all: [
            { has: { field: 'function', kind: 'attribute', has: { field: 'attribute', regex: methods } } },
            { has: { field: 'arguments', has: { nthChild: 1, kind: 'string', pattern: '$PATH' } } },
          ],
        },
      },
    },
    { has: { kind: 'function_definition' } },
    inFileWith('module', 'fastapi|flask|quart|sanic|litestar|APIRouter|Blueprint'),
  ],
});

const pythonMatcher = (methods: string, more: readonly Condition[]): TreeMatcher => ({
  kind: 'tree',
  languages: ['python'],
  rule: pythonRoute(methods),
  where: [
    ...more,
    { capture: 'PATH', not: 'publicRoute' },
    {
      matchesNot: AUTHENTICATION_WORDS.replace(
        '[sS]ession(?!Local|maker|_local)|',
        'session\\[|session\\.get\\(|',
      ),
    },
    { matchesNot: PYTHON_OTHER_DEPENDENCY },
    { documentMatches: PYTHON_FRAMEWORK },
    { documentMatchesNot: PYTHON_GUARDED_ABOVE },
  ],
  report: 'ROUTE',
});

/** `app.use(requireAuth)`, hooks and mounts that guard what follows in the same file. */
const EXPRESS_GUARDED_ABOVE = `\\.(?:use|addHook|register)\\([^;{]{0,200}?(?:${AUTHENTICATION_WORDS})`;

const EXPRESS =
  '[\'"](?:express|express-promise-router|fastify|@koa/router|koa-router|hono)[\'"]|\\bRouter\\(';

const ROUTER = '^(?:app|router|server|api|fastify|\\w*[rR]outer)$';

/** Middleware that prepares the request and asks nobody who they are. */
const PLAIN_MIDDLEWARE =
  '^(?:(?:validate\\w*|upload\\w*|multer|limiter|\\w*[lL]imiter|rateLimit|cors|express|bodyParser|body|check|param|asyncHandler|json|urlencoded|celebrate|zValidator|sanitize\\w*|cache|parse\\w*)(?:\\.\\w+)*(?:\\([^;]*?\\))*,?\\s*)+$';

const EXPRESS_ROUTE: TreeMatcher = {
  kind: 'tree',
  languages: ECMASCRIPT,
  rule: {
    kind: 'call_expression',
    all: [
      {
        has: {
          field: 'function',
          kind: 'member_expression',
          pattern: '$ROUTE',
          all: [
            { has: { field: 'object', regex: ROUTER } },
            { has: { field: 'property', regex: '^(?:post|put|patch|delete)$' } },
          ],
        },
      },
      {
        any: [
          { pattern: '$ROUTER.$METHOD($PATH, $HANDLER)' },
          { pattern: '$ROUTER.$METHOD($PATH, $MIDDLEWARE, $HANDLER)' },
        ],
      },
      inFileWith('program', 'express|fastify|koa|hono|Router'),
    ],
  },
  constraints: {
    PATH: { any: [{ kind: 'string' }, { kind: 'template_string' }] },
    HANDLER: {
      any: [
        { kind: 'arrow_function' },
        { kind: 'function_expression' },
        { kind: 'identifier' },
        { kind: 'member_expression' },
      ],
    },
  },
  where: [
    {
      anyOf: [
        { capture: 'HANDLER', matches: '=>|^(?:async\\s+)?function\\b' },
        // A handler from elsewhere may ask by itself; here the app or the neighbouring routes show that it should not have to.
        { capture: 'ROUTE', matches: '^(?:app|server|fastify)\\.' },
        {
          documentMatches: `\\.(?:get|post|put|patch|delete)\\([^;]{0,120}?,\\s*[\\w.]*(?:${AUTHENTICATION_WORDS})`,
        },
      ],
    },
    { capture: 'PATH', not: 'publicRoute' },
    { matchesNot: AUTHENTICATION_WORDS },
    { capture: 'MIDDLEWARE', matches: `^$|${PLAIN_MIDDLEWARE}` },
    { capture: 'HANDLER', matchesNot: '^\\w*(?:validate|middleware)' },
    { documentMatches: EXPRESS },
    { documentMatchesNot: EXPRESS_GUARDED_ABOVE },
  ],
  report: 'ROUTE',
};

const NEXT_METHODS = '^(?:POST|PUT|PATCH|DELETE)$';

const UNKNOWN_CALLER: readonly Condition[] = [{ documentMatchesNot: AUTHENTICATION_WORDS }];

export const rule: Rule = {
  id: 'route-without-auth',
  title: 'Route that anyone may call',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python'],
  message: 'Nothing on this route asks who is calling.',
  actionRequired: 'Require a signed-in user here, or say that the route is public.',
  why: 'The address of a route is no secret: it stands in the page’s source, in logs and in API descriptions. Without a check anyone can send `DELETE /orders/42` for each number in turn. Hiding the button in the interface changes nothing about that.',
  howToFix:
    'Guard the route, or better the router it belongs to, so that a new route starts guarded:\n\n```python\nrouter = APIRouter(dependencies=[Depends(current_user)])\n```\n\n```ts\nrouter.use(requireUser);\n```\n\n```ts\nexport async function POST(request: Request) {\n  const session = await auth();\n  if (!session) return new Response(null, { status: 401 });\n```\n\nWhen the guard stands where this file is mounted, or the route is public on purpose, suppress the finding with that reason.',
  references: [
    'https://cwe.mitre.org/data/definitions/306.html',
    'https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/',
  ],
  exceptPaths: [...TEST_PATHS, ...SCRIPT_PATHS.filter((path) => !path.includes('main'))],
  match: [
    pythonMatcher('^(?:post|put|patch|delete)$', []),
    pythonMatcher('^get$', [{ capture: 'PATH', is: 'sensitiveRoute' }]),
    pythonMatcher('^(?:route|api_route)$', [
      { capture: 'ROUTE', matches: 'methods\\s*=\\s*[\\[(][^\\])]*["\'](?:POST|PUT|PATCH|DELETE)' },
    ]),
    EXPRESS_ROUTE,
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'export_statement',
        any: [
          {
            has: {
              kind: 'function_declaration',
              has: { field: 'name', regex: NEXT_METHODS, pattern: '$ROUTE' },
            },
          },
          {
            has: {
              kind: 'lexical_declaration',
              has: {
                kind: 'variable_declarator',
                all: [
                  { has: { field: 'name', regex: NEXT_METHODS, pattern: '$ROUTE' } },
                  {
                    has: {
                      field: 'value',
                      any: [{ kind: 'arrow_function' }, { kind: 'function_expression' }],
                    },
                  },
                ],
              },
            },
          },
        ],
      },
      where: [
        { path: ['**/app/**/route.{ts,tsx,js,mjs}'] },
        {
          pathNot: [
            '**/{auth,login,logout,signin,sign-in,signup,sign-up,register,health,healthz,ping,public,callback,verify,contact,newsletter,subscribe,waitlist,forgot-password,reset-password,revalidate,og}/**',
            '**/*\\[...nextauth\\]*/**',
          ],
        },
        ...UNKNOWN_CALLER,
      ],
      report: 'ROUTE',
    },
    {
      kind: 'tree',
      languages: ['typescript', 'javascript'],
      rule: {
        kind: 'call_expression',
        any: [{ pattern: '$ROUTE($HANDLER)' }],
        all: [
          {
            has: {
              field: 'function',
              any: [{ pattern: 'Deno.serve' }, { regex: '^serve$' }],
              pattern: '$ROUTE',
            },
          },
        ],
      },
      where: [
        { path: ['**/functions/**'] },
        { pathNot: ['**/functions/{_shared,health,public,login,signup}*/**'] },
        { documentMatches: 'createClient|SERVICE_ROLE|postgres|Pool\\(|\\bsql`' },
        ...UNKNOWN_CALLER,
      ],
      report: 'ROUTE',
    },
  ],
  examples: {
    fires: [
      {
        language: 'python',
        code: 'from fastapi import APIRouter, Depends\n\nrouter = APIRouter()\n\n\n@router.post("/orders")\nasync def create_order(order: Order, db: Session = Depends(get_db)):\n    return save(db, order)\n',
        marks: '@router.post("/orders")',
      },
      {
        language: 'python',
        code: 'from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get("/users/{user_id}")\ndef read_user(user_id: int):\n    return load(user_id)\n',
      },
      {
        language: 'python',
        code: 'from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.route("/orders/<id>", methods=["DELETE"])\ndef delete_order(id):\n    remove(id)\n',
      },
      {
        language: 'typescript',
        code: "import { Router } from 'express';\nconst router = Router();\nrouter.delete('/orders/:id', async (req, res) => {\n  await remove(req.params.id);\n  res.end();\n});\n",
        marks: 'router.delete',
      },
      {
        language: 'javascript',
        code: "const express = require('express');\nconst app = express();\napp.post('/orders', validate(schema), createOrder);\n",
      },
      {
        language: 'typescript',
        path: 'app/api/orders/route.ts',
        code: 'export async function POST(request: Request) {\n  return Response.json(await save(await request.json()));\n}\nexport const DELETE = async () => remove();\n',
        count: 2,
      },
      {
        language: 'typescript',
        path: 'supabase/functions/refund/index.ts',
        code: 'Deno.serve(async (request) => {\n  const client = createClient(url, key);\n  return Response.json(await client.from("orders").delete());\n});\n',
        marks: 'Deno.serve',
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: "import { Router } from 'express';\nimport { createOrder } from './orders.ts';\nexport const router = Router();\nrouter.post('/orders', createOrder);\n",
      },
      {
        language: 'python',
        code: 'from fastapi import APIRouter, Depends\n\nrouter = APIRouter()\n\n\n@router.post("/login")\nasync def login(form: Form):\n    pass\n\n\n@router.post("/orders")\nasync def create(order: Order, user: User = Depends(current_user)):\n    pass\n\n\n@router.get("/articles")\nasync def articles():\n    pass\n',
      },
      {
        language: 'python',
        code: 'from fastapi import APIRouter, Depends\n\nrouter = APIRouter(\n    prefix="/orders",\n    dependencies=[Depends(current_user)],\n)\n\n\n@router.post("/")\nasync def create(order: Order):\n    pass\n',
      },
      {
        language: 'python',
        code: 'from flask import Blueprint\n\nbp = Blueprint("orders", __name__)\n\n\n@bp.route("/orders", methods=["POST"])\n@login_required\ndef create():\n    pass\n\n\n@bp.post("/webhooks/payment")\ndef hook():\n    verify_signature(request)\n',
      },
      {
        language: 'typescript',
        code: "import { Router } from 'express';\nconst router = Router();\nrouter.use(requireAuth);\nrouter.delete('/orders/:id', remove);\n",
      },
      {
        language: 'javascript',
        code: "const express = require('express');\nconst app = express();\napp.post('/login', signIn);\napp.post('/orders', requireUser, createOrder);\napp.post('/hooks', (req, res) => { if (!isValid(req.headers['x-signature'])) return; });\naxios.post('/orders', data);\n",
      },
      {
        language: 'typescript',
        path: 'app/api/orders/route.ts',
        code: 'export async function POST(request: Request) {\n  const session = await auth();\n  if (!session) return new Response(null, { status: 401 });\n}\nexport async function GET() {}\n',
      },
      {
        language: 'typescript',
        path: 'app/api/auth/login/route.ts',
        code: 'export async function POST(request: Request) {\n  return signIn(await request.json());\n}\n',
      },
      {
        language: 'typescript',
        path: 'supabase/functions/refund/index.ts',
        code: 'Deno.serve(async (request) => {\n  const client = createClient(url, key, { global: { headers: { Authorization: request.headers.get("Authorization")! } } });\n  const { data } = await client.auth.getUser();\n});\n',
      },
      {
        language: 'typescript',
        path: 'supabase/functions/hello/index.ts',
        code: 'Deno.serve(() => new Response("hello"));\n',
      },
    ],
  },
};
