import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { JSX_LANGUAGES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'unstable-context-value',
  title: 'Context value built anew at every render',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Performance',
  languages: JSX_LANGUAGES,
  message: 'This object is new at every render, so every consumer of the context renders too.',
  actionRequired: 'Build the value with `useMemo`.',
  why: 'A provider near the root that renders on scroll takes every consumer with it; lists of hundreds of rows render for nothing.',
  howToFix:
    '```tsx\nconst value = useMemo(() => ({ user, signOut }), [user, signOut]);\nreturn <UserContext.Provider value={value}>{children}</UserContext.Provider>;\n```',
  references: [
    'https://react.dev/reference/react/useContext#optimizing-re-renders-when-passing-objects-and-functions',
  ],
  aliases: ['jsx-no-constructed-context-values'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'jsx_attribute',
        all: [
          { regex: '^value\\s*=' },
          {
            has: {
              kind: 'jsx_expression',
              has: { any: [{ kind: 'object' }, { kind: 'array' }, { kind: 'arrow_function' }] },
            },
          },
          {
            inside: {
              any: [{ kind: 'jsx_opening_element' }, { kind: 'jsx_self_closing_element' }],
              has: { field: 'name', all: [{ regex: 'Provider' }, { regex: '\\.Provider$' }] },
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
        code: 'const a = <UserContext.Provider value={{ user, signOut }}>{children}</UserContext.Provider>;\n',
        marks: 'value={{ user, signOut }}',
      },
      { language: 'javascript', code: 'const a = <Theme.Provider value={[theme, setTheme]} />;\n' },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const a = <UserContext.Provider value={value}>{children}</UserContext.Provider>;\n',
      },
      { language: 'javascript', code: 'const a = <Select value={{ id: 1 }} />;\n' },
    ],
  },
};
