import type { Condition } from '../../../conditions.ts';

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

/** The captured expression holds something the caller sent. */
export const ecmascriptInput = (capture: string): Condition => ({
  capture,
  matches: directly(ECMASCRIPT_INPUT),
});
export const pythonInput = (capture: string): Condition => ({ capture, matches: directly(PYTHON_INPUT) });

/** The captured name was given something the caller sent, in the same file. */
export const ecmascriptInputName = (capture: string): Condition => ({ capture, foundBy: ECMASCRIPT_NAMES });
export const pythonInputName = (capture: string): Condition => ({ capture, foundBy: PYTHON_NAMES });

/** Both forms, each as one set of conditions for a matcher of its own. */
export const ECMASCRIPT_INPUT_FORMS: readonly ((capture: string) => Condition)[] = [
  ecmascriptInput,
  ecmascriptInputName,
];
export const PYTHON_INPUT_FORMS: readonly ((capture: string) => Condition)[] = [pythonInput, pythonInputName];
