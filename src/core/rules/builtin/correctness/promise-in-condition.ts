import { ECMASCRIPT } from '../../languages.ts';
import type { FixTemplate, Rule, TreeRule } from '../../ruleModel.ts';
import {
  ASYNC_FUNCTION_NAMES,
  ASYNC_METHOD_NAMES,
  IN_ASYNC_FUNCTION,
  SYNC_FUNCTION_NAMES,
  SYNC_METHOD_NAMES,
} from '../ecmascriptShapes.ts';

const CONDITION_OWNER: TreeRule = {
  any: [
    { kind: 'if_statement' },
    { kind: 'while_statement' },
    { kind: 'do_statement' },
    { kind: 'ternary_expression' },
  ],
};

const AS_CONDITION: TreeRule = {
  inside: {
    ...CONDITION_OWNER,
    field: 'condition',
    stopBy: {
      not: {
        any: [
          { kind: 'parenthesized_expression' },
          { kind: 'unary_expression', regex: '^!' },
          { kind: 'binary_expression', has: { field: 'operator', regex: '^(?:&&|\\|\\|)$' } },
        ],
      },
    },
  },
};

const FIXES: readonly FixTemplate[] = [
  { title: 'Await the answer', kind: 'auto', edits: [{ place: 'before', text: 'await ' }] },
];

export const rule: Rule = {
  id: 'promise-in-condition',
  title: 'Promise used as a condition',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Standards',
  languages: ECMASCRIPT,
  message: '`$FN` is async: the promise it returns is always true, whatever it resolves to.',
  actionRequired: 'Await the call before testing its answer.',
  why: 'A promise is an object, and objects are truthy. `if (isAllowed(user))` lets everybody in, and `if (!exists(id))` never runs, with no error to show it.',
  howToFix: '```ts\nif (await isAllowed(user)) {\n  open();\n}\n```',
  references: ['https://developer.mozilla.org/docs/Glossary/Truthy'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'call_expression',
        all: [
          { has: { field: 'function', kind: 'identifier', pattern: '$FN' } },
          AS_CONDITION,
          IN_ASYNC_FUNCTION,
        ],
      },
      where: [{ capture: 'FN', foundBy: ASYNC_FUNCTION_NAMES, foundByNot: SYNC_FUNCTION_NAMES }],
      fixes: FIXES,
    },
    {
      kind: 'tree',
      rule: { all: [{ pattern: 'this.$FN($$$ARGUMENTS)' }, AS_CONDITION, IN_ASYNC_FUNCTION] },
      where: [{ capture: 'FN', foundBy: ASYNC_METHOD_NAMES, foundByNot: SYNC_METHOD_NAMES }],
      fixes: FIXES,
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'async function isAllowed(user: User): Promise<boolean> {\n  return true;\n}\nasync function open(user: User) {\n  if (user.active && !isAllowed(user)) return;\n  show();\n}\n',
        marks: 'isAllowed(user)',
        fixed:
          'async function isAllowed(user: User): Promise<boolean> {\n  return true;\n}\nasync function open(user: User) {\n  if (user.active && !await isAllowed(user)) return;\n  show();\n}\n',
      },
      {
        language: 'javascript',
        code: 'class Store {\n  async has(id) {}\n  async add(id) {\n    return this.has(id) ? null : id;\n  }\n}\n',
        marks: 'this.has(id)',
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'async function isAllowed() {\n  return true;\n}\nasync function open() {\n  if (await isAllowed()) show();\n  if (pending.has(isAllowed())) show();\n  const allowed = flag ? isAllowed() : undefined;\n}\n',
      },
      {
        language: 'javascript',
        code: 'function ready() {}\nasync function go() {\n  if (ready()) run();\n  while (list.some(() => ready())) step();\n}\n',
      },
    ],
  },
};
