import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { ANY_FUNCTION } from '../ecmascriptShapes.ts';
import { COMPONENT_OR_HOOK } from '../reactShapes.ts';

const HOOK_CALL: TreeRule = {
  kind: 'call_expression',
  has: {
    field: 'function',
    any: [{ kind: 'identifier', regex: '^use[A-Z]' }, { regex: '^React\\.use[A-Z]' }],
  },
  // It keeps no state, and is commonly left out of production builds.
  not: { regex: '^(?:React\\.)?useDebugValue\\(' },
};

/** Other frameworks have functions called `use…` with rules of their own. */
const IN_REACT_FILE: TreeRule = { inside: { kind: 'program', regex: 'react', stopBy: 'end' } };

const DIRECTLY_IN_COMPONENT: TreeRule = { inside: { ...COMPONENT_OR_HOOK, stopBy: ANY_FUNCTION } };

const IN_BRANCH: TreeRule = {
  any: [
    { inside: { kind: 'if_statement', field: 'consequence', stopBy: ANY_FUNCTION } },
    { inside: { kind: 'else_clause', stopBy: ANY_FUNCTION } },
    { inside: { kind: 'for_statement', stopBy: ANY_FUNCTION } },
    { inside: { kind: 'for_in_statement', stopBy: ANY_FUNCTION } },
    { inside: { kind: 'while_statement', stopBy: ANY_FUNCTION } },
    { inside: { kind: 'switch_case', stopBy: ANY_FUNCTION } },
    { inside: { kind: 'ternary_expression', field: 'consequence', stopBy: ANY_FUNCTION } },
    { inside: { kind: 'ternary_expression', field: 'alternative', stopBy: ANY_FUNCTION } },
    {
      inside: {
        kind: 'binary_expression',
        field: 'right',
        has: { field: 'operator', regex: '^(?:&&|\\|\\||\\?\\?)$' },
        stopBy: ANY_FUNCTION,
      },
    },
  ],
};

const AFTER_EARLY_RETURN: TreeRule = {
  inside: {
    any: [{ kind: 'expression_statement' }, { kind: 'lexical_declaration' }],
    inside: { kind: 'statement_block', inside: COMPONENT_OR_HOOK },
    follows: {
      kind: 'if_statement',
      has: {
        field: 'consequence',
        any: [{ kind: 'return_statement' }, { kind: 'statement_block', has: { kind: 'return_statement' } }],
      },
      stopBy: 'end',
    },
    stopBy: { kind: 'statement_block' },
  },
};

const IN_CALLBACK: TreeRule = {
  inside: {
    any: [{ kind: 'arrow_function' }, { kind: 'function_expression' }],
    inside: {
      kind: 'arguments',
      inside: {
        kind: 'call_expression',
        has: {
          field: 'function',
          regex:
            '^(?:(?:React\\.)?use(?:Effect|LayoutEffect|Callback|Memo)|setTimeout|setInterval|[\\w.]+\\.(?:map|forEach|then|filter))$',
        },
        inside: { ...COMPONENT_OR_HOOK, stopBy: 'end' },
      },
    },
    stopBy: ANY_FUNCTION,
  },
};

export const rule: Rule = {
  id: 'conditional-hook',
  title: 'Hook that is not called on every render',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Standards',
  languages: ECMASCRIPT,
  message: 'React knows hooks by their order, and this one is not called on every render.',
  actionRequired: 'Call the hook at the top of the component, and put the condition inside it.',
  why: 'When the condition changes, every later hook gets the state of its neighbour: React throws "rendered fewer hooks than expected" and the page goes blank, typically on the first log-out.',
  howToFix:
    '```tsx\nconst user = useUser();\nuseEffect(() => {\n  if (!user) return;\n  track(user);\n}, [user]);\nif (!user) return null;\n```',
  references: ['https://react.dev/reference/rules/rules-of-hooks'],
  aliases: ['rules-of-hooks', 'react-hooks/rules-of-hooks'],
  exceptPaths: TEST_PATHS,
  match: [
    { kind: 'tree', rule: { all: [HOOK_CALL, DIRECTLY_IN_COMPONENT, IN_BRANCH, IN_REACT_FILE] } },
    { kind: 'tree', rule: { all: [HOOK_CALL, DIRECTLY_IN_COMPONENT, AFTER_EARLY_RETURN, IN_REACT_FILE] } },
    { kind: 'tree', rule: { all: [HOOK_CALL, IN_CALLBACK, IN_REACT_FILE] } },
  ],
  examples: {
    fires: [
      {
        language: 'tsx',
        code: 'import { useState } from "react";\nexport function Page({ id }: Props) {\n  if (id) {\n    useEffect(() => track(id), [id]);\n  }\n  return <b />;\n}\n',
        marks: 'useEffect(() => track(id), [id])',
      },
      {
        language: 'typescript',
        code: 'import { useState } from "react";\nexport const useRows = (ids: string[]) => {\n  const all = ids.map((id) => useRow(id));\n  return on ? useSum(all) : 0;\n};\n',
        count: 2,
      },
      {
        language: 'javascript',
        code: 'import { useState } from "react";\nfunction Page() {\n  const user = useUser();\n  if (!user) {\n    return null;\n  }\n  const [open, setOpen] = useState(false);\n  return user;\n}\n',
        marks: 'useState(false)',
      },
    ],
    silent: [
      {
        language: 'tsx',
        code: 'import { useState } from "react";\nfunction Page({ id }: Props) {\n  const user = useUser();\n  const name = useName() ?? "x";\n  if (useFlag("a")) log();\n  useEffect(() => {\n    if (id) useless(id);\n    run();\n  }, [id]);\n  if (!user) return null;\n  return <List render={() => <Row />} />;\n}\n',
      },
      {
        language: 'typescript',
        code: 'import { vi } from "react-testing";\nfunction setup(flag: boolean) {\n  if (flag) useFakeTimers();\n}\nconst api = { handle() { if (x) useCodec(); } };\n',
      },
    ],
  },
};
