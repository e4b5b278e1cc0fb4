import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'error-details-in-response',
  title: 'Stack trace sent to the caller',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python'],
  message: 'The caller receives the stack trace of an internal error.',
  actionRequired: 'Log the error and answer with a general message and a reference number.',
  why: 'A trace names files, library versions, queries and sometimes values. It tells an attacker which known weakness to try and whether the last attempt came closer.',
  howToFix:
    '```ts\nlogger.error({ err, requestId }, "request failed");\nres.status(500).json({ error: "Something went wrong", requestId });\n```',
  references: ['https://cwe.mitre.org/data/definitions/209.html'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'member_expression',
        all: [
          { has: { field: 'object', regex: '^(?:e|err|error|ex|exception)$' } },
          { has: { field: 'property', regex: '^stack$' } },
          {
            inside: {
              stopBy: {
                any: [
                  { kind: 'statement_block' },
                  { kind: 'ternary_expression' },
                  { kind: 'binary_expression' },
                ],
              },
              kind: 'call_expression',
              has: {
                field: 'function',
                any: [
                  { regex: '^(?:res|response|reply|ctx)\\b.*\\.(?:send|json|end|write)$' },
                  { regex: '^(?:Next)?Response\\.json$' },
                ],
              },
            },
          },
        ],
      },
      where: [{ documentMatchesNot: 'NODE_ENV|isDev|isProd|development' }],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [{ pattern: 'traceback.format_exc()' }],
        inside: {
          stopBy: { kind: 'block' },
          any: [
            { kind: 'return_statement' },
            {
              kind: 'call',
              has: {
                field: 'function',
                regex:
                  '^(?:HTTPException|HttpResponse|JSONResponse|JsonResponse|jsonify|abort|Response|make_response)$',
              },
            },
          ],
        },
      },
      where: [
        { documentMatches: 'fastapi|flask|django|starlette|HttpResponse' },
        { documentMatchesNot: 'settings\\.DEBUG|app\\.debug|config\\.debug' },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'res.status(500).json({ error: err.message, stack: err.stack });\n',
        marks: 'err.stack',
      },
      { language: 'javascript', code: 'res.send(error.stack);\n' },
      {
        language: 'python',
        code: 'from flask import jsonify\n\ndef handler(error):\n    return jsonify(error=traceback.format_exc()), 500\n',
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'logger.error(err.stack);\nres.status(500).json({ error: "Something went wrong" });\n',
      },
      {
        language: 'javascript',
        code: 'res.send(process.env.NODE_ENV === "production" ? "" : error.stack);\n',
      },
      {
        language: 'python',
        code: 'from flask import jsonify\n\ndef handler(error):\n    logger.error(traceback.format_exc())\n    return jsonify(error="Something went wrong"), 500\n',
      },
    ],
  },
};
