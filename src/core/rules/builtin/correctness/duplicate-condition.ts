import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';

/** A condition that calls or assigns may well give another answer the second time. */
const ECMASCRIPT_EFFECT: TreeRule = {
  has: {
    any: [
      { kind: 'call_expression' },
      { kind: 'update_expression' },
      { kind: 'assignment_expression' },
      { kind: 'await_expression' },
      { kind: 'yield_expression' },
    ],
    stopBy: 'end',
  },
};

export const rule: Rule = {
  id: 'duplicate-condition',
  title: 'Branch that repeats an earlier condition',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Standards',
  languages: [...ECMASCRIPT, 'python'],
  message: 'This branch can never run: the same condition was asked above.',
  actionRequired: 'Correct the condition, or remove the branch.',
  why: 'A copied branch whose condition was not changed is dead: "refunded" orders are treated as "paid" and nothing complains.',
  howToFix: 'Ask for what the branch was written for, for example `else if (status === "refunded")`.',
  references: ['https://cwe.mitre.org/data/definitions/561.html'],
  aliases: ['no-dupe-else-if'],
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'if_statement',
        all: [
          { inside: { kind: 'else_clause', regex: 'else' } },
          { has: { field: 'condition', pattern: '$CONDITION' } },
          {
            inside: {
              kind: 'if_statement',
              has: { field: 'condition', pattern: '$CONDITION' },
              stopBy: { not: { any: [{ kind: 'else_clause' }, { kind: 'if_statement' }] } },
            },
          },
        ],
      },
      constraints: { CONDITION: { not: ECMASCRIPT_EFFECT } },
      report: 'CONDITION',
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'elif_clause',
        all: [
          { regex: 'elif' },
          { has: { field: 'condition', pattern: '$CONDITION' } },
          {
            any: [
              { inside: { kind: 'if_statement', has: { field: 'condition', pattern: '$CONDITION' } } },
              {
                follows: {
                  kind: 'elif_clause',
                  has: { field: 'condition', pattern: '$CONDITION' },
                  stopBy: 'end',
                },
              },
            ],
          },
        ],
      },
      constraints: {
        CONDITION: { not: { any: [{ kind: 'call' }, { has: { kind: 'call', stopBy: 'end' } }] } },
      },
      report: 'CONDITION',
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'if (a === 1) one();\nelse if (b) two();\nelse if (a === 1) three();\n',
        marks: '(a === 1)',
      },
      {
        language: 'python',
        code: 'if a == 1:\n    one()\nelif b:\n    two()\nelif b:\n    three()\n',
        marks: 'b',
      },
      { language: 'python', code: 'if a == 1:\n    one()\nelif a == 1:\n    two()\n' },
    ],
    silent: [
      {
        language: 'javascript',
        code: 'if (next()) one();\nelse if (next()) two();\nif (a) {\n  if (a) three();\n} else if (b) {\n  if (a) four();\n}\n',
      },
      {
        language: 'python',
        code: 'if read():\n    one()\nelif read():\n    two()\nif a:\n    pass\nif a:\n    pass\n',
      },
    ],
  },
};
