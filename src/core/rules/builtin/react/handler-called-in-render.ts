import type { Rule } from '../../ruleModel.ts';
import { IN_FILE_WITH_STATE, JSX_LANGUAGES, STATE_SETTER_NAMES } from '../reactShapes.ts';

export const rule: Rule = {
  id: 'handler-called-in-render',
  title: 'Handler called instead of passed',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'UI-UX',
  languages: JSX_LANGUAGES,
  message: '`$SETTER` is called while rendering; the event gets its result, which is undefined.',
  actionRequired: 'Pass a function: `() => $SETTER(…)`.',
  why: 'State is set at every render, which renders again until React gives up with "too many re-renders", and a click does nothing.',
  howToFix: '```tsx\n<button type="button" onClick={() => setOpen(true)}>Open</button>\n```',
  references: ['https://react.dev/learn/responding-to-events#adding-event-handlers'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'call_expression',
        all: [
          { has: { field: 'function', kind: 'identifier', pattern: '$SETTER' } },
          { inside: { kind: 'jsx_expression', inside: { kind: 'jsx_attribute', regex: '^on[A-Z]' } } },
          IN_FILE_WITH_STATE,
        ],
      },
      where: [{ capture: 'SETTER', foundBy: STATE_SETTER_NAMES }],
      fixes: [{ title: 'Pass a function', kind: 'auto', edits: [{ place: 'before', text: '() => ' }] }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'const [open, setOpen] = useState(false);\nconst a = <Button onClick={setOpen(true)} />;\n',
        marks: 'setOpen(true)',
        fixed:
          'const [open, setOpen] = useState(false);\nconst a = <Button onClick={() => setOpen(true)} />;\n',
      },
      {
        language: 'javascript',
        code: 'const [name, setName] = useState("");\nconst a = <input onChange={setName("ä")} onBlur={setName("")} />;\n',
        count: 2,
      },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'const [open, setOpen] = useState(false);\nconst a = <Button onClick={() => setOpen(true)} onBlur={setOpen} once={setOpen(false)} />;\n',
      },
      {
        language: 'javascript',
        code: 'const [open, setOpen] = useState(false);\nconst a = <Button onClick={handle(open)} />;\n',
      },
    ],
  },
};
