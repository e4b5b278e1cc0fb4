import type { Language } from '../languages.ts';
import type { TreeRule } from '../ruleModel.ts';

/** Languages whose grammar knows JSX. */
export const JSX_LANGUAGES: readonly Language[] = ['tsx', 'javascript'];

const EFFECT_NAME = '^(?:React\\.)?use(?:Layout)?Effect$';

/** Holds for a function given to `useEffect` as its first argument. */
export const IS_EFFECT_CALLBACK: TreeRule = {
  nthChild: 1,
  inside: {
    kind: 'arguments',
    inside: {
      kind: 'call_expression',
      any: [
        { has: { field: 'function', regex: '^useEffect$' } },
        { has: { field: 'function', regex: '^useLayoutEffect$' } },
        {
          has: { field: 'function', kind: 'member_expression', has: { regex: 'React' }, regex: EFFECT_NAME },
        },
      ],
    },
  },
};

/** The state variable of `const [value, setValue] = useState(…)` outside comments; for `foundBy`. */
export const STATE_NAMES =
  '(?:^|\\n)[ \\t]*const\\s*\\[\\s*(?=[\\w$]+\\s*,[^\\]]*\\]\\s*=\\s*(?:React\\.)?useState\\b)([\\w$]+)';

/** The setter of `const [value, setValue] = useState(…)`; for `foundBy`. */
export const STATE_SETTER_NAMES =
  '(?:^|\\n)[ \\t]*const\\s*\\[[^\\],]*,\\s*([\\w$]+)\\s*\\]\\s*=\\s*(?:React\\.)?useState\\b';

/** A function whose name is that of a component. */
export const COMPONENT: TreeRule = {
  any: [
    { kind: 'function_declaration', has: { field: 'name', regex: '^[A-Z]' } },
    {
      kind: 'arrow_function',
      inside: { kind: 'variable_declarator', has: { field: 'name', regex: '^[A-Z]' } },
    },
    {
      kind: 'function_expression',
      inside: { kind: 'variable_declarator', has: { field: 'name', regex: '^[A-Z]' } },
    },
  ],
};

/** A component, or a hook of the project's own. */
export const COMPONENT_OR_HOOK: TreeRule = {
  any: [
    { kind: 'function_declaration', has: { field: 'name', regex: '^(?:[A-Z]|use[A-Z])' } },
    {
      kind: 'arrow_function',
      inside: { kind: 'variable_declarator', has: { field: 'name', regex: '^(?:[A-Z]|use[A-Z])' } },
    },
  ],
};

/** Holds in files that use `useState` at all; it spares the others the search. */
export const IN_FILE_WITH_STATE: TreeRule = {
  inside: { kind: 'program', regex: 'useState', stopBy: 'end' },
};
