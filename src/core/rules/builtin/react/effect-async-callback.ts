import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { IS_EFFECT_CALLBACK } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'effect-async-callback',
  title: 'Async function given to useEffect',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Standards',
  languages: ECMASCRIPT,
  message: 'React takes what an effect returns for its clean-up, and an async effect returns a promise.',
  actionRequired: 'Define the async function inside the effect and call it there.',
  why: 'The clean-up can never run, because it is hidden in a promise that React ignores. When the page changes before the answer arrives, the old answer overwrites the new one, and React warns on every mount.',
  howToFix:
    '```tsx\nuseEffect(() => {\n  let current = true;\n  void (async () => {\n    const user = await load(id);\n    if (current) setUser(user);\n  })();\n  return () => {\n    current = false;\n  };\n}, [id]);\n```',
  references: ['https://react.dev/reference/react/useEffect#fetching-data-with-effects'],
  match: [
    {
      kind: 'tree',
      rule: {
        any: [
          { kind: 'arrow_function', regex: '^async' },
          { kind: 'function_expression', regex: '^async' },
        ],
        all: [{ pattern: '$CALLBACK' }, IS_EFFECT_CALLBACK],
      },
      fixes: [
        {
          title: 'Call the async function inside the effect',
          kind: 'suggest',
          replace: '() => {\n  void ($CALLBACK)();\n}',
        },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'function User() {\n  useEffect(async () => {\n    setUser(await load(id));\n  }, [id]);\n}\n',
        fixed:
          'function User() {\n  useEffect(() => {\n    void (async () => {\n    setUser(await load(id));\n  })();\n  }, [id]);\n}\n',
      },
      {
        language: 'javascript',
        code: 'React.useLayoutEffect(async function () {\n  await measure();\n});\n',
      },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'useEffect(() => {\n  const run = async () => setUser(await load(id));\n  void run();\n}, [id]);\nuseCallback(async () => save(), []);\n',
      },
      {
        language: 'typescript',
        code: 'useEffectOnce(async () => load());\nuseEffect(start, [async () => 1]);\n',
      },
    ],
  },
};
