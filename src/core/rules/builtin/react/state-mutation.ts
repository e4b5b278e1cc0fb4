import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { IN_FILE_WITH_STATE, STATE_NAMES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'state-mutation',
  title: 'React state changed in place',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'UI-UX',
  languages: ECMASCRIPT,
  message: '`$STATE` is state: React does not see a change made inside it.',
  actionRequired: 'Build a new array or object and pass it to the setter.',
  why: 'React compares by reference. After `items.push(item); setItems(items)` it sees the same array and renders nothing; memoised children go on showing old data.',
  howToFix:
    'Add: `setItems([...items, item])`. Change: `setUser({ ...user, name })`. Sort: `setItems([...items].sort(byName))`.',
  references: ['https://react.dev/learn/updating-arrays-in-state'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        all: [
          {
            any: [
              { pattern: '$STATE.push($$$ITEMS)' },
              { pattern: '$STATE.unshift($$$ITEMS)' },
              { pattern: '$STATE.splice($$$ITEMS)' },
              { pattern: '$STATE.pop()' },
              { pattern: '$STATE.shift()' },
              { pattern: '$STATE.sort($$$ITEMS)' },
              { pattern: '$STATE.reverse()' },
            ],
          },
          IN_FILE_WITH_STATE,
        ],
      },
      constraints: { STATE: { kind: 'identifier' } },
      where: [{ capture: 'STATE', foundBy: STATE_NAMES, matchesNot: 'router|history|navigate' }],
    },
    {
      kind: 'tree',
      rule: {
        kind: 'assignment_expression',
        all: [
          {
            any: [
              { has: { field: 'left', pattern: '$STATE.$FIELD' } },
              { has: { field: 'left', pattern: '$STATE[$FIELD]' } },
            ],
          },
          IN_FILE_WITH_STATE,
        ],
      },
      constraints: { STATE: { kind: 'identifier' } },
      where: [{ capture: 'STATE', foundBy: STATE_NAMES }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'function List() {\n  const [items, setItems] = useState<Item[]>([]);\n  const add = (item: Item) => {\n    items.push(item);\n    setItems(items);\n  };\n}\n',
        marks: 'items.push(item)',
      },
      {
        language: 'javascript',
        code: 'function Form() {\n  const [user, setUser] = React.useState({});\n  const rename = (name) => {\n    user.name = name;\n    user["x"] = 1;\n  };\n}\n',
        count: 2,
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: '/**\n * ```tsx\n * const [session, setSession] = useState(null);\n * ```\n */\nexport function refresh(session: Session) {\n  session.user = undefined;\n}\n',
      },
      {
        language: 'tsx',
        code: 'function List() {\n  const [items, setItems] = useState<Item[]>([]);\n  const add = (item: Item) => setItems([...items, item]);\n  const rows: Row[] = [];\n  rows.push(items[0]);\n  const sorted = [...items].sort();\n}\n',
      },
      {
        language: 'javascript',
        code: 'const [first] = useState([]);\nconst rest = [];\nrest.push(1);\nref.current = items.map((item) => item.name);\n',
      },
    ],
  },
};
