import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { JSX_LANGUAGES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'unstable-key',
  title: 'Key that changes with every render',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Performance',
  languages: JSX_LANGUAGES,
  message: 'A new key at every render makes React throw the element away and build it again.',
  actionRequired: 'Use an id that belongs to the item.',
  why: 'Every keystroke rebuilds the whole list: inputs lose the focus, effects run again, images flicker and scrolling jumps.',
  howToFix: 'Make the id when the item is made, keep it with the item, and write `key={item.id}`.',
  references: ['https://react.dev/learn/rendering-lists#rules-of-keys'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'jsx_attribute',
        all: [
          { regex: '^key\\s*=' },
          {
            has: {
              kind: 'jsx_expression',
              has: {
                any: [
                  { pattern: 'Math.random()' },
                  { pattern: 'crypto.randomUUID()' },
                  { pattern: 'nanoid()' },
                  { pattern: 'uuidv4()' },
                  { pattern: 'uuid()' },
                  { pattern: 'Date.now()' },
                ],
                stopBy: 'end',
              },
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
        code: 'const list = rows.map((row) => <Row key={Math.random()} row={row} />);\n',
        marks: 'key={Math.random()}',
      },
      { language: 'javascript', code: 'const a = <Row key={`row-${uuidv4()}`} />;\n' },
    ],
    silent: [
      { language: 'tsx', code: 'const a = <Row key={row.id} seed={Math.random()} />;\n' },
      { language: 'javascript', code: 'const a = <Row key={idOf(row)} id={nanoid()} />;\n' },
    ],
  },
};
