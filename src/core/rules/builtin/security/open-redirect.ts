import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import {
  ECMASCRIPT_SERVER_FILE,
  fromEcmascriptRequest,
  fromPythonRequest,
  PYTHON_SERVER_FILE,
} from './parts/requestInput.ts';

const CHECKED =
  'startsWith\\(|startswith\\(|isSafe|is_safe|url_has_allowed|[aA]llow(?:ed)?_?(?:[hH]ost|[rR]edirect|[oO]rigin|[uU]rl|[pP]ath|[lL]ist)|ALLOWED|[sS]anitize|validateRedirect|safeRedirect|safe_redirect|\\.origin\\b|\\.pathname\\b|urlparse|netloc';

export const rule: Rule = {
  id: 'open-redirect',
  title: 'Redirect to an address the caller chose',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'php'],
  message: 'A link to this site can send its visitor to any other site.',
  actionRequired: 'Redirect to paths of this site only.',
  why: 'A mail with a link to your real domain looks trustworthy, and your server forwards to a copy of the login page. In sign-in flows the redirect can also carry the access code to the attacker.',
  howToFix:
    'Accept a path on this site and nothing else:\n\n```ts\nconst next = String(req.query.next ?? "/");\nres.redirect(/^\\/(?![/\\\\])/.test(next) ? next : "/");\n```\n\nDjango: `url_has_allowed_host_and_scheme(next, allowed_hosts={request.get_host()})`.',
  references: ['https://cwe.mitre.org/data/definitions/601.html'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [
          { pattern: 'res.redirect($URL)' },
          { pattern: 'res.redirect($STATUS, $URL)' },
          { pattern: 'reply.redirect($URL)' },
          { pattern: 'ctx.redirect($URL)' },
          { pattern: 'redirect($URL)' },
          { pattern: 'NextResponse.redirect($URL)' },
          { pattern: 'Response.redirect($URL)' },
          { pattern: 'Response.redirect($URL, $STATUS)' },
        ],
        ...ECMASCRIPT_SERVER_FILE,
      },
      where: [
        fromEcmascriptRequest('URL'),
        { capture: 'URL', matches: '^(?!`?["\']?(?:/[^/$]|https?://[^/$`{]+/))' },
        { capture: 'URL', matchesNot: '\\.(?:origin|pathname)\\b' },
        { documentMatchesNot: CHECKED },
      ],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [
          { pattern: 'redirect($URL)' },
          { pattern: 'HttpResponseRedirect($URL)' },
          { pattern: 'RedirectResponse(url=$URL)' },
          { pattern: 'RedirectResponse($URL)' },
          { pattern: 'flask.redirect($URL)' },
        ],
        ...PYTHON_SERVER_FILE,
      },
      where: [fromPythonRequest('URL'), { documentMatchesNot: CHECKED }],
    },
    {
      kind: 'tree',
      languages: ['php'],
      rule: {
        kind: 'function_call_expression',
        all: [
          { has: { field: 'function', regex: '^header$' } },
          {
            has: {
              field: 'arguments',
              regex: '(?i)^\\(["\']location:\\s*["\']?\\s*\\.?\\s*\\{?\\$_(?:GET|POST|REQUEST)',
            },
          },
        ],
      },
    },
  ],
  examples: {
    fires: [
      { language: 'typescript', code: 'res.redirect(request.query.next as string);\n' },
      {
        language: 'javascript',
        code: 'const { next } = req.query;\nres.redirect(302, next);\n',
        marks: 'res.redirect(302, next)',
      },
      { language: 'tsx', code: 'const next = searchParams.get("next");\nredirect(next);\n' },
      {
        language: 'python',
        code: 'return redirect(request.args.get("next"))\nreturn RedirectResponse(url=request.query_params["next"])\n',
        count: 2,
      },
      { language: 'python', code: 'target = request.GET["next"]\nreturn HttpResponseRedirect(target)\n' },
      { language: 'php', code: '<?php\nheader("Location: " . $_GET["next"]);\n' },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'res.redirect(`/orders/${request.params.id}`);\nres.redirect("/login");\n',
      },
      {
        language: 'javascript',
        code: 'const { next } = req.query;\nres.redirect(isSafePath(next) ? next : "/");\n',
      },
      { language: 'tsx', code: 'redirect(`/orders?page=${searchParams.get("page")}`);\n' },
      {
        language: 'python',
        code: 'target = request.GET["next"]\nif url_has_allowed_host_and_scheme(target, hosts):\n    return HttpResponseRedirect(target)\n',
      },
      { language: 'python', code: 'return redirect(url_for("orders", id=request.args["id"]))\n' },
      { language: 'php', code: '<?php\nheader("Location: /orders");\n' },
    ],
  },
};
