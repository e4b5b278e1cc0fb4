import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';
import { IS_EFFECT_CALLBACK } from '../reactShapes.ts';

const EFFECT: TreeRule = {
  any: [{ kind: 'arrow_function' }, { kind: 'function_expression' }],
  all: [
    IS_EFFECT_CALLBACK,
    { not: { has: { kind: 'return_statement', regex: '^return\\s+[^;\\s]', stopBy: 'end' } } },
  ],
};

const LAST_STATEMENT: TreeRule = {
  has: {
    field: 'body',
    kind: 'statement_block',
    has: { nthChild: { position: 1, reverse: true }, pattern: '$LAST' },
  },
};

const DIRECTLY_IN_EFFECT = (statement: TreeRule): TreeRule => ({
  has: { field: 'body', kind: 'statement_block', has: { kind: 'expression_statement', ...statement } },
});

export const rule: Rule = {
  id: 'effect-without-cleanup',
  title: 'Effect that starts something and never stops it',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Performance',
  languages: ECMASCRIPT,
  message: 'This effect starts a timer or listener and returns no clean-up, so each mount adds one more.',
  actionRequired: 'Return a function that stops what the effect started.',
  why: 'After ten visits to the page ten timers poll the server, and each sets state on a component that is gone. In development React mounts twice to show exactly this.',
  howToFix:
    '```tsx\nuseEffect(() => {\n  const timer = setInterval(refresh, 5000);\n  return () => clearInterval(timer);\n}, []);\n```',
  references: [
    'https://react.dev/reference/react/useEffect#my-cleanup-logic-runs-even-though-my-component-didnt-unmount',
  ],
  match: [
    {
      kind: 'tree',
      rule: {
        all: [
          EFFECT,
          DIRECTLY_IN_EFFECT({
            has: { all: [{ pattern: 'setInterval($$$ARGUMENTS)' }, { pattern: '$START' }] },
          }),
          LAST_STATEMENT,
        ],
      },
      report: 'START',
      where: [{ matchesNot: 'clearInterval' }],
      fixes: [
        {
          title: 'Stop the timer in a clean-up',
          kind: 'suggest',
          edits: [
            { at: 'START', place: 'before', text: 'const timer = ' },
            { at: 'LAST', place: 'after', text: '\nreturn () => clearInterval(timer);' },
          ],
          where: [{ matchesNot: '\\btimer\\b' }],
        },
      ],
    },
    {
      kind: 'tree',
      rule: {
        all: [
          EFFECT,
          DIRECTLY_IN_EFFECT({
            has: { all: [{ pattern: '$TARGET.addEventListener($TYPE, $HANDLER)' }, { pattern: '$START' }] },
          }),
          LAST_STATEMENT,
        ],
      },
      report: 'START',
      where: [{ matchesNot: 'removeEventListener' }],
      fixes: [
        {
          title: 'Remove the listener in a clean-up',
          kind: 'suggest',
          edits: [
            {
              at: 'LAST',
              place: 'after',
              text: '\nreturn () => $TARGET.removeEventListener($TYPE, $HANDLER);',
            },
          ],
          where: [{ capture: 'HANDLER', matches: '^[\\w$]+$' }],
        },
      ],
    },
    {
      kind: 'tree',
      rule: {
        all: [
          EFFECT,
          { regex: 'setInterval' },
          { not: { regex: 'clearInterval' } },
          {
            has: {
              field: 'body',
              kind: 'statement_block',
              has: {
                kind: 'lexical_declaration',
                has: {
                  kind: 'variable_declarator',
                  has: { all: [{ pattern: 'setInterval($$$ARGUMENTS)' }, { pattern: '$START' }] },
                },
              },
            },
          },
        ],
      },
      report: 'START',
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'function Clock() {\n  useEffect(() => {\n    setInterval(tick, 1000);\n  }, []);\n}\n',
        marks: 'setInterval(tick, 1000)',
        fixed:
          'function Clock() {\n  useEffect(() => {\n    const timer = setInterval(tick, 1000);\n    return () => clearInterval(timer);\n  }, []);\n}\n',
      },
      {
        language: 'typescript',
        code: 'export function useKeys() {\r\n  useEffect(() => {\r\n    const onKey = (event: KeyboardEvent) => run(event.key);\r\n    window.addEventListener("keydown", onKey);\r\n  }, []);\r\n}\r\n',
        fixed:
          'export function useKeys() {\r\n  useEffect(() => {\r\n    const onKey = (event: KeyboardEvent) => run(event.key);\r\n    window.addEventListener("keydown", onKey);\r\n    return () => window.removeEventListener("keydown", onKey);\r\n  }, []);\r\n}\r\n',
      },
      {
        language: 'javascript',
        code: 'useEffect(() => {\n  const id = setInterval(poll, 100);\n  log(id);\n}, []);\n',
      },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'useEffect(() => {\n  const timer = setInterval(tick, 1000);\n  return () => clearInterval(timer);\n}, []);\nuseEffect(() => {\n  window.addEventListener("load", start, { once: true });\n}, []);\n',
      },
      {
        language: 'javascript',
        code: 'function start() {\n  setInterval(tick, 1000);\n}\nuseEffect(() => {\n  start();\n  return onKey(() => 1);\n});\n',
      },
    ],
  },
};
