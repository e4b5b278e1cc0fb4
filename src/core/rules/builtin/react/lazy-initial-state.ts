import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'lazy-initial-state',
  title: 'Initial state read again at every render',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ECMASCRIPT,
  message: 'This initial value is read and parsed at every render, and used only at the first.',
  actionRequired: 'Pass a function, which React calls once.',
  why: 'Storage access and parsing block the main thread; in a field that renders at each keystroke, typing stutters.',
  howToFix:
    '```tsx\nconst [draft, setDraft] = useState(() => JSON.parse(localStorage.getItem("draft") ?? "{}"));\n```',
  references: ['https://react.dev/reference/react/useState#avoiding-recreating-the-initial-state'],
  match: [
    {
      kind: 'tree',
      rule: {
        any: [{ pattern: 'useState($INITIAL)' }, { pattern: 'React.useState($INITIAL)' }],
      },
      constraints: {
        INITIAL: {
          regex:
            '^(?:JSON\\.parse\\(|(?:window\\.)?(?:local|session)Storage\\.getItem\\(|structuredClone\\()',
        },
      },
      fixes: [
        {
          title: 'Pass a function',
          kind: 'auto',
          edits: [{ at: 'INITIAL', place: 'before', text: '() => ' }],
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['typescript', 'tsx'],
      rule: { pattern: 'useState<$TYPE>($INITIAL)' },
      constraints: {
        INITIAL: {
          regex:
            '^(?:JSON\\.parse\\(|(?:window\\.)?(?:local|session)Storage\\.getItem\\(|structuredClone\\()',
        },
      },
      fixes: [
        {
          title: 'Pass a function',
          kind: 'auto',
          edits: [{ at: 'INITIAL', place: 'before', text: '() => ' }],
        },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'const [draft, setDraft] = useState<Draft>(JSON.parse(text));\n',
        fixed: 'const [draft, setDraft] = useState<Draft>(() => JSON.parse(text));\n',
      },
      {
        language: 'javascript',
        code: 'const [theme] = useState(localStorage.getItem("theme") ?? "light");\n',
        fixed: 'const [theme] = useState(() => localStorage.getItem("theme") ?? "light");\n',
      },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const [a] = useState(() => JSON.parse(text));\nconst [b] = useState<string>("JSON.parse(x)");\n',
      },
      {
        language: 'javascript',
        code: 'const [a] = useState(makeRows());\nconst b = useMemo(JSON.parse(text));\n',
      },
    ],
  },
};
