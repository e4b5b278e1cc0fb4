import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'postmessage-any-origin',
  title: 'Message to a window of any origin',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Security',
  languages: ECMASCRIPT,
  message: 'Whatever page is in that window now receives this message.',
  actionRequired: 'Name the origin that may receive it.',
  why: 'A window or frame can be navigated to another site between opening and sending. With `"*"` the browser delivers there too, tokens and user data included.',
  howToFix:
    '```ts\nparent.postMessage(result, "https://app.acme.dev");\n```\n\nFor messages within the same site use `location.origin`.',
  references: [
    'https://cwe.mitre.org/data/definitions/346.html',
    'https://developer.mozilla.org/docs/Web/API/Window/postMessage',
  ],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        any: [
          { pattern: '$WINDOW.postMessage($MESSAGE, $ORIGIN)' },
          { pattern: '$WINDOW.postMessage($MESSAGE, $ORIGIN, $TRANSFER)' },
          { pattern: 'postMessage($MESSAGE, $ORIGIN)' },
        ],
      },
      constraints: { ORIGIN: { kind: 'string', regex: '^["\']\\*["\']$' } },
      where: [
        // Fixed text and bare signals give nothing away.
        {
          capture: 'MESSAGE',
          matchesNot: '^[\'"`][^$]*[\'"`]$|^\\{\\s*\\w+:\\s*[\'"][^\'"]*[\'"],?\\s*\\}$',
        },
      ],
      report: 'ORIGIN',
      fixes: [
        {
          title: 'Send to this site only',
          kind: 'suggest',
          edits: [{ at: 'ORIGIN', text: 'window.location.origin' }],
        },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: "window.parent.postMessage({ token }, '*');\n",
        marks: "'*'",
        fixed: 'window.parent.postMessage({ token }, window.location.origin);\n',
      },
      { language: 'javascript', code: 'frame.contentWindow.postMessage(user, "*");\n' },
    ],
    silent: [
      {
        language: 'typescript',
        code: "window.parent.postMessage({ token }, 'https://app.acme.dev');\nworker.postMessage(job);\n",
      },
      {
        language: 'javascript',
        code: 'parent.postMessage("ready", "*");\nparent.postMessage({ type: "resize" }, "*");\n',
      },
    ],
  },
};
