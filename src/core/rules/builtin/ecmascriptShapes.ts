import type { TreeRule } from '../ruleModel.ts';

const FUNCTION_KINDS = [
  'function_declaration',
  'function_expression',
  'arrow_function',
  'method_definition',
  'generator_function',
  'generator_function_declaration',
] as const;

export const ANY_FUNCTION: TreeRule = { any: FUNCTION_KINDS.map((kind) => ({ kind })) };

const ASYNC_FUNCTION: TreeRule = {
  any: [
    { kind: 'function_declaration', regex: '^async' },
    { kind: 'function_expression', regex: '^async' },
    { kind: 'arrow_function', regex: '^async' },
    { kind: 'method_definition', all: [{ regex: 'async' }, { regex: '^(?:[\\w\\s]*\\s)?async\\s' }] },
  ],
};

/** Holds for code whose nearest function is `async`, where `await` may be written. */
export const IN_ASYNC_FUNCTION: TreeRule = {
  inside: { ...ASYNC_FUNCTION, stopBy: ANY_FUNCTION },
};

/** The name of a function that the document declares `async`; for `foundBy`. */
export const ASYNC_FUNCTION_NAMES =
  '\\b(?:async\\s+function\\s+(?=[\\w$]+\\s*[<(])|(?:const|let|var)\\s+(?=[\\w$]+\\s*(?::[^=\\n]+)?=\\s*async\\b))([\\w$]+)';

/** The name of a function that the document declares without `async`; for `foundByNot`. */
export const SYNC_FUNCTION_NAMES =
  '\\b(?:(?<!async\\s+)function\\s+(?=[\\w$]+\\s*[<(])|(?:const|let|var)\\s+(?=[\\w$]+\\s*=\\s*(?:\\(|function\\b)))([\\w$]+)';

/** The name of a method that the document declares `async`; for `foundBy`. */
export const ASYNC_METHOD_NAMES = '\\basync\\s+([\\w$]+)\\s*(?:<[^>\\n]*>)?\\(';

/** The name of a method that the document declares without `async`; for `foundByNot`. */
export const SYNC_METHOD_NAMES =
  '(?:^|\\n)[ \\t]*(?:(?:public|private|protected|static|override)\\s+)*([\\w$]+)\\s*(?:<[^>\\n]*>)?\\([^)]*\\)[^;{}\\n]*\\{';
