import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

const WHOLE_BODY =
  '^(?:req|request|ctx\\.request)\\.body$|^\\{\\s*\\.\\.\\.(?:req|request|ctx\\.request)\\.body\\s*\\}$';

const VALIDATED =
  'zod|\\bz\\.object|Joi\\.|\\byup\\b|class-validator|express-validator|celebrate|ajv|Ajv|valibot|validate\\w*\\(|schema:|@Body\\(|typia|superstruct|\\bt\\.Object|fastify';

const WRITES =
  '^(?:create|insert|insertOne|insertMany|update|updateOne|upsert|findByIdAndUpdate|findOneAndUpdate|save|assign)$';

const call = (argument: TreeRule): TreeRule => ({
  kind: 'call_expression',
  all: [
    { has: { field: 'function', kind: 'member_expression', has: { field: 'property', regex: WRITES } } },
    { has: { field: 'arguments', all: [{ regex: 'body' }], has: argument } },
  ],
});

export const rule: Rule = {
  id: 'mass-assignment',
  title: 'Whole request body written to the database',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'ruby'],
  message: 'The caller can set any column, also those the form does not show.',
  actionRequired: 'Pick the fields that a caller may set.',
  why: 'A profile form sends name and address; a caller adds `"role": "admin"` or `"balance": 100000`, and it is stored with the rest.',
  howToFix:
    'Name the fields, best in a schema that also checks them:\n\n```ts\nconst { name, address } = profileSchema.parse(req.body);\nawait db.user.update({ where: { id }, data: { name, address } });\n```',
  references: ['https://cwe.mitre.org/data/definitions/915.html'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [
          call({ regex: WHOLE_BODY, any: [{ kind: 'member_expression' }, { kind: 'object' }] }),
          call({
            kind: 'object',
            has: {
              kind: 'pair',
              all: [
                { has: { field: 'key', regex: '^data$' } },
                { has: { field: 'value', regex: WHOLE_BODY } },
              ],
            },
          }),
        ],
      },
      where: [
        { documentMatchesNot: VALIDATED },
        {
          matchesNot:
            '^(?:this\\.)?\\w*(?:[sS]ervice|[cC]ontroller|[uU]se[cC]ase|axios|api|client|stripe)\\w*\\.',
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'dictionary_splat',
        all: [
          {
            has: {
              any: [{ kind: 'attribute' }, { kind: 'call' }],
              regex: '^request\\.(?:json|form|get_json\\(\\)|POST|data|form\\.to_dict\\(\\))$',
            },
          },
          {
            inside: {
              kind: 'argument_list',
              inside: {
                kind: 'call',
                has: {
                  field: 'function',
                  regex: '^[A-Z]\\w+$|\\.(?:create|update|update_or_create|insert_one|values)$',
                },
              },
            },
          },
          { regex: 'request' },
        ],
      },
      where: [{ documentMatchesNot: 'pydantic|marshmallow|BaseModel|Schema\\(|Form\\(' }],
    },
    {
      kind: 'tree',
      languages: ['ruby'],
      rule: {
        kind: 'call',
        all: [
          { has: { field: 'method', regex: '^permit!$' } },
          { has: { field: 'receiver', regex: 'params' } },
        ],
      },
    },
  ],
  examples: {
    fires: [
      { language: 'typescript', code: 'await prisma.user.update({ where: { id }, data: req.body });\n' },
      {
        language: 'javascript',
        code: 'const user = await User.create(req.body);\nawait User.findByIdAndUpdate(id, { ...req.body });\n',
        count: 2,
      },
      { language: 'python', code: 'user = User(**request.json)\n', marks: '**request.json' },
      { language: 'ruby', code: 'user.update(params.require(:user).permit!)\n' },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'await prisma.user.update({ where: { id }, data: { name: req.body.name } });\nawait userService.create(req.body);\n',
      },
      {
        language: 'javascript',
        code: 'const body = schema.parse(req.body);\nconst user = await User.create(body);\n',
      },
      { language: 'python', code: 'user = User(name=request.json["name"])\nlog(**request.headers)\n' },
      { language: 'ruby', code: 'user.update(params.require(:user).permit(:name))\n' },
    ],
  },
};
