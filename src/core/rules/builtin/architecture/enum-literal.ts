import { ECMASCRIPT } from '../../languages.ts';
import type { FixTemplate, Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

/** A text that is compared, in `==` of any kind or in a `case`. */
const COMPARED: TreeRule = {
  any: [
    { inside: { kind: 'binary_expression', has: { field: 'operator', regex: '^[!=]==?$' } } },
    { inside: { kind: 'switch_case', field: 'value' } },
  ],
};

/** The file declares this at its top level, exported or not. */
function declares(declaration: TreeRule): TreeRule {
  return {
    inside: {
      kind: 'program',
      any: [{ has: declaration }, { has: { kind: 'export_statement', has: declaration } }],
      stopBy: 'end',
    },
  };
}

const ENUM_WITH_TEXT: TreeRule = {
  kind: 'enum_declaration',
  regex: 'enum',
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
};

const OBJECT_WITH_TEXT: TreeRule = {
  kind: 'object',
  has: {
    kind: 'pair',
    all: [
      { has: { field: 'value', pattern: '$TEXT' } },
      { has: { field: 'key', kind: 'property_identifier', pattern: '$MEMBER' } },
    ],
  },
};

const constant = (value: TreeRule): TreeRule => ({
  kind: 'lexical_declaration',
  has: {
    kind: 'variable_declarator',
    all: [{ has: { field: 'name', all: [{ regex: '^[A-Z]' }, { pattern: '$ENUM' }] } }, { has: value }],
  },
});

const PYTHON_ENUM_WITH_TEXT: TreeRule = {
  kind: 'class_definition',
  all: [
    { any: [{ regex: 'Enum' }, { regex: 'TextChoices' }] },
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
};

/** A shorter text may well stand for something else. */
const LONG_ENOUGH = [{ capture: 'TEXT', matches: '^.\\w{3,}.$' }];

const FIXES: readonly FixTemplate[] = [
  { title: 'Use $ENUM.$MEMBER', kind: 'suggest', replace: '$ENUM.$MEMBER' },
];

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
      rule: { kind: 'string', all: [{ pattern: '$TEXT' }, COMPARED, declares(ENUM_WITH_TEXT)] },
      where: LONG_ENOUGH,
      fixes: FIXES,
    },
    {
      kind: 'tree',
      languages: ['typescript', 'tsx'],
      rule: {
        kind: 'string',
        all: [
          { pattern: '$TEXT' },
          COMPARED,
          declares(constant({ kind: 'as_expression', regex: 'as const$', has: OBJECT_WITH_TEXT })),
        ],
      },
      where: LONG_ENOUGH,
      fixes: FIXES,
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'string',
        all: [
          { pattern: '$TEXT' },
          COMPARED,
          declares(
            constant({
              kind: 'call_expression',
              regex: 'freeze',
              has: { field: 'arguments', has: OBJECT_WITH_TEXT },
            }),
          ),
        ],
      },
      where: LONG_ENOUGH,
      fixes: FIXES,
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'string',
        all: [
          { pattern: '$TEXT' },
          { inside: { kind: 'comparison_operator', has: { regex: '^[!=]=$' } } },
          { inside: { kind: 'module', has: PYTHON_ENUM_WITH_TEXT, stopBy: 'end' } },
        ],
      },
      where: LONG_ENOUGH,
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
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: "export enum Kind {\n  Gift = 'gift',\n}\nexport enum Status {\n  Paid = 'paid',\n  Open = 'open',\n}\nfunction f() {\n  if (order.status === 'paid') ship();\n  switch (order.status) {\n    case 'open':\n      wait();\n  }\n}\n",
        count: 2,
        marks: "'paid'",
        fixed:
          "export enum Kind {\n  Gift = 'gift',\n}\nexport enum Status {\n  Paid = 'paid',\n  Open = 'open',\n}\nfunction f() {\n  if (order.status === Status.Paid) ship();\n  switch (order.status) {\n    case Status.Open:\n      wait();\n  }\n}\n",
      },
      {
        language: 'tsx',
        code: 'const Status = { Paid: "paid" } as const;\nif (status === "paid") wait();\n',
        fixed: 'const Status = { Paid: "paid" } as const;\nif (status === Status.Paid) wait();\n',
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
      {
        language: 'python',
        code: 'class Status(Enum):\n    PAID = "paid"\n\nif order.status == "paid":\n    ship()\n',
        fixed:
          'class Status(Enum):\n    PAID = "paid"\n\nif order.status == Status.PAID.value:\n    ship()\n',
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
