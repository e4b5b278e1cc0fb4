import { ECMASCRIPT } from '../../languages.ts';
import type { FixTemplate, Rule, TreeRule } from '../../ruleModel.ts';
import {
  ANY_FUNCTION,
  ASYNC_FUNCTION_NAMES,
  ASYNC_METHOD_NAMES,
  IN_ASYNC_FUNCTION,
  SYNC_FUNCTION_NAMES,
  SYNC_METHOD_NAMES,
} from '../ecmascriptShapes.ts';

const RETURNED_IN_TRY: TreeRule = {
  all: [
    { inside: { kind: 'return_statement' } },
    {
      inside: {
        kind: 'try_statement',
        field: 'body',
        has: { kind: 'catch_clause' },
        stopBy: ANY_FUNCTION,
      },
    },
    IN_ASYNC_FUNCTION,
  ],
};

const FIXES: readonly FixTemplate[] = [
  {
    title: 'Await it, so that catch sees its failure',
    kind: 'auto',
    edits: [{ place: 'before', text: 'await ' }],
  },
];

export const rule: Rule = {
  id: 'return-without-await-in-try',
  title: 'Promise returned out of try without await',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Standards',
  languages: ECMASCRIPT,
  message: 'The promise leaves the `try` before it settles, so this `catch` never sees its failure.',
  actionRequired: 'Write `return await` inside `try`.',
  why: 'A `return promise` inside `try` ends the block at once. When the promise rejects later, the catch that was written for exactly this case does not run, and the raw error reaches the caller.',
  howToFix: '```ts\ntry {\n  return await load(id);\n} catch (error) {\n  return fallback;\n}\n```',
  references: ['https://developer.mozilla.org/docs/Web/JavaScript/Reference/Statements/async_function'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'call_expression',
        all: [{ has: { field: 'function', kind: 'identifier', pattern: '$FN' } }, RETURNED_IN_TRY],
      },
      where: [{ capture: 'FN', foundBy: ASYNC_FUNCTION_NAMES, foundByNot: SYNC_FUNCTION_NAMES }],
      fixes: FIXES,
    },
    {
      kind: 'tree',
      rule: { all: [{ pattern: 'this.$FN($$$ARGUMENTS)' }, RETURNED_IN_TRY] },
      where: [{ capture: 'FN', foundBy: ASYNC_METHOD_NAMES, foundByNot: SYNC_METHOD_NAMES }],
      fixes: FIXES,
    },
    { kind: 'tree', rule: { all: [{ pattern: 'fetch($$$ARGUMENTS)' }, RETURNED_IN_TRY] }, fixes: FIXES },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'async function load(id: string) {}\nasync function get(id: string) {\n  try {\n    return load(id);\n  } catch (error) {\n    return undefined;\n  }\n}\n',
        marks: 'load(id)',
        fixed:
          'async function load(id: string) {}\nasync function get(id: string) {\n  try {\n    return await load(id);\n  } catch (error) {\n    return undefined;\n  }\n}\n',
      },
      {
        language: 'javascript',
        code: 'const get = async (url) => {\n  try {\n    if (url) return fetch(url);\n  } catch {\n    return null;\n  }\n};\n',
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'async function load(id: string) {}\nasync function get(id: string) {\n  try {\n    return await load(id);\n  } catch (error) {\n    return load("0");\n  }\n}\nasync function plain() {\n  try {\n    return load("1");\n  } finally {\n    close();\n  }\n}\n',
      },
      {
        language: 'javascript',
        code: 'async function load() {}\nasync function get() {\n  try {\n    return items.map((id) => {\n      return load(id);\n    });\n  } catch (error) {\n    report(error);\n  }\n  return load();\n}\n',
      },
    ],
  },
};
