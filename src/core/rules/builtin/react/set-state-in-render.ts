import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { COMPONENT, IN_FILE_WITH_STATE, STATE_SETTER_NAMES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'set-state-in-render',
  title: 'State set while rendering',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Performance',
  languages: ECMASCRIPT,
  message: '`$SETTER` runs at every render and asks for the next one.',
  actionRequired: 'Compute the value while rendering, or set it in an event handler or effect.',
  why: 'Each render sets state, which renders again: React stops with "too many re-renders" and the page stays blank.',
  howToFix: 'What follows from props needs no state:\n```tsx\nconst total = items.reduce(sum, 0);\n```',
  references: ['https://react.dev/reference/react/useState#im-getting-an-error-too-many-re-renders'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'call_expression',
        all: [
          { has: { field: 'function', kind: 'identifier', pattern: '$SETTER' } },
          {
            inside: { kind: 'expression_statement', inside: { kind: 'statement_block', inside: COMPONENT } },
          },
          IN_FILE_WITH_STATE,
        ],
      },
      where: [{ capture: 'SETTER', foundBy: STATE_SETTER_NAMES }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'function Cart({ items }: Props) {\n  const [total, setTotal] = useState(0);\n  setTotal(items.length);\n  return <b>{total}</b>;\n}\n',
        marks: 'setTotal(items.length)',
      },
      {
        language: 'javascript',
        code: 'const Page = () => {\n  const [, force] = React.useState(0);\n  force(1);\n  return null;\n};\n',
      },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'function Cart({ items }: Props) {\n  const [seen, setSeen] = useState(items);\n  if (seen !== items) setSeen(items);\n  const add = () => {\n    setSeen([]);\n  };\n  setTheme("dark");\n  return <b onClick={add} />;\n}\n',
      },
      {
        language: 'javascript',
        code: 'function reset() {\n  const [a, setA] = useState(1);\n  return () => setA(2);\n}\n',
      },
    ],
  },
};
