import type { Condition } from '../../../conditions.ts';
import type { TreeRule } from '../../../ruleModel.ts';
import { inFileWith } from './inFileWith.ts';

/** What a caller of a JavaScript server sends, as Express, Fastify, Koa and Next name it. */
const ECMASCRIPT_INPUT =
  '(?:req|request|ctx\\.request|ctx|c\\.req)\\.(?:query|params|body|headers|cookies|nextUrl\\.searchParams)\\b|(?:\\w+\\.)*searchParams\\.get\\(|(?:req|request|c\\.req)\\.(?:param|query|header)\\(|(?:await\\s+)?(?:req|request)\\.(?:json|formData|text)\\(\\)';

const PYTHON_INPUT =
  '(?:flask\\.)?request\\.(?:args|form|values|json|data|files|cookies|headers|GET|POST|query_params|path_params|match_info)\\b|(?:flask\\.)?request\\.get_json\\(';

/** The text is, or ends in, a value from the request: whole, in a template or after `+`. */
function directly(input: string): string {
  return `^(?:${input})|(?:\\$\\{|\\{|\\+\\s*)\\s*(?:${input})`;
}

/** Names declared from the request in this file: `const url = req.query.url`, `const { url } = req.body`. */
const ECMASCRIPT_NAMES = `(?<=(?:const|let|var)\\s[^;=()]{0,200})\\b(\\w+)(?=(?:\\s*(?:,|:)[^{}=;()]{0,200})?\\s*\\}?\\s*(?::\\s*[\\w<>\\[\\]]+\\s*)?=\\s*(?:String\\()?(?:${ECMASCRIPT_INPUT}))`;

const PYTHON_NAMES = `\\b(\\w+)(?=\\s*(?::\\s*\\w+\\s*)?=\\s*(?:str\\()?(?:${PYTHON_INPUT}))`;

/** The captured expression holds something the caller sent, or is a name that was given it in the same file. */
export const fromEcmascriptRequest = (...captures: readonly string[]): Condition => ({
  anyOf: captures.flatMap((capture) => [
    { capture, matches: directly(ECMASCRIPT_INPUT) },
    { capture, foundBy: ECMASCRIPT_NAMES },
  ]),
});

export const fromPythonRequest = (...captures: readonly string[]): Condition => ({
  anyOf: captures.flatMap((capture) => [
    { capture, matches: directly(PYTHON_INPUT) },
    { capture, foundBy: PYTHON_NAMES },
  ]),
});

/** Files that read nothing a caller sent are left out of the sweep. */
export const ECMASCRIPT_SERVER_FILE: TreeRule = inFileWith(
  'program',
  'query|params|searchParams|body|headers|cookies|formData',
);
export const PYTHON_SERVER_FILE: TreeRule = inFileWith('module', 'request');
