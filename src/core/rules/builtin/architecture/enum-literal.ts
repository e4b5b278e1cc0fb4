import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'enum-literal',
  title: 'Text where the project has an enum',
  kind: 'enforcement',
  severity: 'MEDIUM',
  problemType: 'Standards',
  languages: [...ECMASCRIPT, 'python'],
  message: 'The enum `$ENUM` of this file already names $TEXT: `$ENUM.$MEMBER`.',
  actionRequired: 'Use `$ENUM.$MEMBER`.',
  why: 'A literal is a copy that nothing checks. Rename the value and every place with the enum follows, while "payed" in one comparison goes on being false in silence.',
  howToFix: '```ts\nif (order.status === OrderStatus.Paid) ship(order);\n```',
  references: [
    'https://www.typescriptlang.org/docs/handbook/enums.html',
    'https://docs.python.org/3/library/enum.html',
  ],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ['typescript', 'tsx'],
      rule: {
        kind: 'string',
        all: [
          { pattern: '$TEXT' },
          {
            any: [
              { inside: { kind: 'binary_expression', has: { field: 'operator', regex: '^[!=]==?$' } } },
              { inside: { kind: 'switch_case', field: 'value' } },
            ],
          },
          {
            inside: {
              kind: 'program',
              regex: 'enum',
              stopBy: 'end',
              has: {
                kind: 'enum_declaration',
                all: [
                  { has: { field: 'name', pattern: '$ENUM' } },
                  {
                    has: {
                      kind: 'enum_body',
                      has: {
                        kind: 'enum_assignment',
                        all: [
                          { has: { field: 'value', pattern: '$TEXT' } },
                          { has: { field: 'name', kind: 'property_identifier', pattern: '$MEMBER' } },
                        ],
                      },
                    },
                  },
                ],
                stopBy: 'end',
              },
            },
          },
        ],
      },
      // A short or common word may well stand for something else.
      where: [{ capture: 'TEXT', matches: '^.\\w{3,}.$' }],
      fixes: [{ title: 'Use $ENUM.$MEMBER', kind: 'suggest', replace: '$ENUM.$MEMBER' }],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'string',
        all: [
          { pattern: '$TEXT' },
          { inside: { kind: 'comparison_operator', has: { regex: '^[!=]=$' } } },
          {
            inside: {
              kind: 'module',
              regex: 'Enum',
              stopBy: 'end',
              has: {
                kind: 'class_definition',
                all: [
                  { has: { field: 'superclasses', regex: 'Enum|TextChoices' } },
                  { has: { field: 'name', pattern: '$ENUM' } },
                  {
                    has: {
                      field: 'body',
                      has: {
                        kind: 'expression_statement',
                        has: {
                          kind: 'assignment',
                          all: [
                            { has: { field: 'right', pattern: '$TEXT' } },
                            { has: { field: 'left', kind: 'identifier', pattern: '$MEMBER' } },
                          ],
                        },
                      },
                    },
                  },
                ],
                stopBy: 'end',
              },
            },
          },
        ],
      },
      where: [{ capture: 'TEXT', matches: '^.\\w{3,}.$' }],
      fixes: [
        {
          title: 'Use $ENUM.$MEMBER',
          kind: 'suggest',
          replace: '$ENUM.$MEMBER',
          where: [{ documentMatches: '\\bStrEnum\\b|\\(\\s*str\\s*,|TextChoices' }],
        },
        {
          title: 'Use the value of $ENUM.$MEMBER',
          kind: 'suggest',
          replace: '$ENUM.$MEMBER.value',
          where: [{ documentMatchesNot: '\\bStrEnum\\b|\\(\\s*str\\s*,|TextChoices' }],
        },
      ],
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'string',
        all: [
          { pattern: '$TEXT' },
          {
            any: [
              { inside: { kind: 'binary_expression', has: { field: 'operator', regex: '^[!=]==?$' } } },
              { inside: { kind: 'switch_case', field: 'value' } },
            ],
          },
          {
            inside: {
              kind: 'program',
              any: [{ regex: 'as const' }, { regex: 'freeze' }],
              stopBy: 'end',
              has: {
                kind: 'variable_declarator',
                all: [
                  { has: { field: 'name', all: [{ regex: '^[A-Z]' }, { pattern: '$ENUM' }] } },
                  {
                    any: [
                      {
                        has: {
                          kind: 'as_expression',
                          regex: 'as const$',
                          has: {
                            kind: 'object',
                            has: {
                              kind: 'pair',
                              all: [
                                { has: { field: 'value', pattern: '$TEXT' } },
                                { has: { field: 'key', kind: 'property_identifier', pattern: '$MEMBER' } },
                              ],
                            },
                          },
                        },
                      },
                      {
                        has: {
                          kind: 'call_expression',
                          all: [
                            { has: { field: 'function', regex: '^Object\\.freeze$' } },
                            {
                              has: {
                                field: 'arguments',
                                has: {
                                  kind: 'object',
                                  has: {
                                    kind: 'pair',
                                    all: [
                                      { has: { field: 'value', pattern: '$TEXT' } },
                                      {
                                        has: {
                                          field: 'key',
                                          kind: 'property_identifier',
                                          pattern: '$MEMBER',
                                        },
                                      },
                                    ],
                                  },
                                },
                              },
                            },
                          ],
                        },
                      },
                    ],
                  },
                ],
                stopBy: 'end',
              },
            },
          },
        ],
      },
      where: [{ capture: 'TEXT', matches: '^.\\w{3,}.$' }],
      fixes: [{ title: 'Use $ENUM.$MEMBER', kind: 'suggest', replace: '$ENUM.$MEMBER' }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: "enum Status {\n  Paid = 'paid',\n  Open = 'open',\n}\nif (order.status === 'paid') ship();\nswitch (order.status) {\n  case 'open':\n    wait();\n}\n",
        count: 2,
        marks: "'paid'",
        fixed:
          "enum Status {\n  Paid = 'paid',\n  Open = 'open',\n}\nif (order.status === Status.Paid) ship();\nswitch (order.status) {\n  case Status.Open:\n    wait();\n}\n",
      },
      {
        language: 'javascript',
        code: 'const Status = Object.freeze({ PAID: "paid" });\nif (status !== "paid") wait();\n',
        fixed: 'const Status = Object.freeze({ PAID: "paid" });\nif (status !== Status.PAID) wait();\n',
      },
      {
        language: 'python',
        code: 'class Status(str, Enum):\n    PAID = "paid"\n\nif order.status == "paid":\n    ship()\n',
        fixed: 'class Status(str, Enum):\n    PAID = "paid"\n\nif order.status == Status.PAID:\n    ship()\n',
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: "enum Status {\n  Paid = 'paid',\n}\nif (order.status === Status.Paid) log('paid');\nif (x === 'other') ship();\n",
      },
      { language: 'javascript', code: 'const LABELS = { PAID: "paid" };\nif (status === "paid") ship();\n' },
      {
        language: 'python',
        code: 'class Status(Enum):\n    PAID = "paid"\n\nprint("paid")\nif a == "open":\n    pass\n',
      },
    ],
  },
};
