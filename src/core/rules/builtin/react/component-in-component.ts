import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { COMPONENT, JSX_LANGUAGES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'component-in-component',
  title: 'Component defined inside a component',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Performance',
  languages: JSX_LANGUAGES,
  message: '`$NAME` is a new component at every render, so React rebuilds all it shows.',
  actionRequired: 'Move `$NAME` out of the component and pass what it needs as props.',
  why: 'Every render of the outer component throws away the inner one with its state and inputs: the text field loses the focus after each letter.',
  howToFix:
    'Define it at the top level of the file:\n```tsx\nfunction Row({ item, onPick }: RowProps) {\n  return <li onClick={onPick}>{item.name}</li>;\n}\n```',
  references: ['https://react.dev/learn/your-first-component#nesting-and-organizing-components'],
  aliases: ['no-unstable-nested-components'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        any: [
          {
            kind: 'function_declaration',
            has: { field: 'name', all: [{ regex: '^[A-Z][a-zA-Z0-9]*$' }, { pattern: '$NAME' }] },
          },
          {
            kind: 'variable_declarator',
            all: [
              { has: { field: 'name', all: [{ regex: '^[A-Z][a-zA-Z0-9]*$' }, { pattern: '$NAME' }] } },
              { has: { field: 'value', kind: 'arrow_function' } },
            ],
          },
        ],
        all: [
          { inside: { ...COMPONENT, stopBy: 'end' } },
          { has: { any: [{ kind: 'jsx_element' }, { kind: 'jsx_self_closing_element' }], stopBy: 'end' } },
        ],
      },
      report: 'NAME',
      where: [{ capture: 'NAME', foundBy: '<([A-Z]\\w*)[\\s/>]' }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'export function List({ items }: Props) {\n  const Row = ({ item }: RowProps) => <li>{item}</li>;\n  return <ul>{items.map((item) => <Row key={item} item={item} />)}</ul>;\n}\n',
        marks: 'Row',
      },
      {
        language: 'javascript',
        code: 'const Page = () => {\n  function Header() {\n    return <h1>Hi</h1>;\n  }\n  return <Header />;\n};\n',
      },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'function Row() {\n  return <li />;\n}\nfunction List() {\n  const row = () => <li />;\n  const Heading = level === 1 ? "h1" : "h2";\n  return <Row>{row()}<Heading /></Row>;\n}\n',
      },
      {
        language: 'javascript',
        code: 'function withTheme(Inner) {\n  function Themed(props) {\n    return <Inner {...props} />;\n  }\n  return Themed;\n}\nconst a = <Themed />;\n',
      },
    ],
  },
};
