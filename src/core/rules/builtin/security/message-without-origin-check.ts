import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'message-without-origin-check',
  title: 'Window message believed without asking who sent it',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Security',
  languages: ECMASCRIPT,
  message: 'Any page that holds this window can send a message that is acted on here.',
  actionRequired: 'Compare event.origin with the expected origin before using the data.',
  why: 'Every site that opens or frames this page can post messages to it. A handler that trusts the data lets them trigger its actions in the user’s session.',
  howToFix:
    '```ts\nwindow.addEventListener("message", (event) => {\n  if (event.origin !== "https://pay.acme.dev") return;\n  handle(event.data);\n});\n```',
  references: ['https://cwe.mitre.org/data/definitions/346.html'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        any: [
          { pattern: "window.addEventListener('message', $HANDLER)" },
          { pattern: 'window.addEventListener("message", $HANDLER)' },
          { pattern: "window.addEventListener('message', $HANDLER, $OPTIONS)" },
        ],
      },
      constraints: { HANDLER: { any: [{ kind: 'arrow_function' }, { kind: 'function_expression' }] } },
      where: [
        {
          capture: 'HANDLER',
          matchesNot: '\\borigin\\b|\\.source\\b|isTrusted|is[A-Z]\\w*\\(|validate|verify',
        },
        { capture: 'HANDLER', matches: '\\bdata\\b' },
        { documentMatchesNot: 'acquireVsCodeApi|chrome\\.runtime|new Worker\\(' },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'window.addEventListener("message", (event) => {\n  navigate(event.data.url);\n});\n',
      },
      {
        language: 'javascript',
        code: "window.addEventListener('message', function (event) { run(event.data); });\n",
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'window.addEventListener("message", (event) => {\n  if (event.origin !== expected) return;\n  navigate(event.data.url);\n});\nworker.addEventListener("message", (event) => run(event.data));\n',
      },
      {
        language: 'javascript',
        code: "window.addEventListener('message', onMessage);\nwindow.addEventListener('click', (event) => run(event.data));\n",
      },
    ],
  },
};
