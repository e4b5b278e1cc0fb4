import type { TreeRule } from '../../../ruleModel.ts';

/** A JavaScript string put together at run time: a template with a hole, or `+` with something that is no literal. */
export const ECMASCRIPT_BUILT_STRING: TreeRule = {
  any: [
    { kind: 'template_string', has: { kind: 'template_substitution' } },
    {
      kind: 'binary_expression',
      all: [
        { has: { field: 'operator', regex: '^\\+$' } },
        { has: { any: [{ kind: 'string' }, { kind: 'template_string' }], stopBy: 'end' } },
        {
          has: {
            any: [
              { kind: 'identifier' },
              { kind: 'member_expression' },
              { kind: 'subscript_expression' },
              { kind: 'call_expression' },
            ],
            stopBy: 'end',
          },
        },
      ],
    },
  ],
};

/** A Python string put together at run time: an f-string with a hole, `%`, `+` or `.format`. */
export const PYTHON_BUILT_STRING: TreeRule = {
  any: [
    { kind: 'string', has: { kind: 'interpolation' } },
    { kind: 'concatenated_string', has: { kind: 'interpolation', stopBy: 'end' } },
    {
      kind: 'binary_operator',
      all: [
        { has: { field: 'operator', regex: '^[+%]$' } },
        { has: { any: [{ kind: 'string' }, { kind: 'concatenated_string' }], stopBy: 'end' } },
        {
          has: {
            any: [
              { kind: 'identifier' },
              { kind: 'attribute' },
              { kind: 'subscript' },
              { kind: 'call' },
              { kind: 'tuple' },
              { kind: 'dictionary' },
            ],
            stopBy: 'end',
          },
        },
      ],
    },
    {
      kind: 'call',
      has: {
        field: 'function',
        kind: 'attribute',
        all: [
          { has: { field: 'object', any: [{ kind: 'string' }, { kind: 'concatenated_string' }] } },
          { has: { field: 'attribute', regex: '^format$' } },
        ],
      },
    },
  ],
};
