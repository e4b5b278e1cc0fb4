import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { inFileWith } from './parts/inFileWith.ts';

const REQUEST_PART = '^(?:req|request|ctx\\.request)\\.(?:body|query)(?:\\.\\w+)?$';

const QUERY_METHOD: TreeRule = {
  has: {
    field: 'function',
    has: {
      field: 'property',
      regex:
        '^(?:find|findOne|findOneAndUpdate|findOneAndDelete|updateOne|updateMany|deleteOne|deleteMany|countDocuments)$',
    },
  },
};

export const rule: Rule = {
  id: 'nosql-injection',
  title: 'Database query with an object from the caller',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python'],
  message: 'The caller can send query operators here instead of a plain value.',
  actionRequired: 'Turn the value into the type you expect before it goes into the query.',
  why: 'A JSON body may hold objects: `{"password": {"$ne": ""}}` matches every user, so a login succeeds without a password. `$where` with text from outside runs it as JavaScript inside the database.',
  howToFix:
    'Validate the body, or convert each value:\n\n```ts\nconst user = await User.findOne({ email: String(req.body.email) });\n```\n\nReplace `$where` by ordinary operators.',
  references: ['https://cwe.mitre.org/data/definitions/943.html'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'call_expression',
        all: [
          QUERY_METHOD,
          inFileWith('program', 'mongo|Mongo|collection'),
          {
            has: {
              field: 'arguments',
              has: {
                nthChild: 1,
                any: [
                  { kind: 'member_expression', regex: '^(?:req|request|ctx\\.request)\\.(?:body|query)$' },
                  {
                    kind: 'object',
                    has: {
                      kind: 'pair',
                      has: { field: 'value', kind: 'member_expression', regex: REQUEST_PART },
                    },
                  },
                ],
                pattern: '$QUERY',
              },
            },
          },
        ],
      },
      where: [
        { documentMatches: '[mM]ongo|\\.collection\\(' },
        {
          documentMatchesNot:
            'mongo-sanitize|mongoSanitize|express-validator|\\bz\\.object|Joi\\.|zod|celebrate|class-validator|sanitizeFilter',
        },
      ],
      report: 'QUERY',
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'pair',
        all: [
          { has: { field: 'key', regex: '^["\']?\\$where["\']?$', any: [{ regex: 'where' }] } },
          {
            has: {
              field: 'value',
              any: [
                { kind: 'template_string', has: { kind: 'template_substitution' } },
                { kind: 'binary_expression' },
              ],
            },
          },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'pair',
        all: [
          { has: { field: 'key', kind: 'string', regex: '^["\']\\$where["\']$', has: { regex: 'where' } } },
          {
            has: {
              field: 'value',
              any: [{ kind: 'string', has: { kind: 'interpolation' } }, { kind: 'binary_operator' }],
            },
          },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: "import mongoose from 'mongoose';\nconst user = await User.findOne({ email: req.body.email, password: req.body.password });\n",
        marks: '{ email: req.body.email, password: req.body.password }',
      },
      {
        language: 'javascript',
        code: 'db.collection("orders").find(req.query);\norders.find({ $where: `this.owner == "${owner}"` });\n',
        count: 2,
      },
      { language: 'python', code: 'orders.find({"$where": f"this.owner == \'{owner}\'"})\n' },
    ],
    silent: [
      {
        language: 'typescript',
        code: "import mongoose from 'mongoose';\nconst user = await User.findOne({ email: String(req.body.email) });\nconst other = await User.findOne({ _id: id });\n",
      },
      {
        language: 'javascript',
        code: 'const item = items.find(req.query);\nsequelize.where({ where: `x` });\n',
      },
      {
        language: 'python',
        code: 'orders.find({"owner": owner})\norders.find({"$where": "this.a == this.b"})\n',
      },
    ],
  },
};
