import type { TreeRule } from '../ruleModel.ts';

/** Holds for code whose nearest function is `async def`. */
export const IN_ASYNC_DEF: TreeRule = {
  inside: {
    kind: 'function_definition',
    regex: '^async',
    stopBy: { any: [{ kind: 'function_definition' }, { kind: 'lambda' }] },
  },
};

/** The name of a coroutine function of the document; for `foundBy`. */
export const COROUTINE_NAMES = '\\basync\\s+def\\s+(\\w+)';

/** The name of an ordinary function of the document; for `foundByNot`. */
export const PLAIN_FUNCTION_NAMES = '\\bdef\\b(?<!async\\s+def)\\s+(\\w+)';

/** The name of a coroutine function behind a decorator, which may make an ordinary function of it. */
export const DECORATED_COROUTINE_NAMES = '@[^\\n]*\\n\\s*async\\s+def\\s+(\\w+)';
