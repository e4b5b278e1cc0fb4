import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { JSX_LANGUAGES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'index-as-key',
  title: 'List position used as key',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'UI-UX',
  languages: JSX_LANGUAGES,
  message: 'A position is no identity: when the list changes, keys move to other items.',
  actionRequired: 'Use an id of the item as key.',
  why: 'Insert a row at the top and every key below belongs to another item: inputs keep the wrong text, open panels jump, animations run on the wrong element.',
  howToFix: '```tsx\n{rows.map((row) => <Row key={row.id} row={row} />)}\n```',
  references: ['https://react.dev/learn/rendering-lists#why-does-react-need-keys'],
  aliases: ['no-array-index-key'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'jsx_attribute',
        all: [
          { regex: '^key\\s*=' },
          {
            any: [
              { has: { kind: 'jsx_expression', has: { kind: 'identifier', pattern: '$INDEX' } } },
              {
                has: {
                  kind: 'jsx_expression',
                  has: {
                    any: [
                      { kind: 'template_string' },
                      { pattern: '$INDEX.toString()' },
                      { pattern: 'String($INDEX)' },
                    ],
                    has: { kind: 'identifier', pattern: '$INDEX', stopBy: 'end' },
                  },
                },
              },
            ],
          },
          {
            inside: {
              any: [{ kind: 'arrow_function' }, { kind: 'function_expression' }],
              has: {
                field: 'parameters',
                // A first parameter that is not used means a list of places, not of items.
                not: { regex: '^\\(\\s*_\\w*\\s*[,:]' },
                has: { nthChild: 2, has: { kind: 'identifier', pattern: '$INDEX' } },
              },
              inside: {
                kind: 'arguments',
                inside: {
                  kind: 'call_expression',
                  has: {
                    field: 'function',
                    kind: 'member_expression',
                    has: { field: 'property', regex: '^map$' },
                    // Literal lists never change their order.
                    not: {
                      has: {
                        field: 'object',
                        any: [{ kind: 'array' }, { regex: '^(?:Array|[A-Z][A-Z0-9_]+$)' }],
                      },
                    },
                  },
                },
              },
              stopBy: 'end',
            },
          },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'const list = rows.map((row, index) => <Row key={index} row={row} />);\n',
        marks: 'key={index}',
      },
      {
        language: 'javascript',
        code: 'const list = rows.map((row, i) => {\n  return <Row key={`row-${i}`} row={row} />;\n});\n',
      },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const a = rows.map((row, index) => <Row key={row.id} index={index} />);\nconst b = [...Array(5)].map((_, index) => <Star key={index} />);\nconst c = STEPS.map((step, i) => <Step key={i} />);\n',
      },
      {
        language: 'javascript',
        code: 'const a = ["x", "y"].map((name, i) => <b key={i}>{name}</b>);\nconst b = rows.map((row) => <Row key={index} />);\n',
      },
    ],
  },
};
