import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

const option = (name: string, value: TreeRule): TreeRule => ({
  has: { kind: 'pair', all: [{ has: { field: 'key', regex: name } }, { has: { field: 'value', ...value } }] },
});

const keyword = (name: string, value: TreeRule): TreeRule => ({
  has: {
    field: 'arguments',
    has: {
      kind: 'keyword_argument',
      all: [{ has: { field: 'name', regex: name } }, { has: { field: 'value', ...value } }],
    },
  },
});

export const rule: Rule = {
  id: 'cors-any-origin-with-credentials',
  title: 'Any website may call with the user’s cookies',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'java'],
  message: 'Any website can send requests here as the signed-in user and read the answers.',
  actionRequired: 'List the origins that may send credentials.',
  why: 'A page the user happens to visit can then call this API with their cookies, read their data and act for them. Browsers refuse a plain `*` together with credentials, so libraries answer with the caller’s own origin instead, which is worse than it looks.',
  howToFix:
    'Name the origins:\n\n```ts\ncors({ origin: ["https://app.acme.dev"], credentials: true });\n```\n\n```python\nallow_origins=["https://app.acme.dev"], allow_credentials=True\n```\n\nFor a truly public API keep `*` and leave credentials off.',
  references: [
    'https://cwe.mitre.org/data/definitions/942.html',
    'https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS',
  ],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'object',
        all: [
          option('^credentials$', { regex: '^true$' }),
          option('^origin$', {
            any: [
              { regex: '^["\'`]\\*["\'`]$' },
              { regex: '^true$' },
              { regex: '^\\[\\s*["\'`]\\*["\'`]\\s*\\]$' },
              // The function form that says yes to everyone.
              {
                regex:
                  '^\\(?\\s*\\w+\\s*,\\s*(\\w+)\\s*\\)\\s*=>\\s*\\{?\\s*(?:return )?\\w+\\(null,\\s*(?:true|origin)\\)',
              },
            ],
          }),
        ],
      },
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      message: 'Whatever origin asks is allowed, with the user’s cookies.',
      rule: {
        kind: 'call_expression',
        all: [
          {
            has: {
              field: 'function',
              has: { field: 'property', regex: '^(?:setHeader|header|set|append)$' },
            },
          },
          {
            has: {
              field: 'arguments',
              all: [
                { regex: 'Access-Control-Allow-Origin|access-control-allow-origin' },
                { has: { nthChild: 1, regex: '(?i)^.access-control-allow-origin.$' } },
                {
                  has: {
                    nthChild: 2,
                    regex:
                      '^(?:req|request|ctx\\.req|c\\.req|ctx)\\.(?:headers\\.origin|headers\\[.origin.\\]|get\\(.[oO]rigin.\\)|header\\(.[oO]rigin.\\)|headers\\.get\\(.[oO]rigin.\\))(?:\\s*(?:\\|\\||\\?\\?)\\s*.\\*.)?$',
                  },
                },
              ],
            },
          },
        ],
      },
      where: [
        { documentMatches: '[aA]ccess-[cC]ontrol-[aA]llow-[cC]redentials' },
        // A test of the origin before this line is what makes the answer right.
        {
          documentMatchesNot:
            '[aA]llow(?:ed)?_?[oO]rigins?\\w*\\.(?:includes|has|test|some)|ALLOWED_ORIGINS|[wW]hitelist|[aA]llow_?[lL]ist|isAllowedOrigin',
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'call',
        all: [
          keyword('^allow_credentials$', { regex: '^True$' }),
          {
            any: [
              keyword('^allow_origins$', { regex: '^[\\[(]\\s*["\']\\*["\']\\s*,?\\s*[\\])]$' }),
              keyword('^allow_origin_regex$', { regex: '^r?["\']\\^?(?:https\\?://)?\\.\\*\\$?["\']$' }),
            ],
          },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'call',
        all: [
          keyword('^supports_credentials$', { regex: '^True$' }),
          {
            any: [
              keyword('^origins$', { regex: '^\\[?["\']\\*["\']\\]?$' }),
              { not: keyword('^(?:origins|resources)$', { regex: '.' }) },
            ],
          },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['java'],
      rule: {
        kind: 'annotation',
        all: [
          { has: { field: 'name', regex: '^CrossOrigin$' } },
          { regex: 'allowCredentials\\s*=\\s*"true"' },
          { regex: '(?:origins|originPatterns)\\s*=\\s*\\{?\\s*"\\*"' },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: "app.use(cors({ origin: '*', credentials: true }));\n",
        marks: "{ origin: '*', credentials: true }",
      },
      { language: 'javascript', code: 'app.enableCors({ origin: true, credentials: true });\n' },
      {
        language: 'tsx',
        code: 'const options = { origin: (origin, callback) => callback(null, true), credentials: true };\n',
      },
      {
        language: 'javascript',
        code: "res.setHeader('Access-Control-Allow-Origin', req.headers.origin);\nres.setHeader('Access-Control-Allow-Credentials', 'true');\n",
        marks: "res.setHeader('Access-Control-Allow-Origin', req.headers.origin)",
      },
      {
        language: 'python',
        code: 'app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)\n',
      },
      { language: 'python', code: 'CORS(app, supports_credentials=True)\n' },
      {
        language: 'java',
        code: '@CrossOrigin(originPatterns = "*", allowCredentials = "true")\nclass A {}\n',
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: "app.use(cors({ origin: '*' }));\napp.use(cors({ origin: ['https://app.acme.dev'], credentials: true }));\n",
      },
      {
        language: 'javascript',
        code: "if (allowedOrigins.includes(req.headers.origin)) {\n  res.setHeader('Access-Control-Allow-Origin', req.headers.origin);\n  res.setHeader('Access-Control-Allow-Credentials', 'true');\n}\n",
      },
      {
        language: 'tsx',
        code: 'fetch(url, { credentials: "include" });\nconst options = { origin: (o, done) => done(null, hosts.has(o)), credentials: true };\n',
      },
      {
        language: 'python',
        code: 'app.add_middleware(CORSMiddleware, allow_origins=["*"])\napp.add_middleware(CORSMiddleware, allow_origins=ORIGINS, allow_credentials=True)\nCORS(app, origins=ORIGINS, supports_credentials=True)\n',
      },
      {
        language: 'java',
        code: '@CrossOrigin(origins = "https://app.acme.dev", allowCredentials = "true")\nclass A {}\n',
      },
    ],
  },
};
