import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { STATE_SETTER_NAMES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'effect-without-dependencies',
  title: 'Effect that sets state after every render',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Performance',
  languages: ECMASCRIPT,
  message:
    'This effect has no dependency list, so it runs after every render and `$SETTER` asks for another.',
  actionRequired: 'Give `useEffect` the list of values it depends on.',
  why: 'Render, effect, set state, render: an endless loop that burns a processor core, or hammers the API when the effect also fetches.',
  howToFix: '```tsx\nuseEffect(() => {\n  setRows(sortRows(input));\n}, [input]);\n```',
  references: ['https://react.dev/reference/react/useEffect#parameters'],
  match: [
    {
      kind: 'tree',
      rule: {
        all: [
          { any: [{ pattern: 'useEffect($EFFECT)' }, { pattern: 'React.useEffect($EFFECT)' }] },
          {
            has: {
              field: 'arguments',
              has: {
                any: [{ kind: 'arrow_function' }, { kind: 'function_expression' }],
                has: {
                  field: 'body',
                  kind: 'statement_block',
                  has: {
                    kind: 'expression_statement',
                    has: {
                      kind: 'call_expression',
                      has: {
                        field: 'function',
                        kind: 'identifier',
                        all: [{ regex: '^set[A-Z]' }, { pattern: '$SETTER' }],
                      },
                    },
                  },
                },
              },
            },
          },
        ],
      },
      where: [{ capture: 'SETTER', foundBy: STATE_SETTER_NAMES }],
      fixes: [
        {
          title: 'Run it once, after the first render',
          kind: 'suggest',
          edits: [{ at: 'EFFECT', place: 'after', text: ', []' }],
        },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'const [rows, setRows] = useState<Row[]>([]);\nuseEffect(() => {\n  setRows(sort(input));\n});\n',
        fixed:
          'const [rows, setRows] = useState<Row[]>([]);\nuseEffect(() => {\n  setRows(sort(input));\n}, []);\n',
      },
      {
        language: 'javascript',
        code: 'const [n, setN] = React.useState(0);\nReact.useEffect(() => {\n  log(n);\n  setN(n + 1);\n});\n',
      },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const [rows, setRows] = useState<Row[]>([]);\nuseEffect(() => {\n  setRows(input);\n}, [input]);\nuseEffect(() => {\n  ref.current = rows;\n});\nuseEffect(() => {\n  if (rows.length > 9) setRows([]);\n});\n',
      },
      {
        language: 'javascript',
        code: 'const [n, setN] = useState(0);\nuseEffect(() => {\n  listen(() => {\n    setN(1);\n  });\n});\n',
      },
    ],
  },
};
