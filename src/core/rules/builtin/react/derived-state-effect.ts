import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { STATE_SETTER_NAMES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'derived-state-effect',
  title: 'Effect that only copies values into state',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ECMASCRIPT,
  message: '`$SETTER` only stores what can be computed while rendering.',
  actionRequired: 'Compute the value during render, with `useMemo` when it is costly.',
  why: 'The first render shows the old value and a second one corrects it: the total flickers, and each copy is one more thing that can fall out of step.',
  howToFix: '```tsx\nconst fullName = `${first} ${last}`;\n```',
  references: ['https://react.dev/learn/you-might-not-need-an-effect'],
  match: [
    {
      kind: 'tree',
      rule: {
        all: [
          {
            any: [
              { pattern: 'useEffect($EFFECT, $DEPENDENCIES)' },
              { pattern: 'React.useEffect($EFFECT, $DEPENDENCIES)' },
            ],
          },
          {
            has: {
              field: 'arguments',
              has: {
                kind: 'arrow_function',
                has: {
                  field: 'body',
                  kind: 'statement_block',
                  regex: '^\\{\\s*set[A-Z]\\w*\\([^()]*\\);?\\s*\\}$',
                  has: {
                    kind: 'expression_statement',
                    has: {
                      kind: 'call_expression',
                      all: [
                        { has: { field: 'function', kind: 'identifier', pattern: '$SETTER' } },
                        {
                          has: {
                            field: 'arguments',
                            has: {
                              any: [
                                { kind: 'identifier' },
                                { kind: 'member_expression' },
                                { kind: 'binary_expression' },
                                { kind: 'template_string' },
                                { kind: 'ternary_expression' },
                              ],
                            },
                          },
                        },
                      ],
                    },
                  },
                },
              },
            },
          },
        ],
      },
      constraints: { DEPENDENCIES: { kind: 'array', has: { regex: '^\\w' } } },
      where: [{ capture: 'SETTER', foundBy: STATE_SETTER_NAMES }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'const [name, setName] = useState("");\nuseEffect(() => {\n  setName(`${first} ${last}`);\n}, [first, last]);\n',
      },
      {
        language: 'javascript',
        code: 'const [total, setTotal] = useState(0);\nuseEffect(() => {\n  setTotal(price * count)\n}, [price, count]);\n',
      },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const [mounted, setMounted] = useState(false);\nuseEffect(() => {\n  setMounted(true);\n}, []);\nuseEffect(() => {\n  setMounted(window.innerWidth > 3);\n}, []);\n',
      },
      {
        language: 'javascript',
        code: 'const [rows, setRows] = useState([]);\nuseEffect(() => {\n  setRows(load(id));\n}, [id]);\nuseEffect(() => {\n  setTitle(title);\n}, [title]);\n',
      },
    ],
  },
};
