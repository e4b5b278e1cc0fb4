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
  '[aA]llow(?:ed)?_?(?:[hH]ost|[dD]omain|[oO]rigin|[uU]rl|[lL]ist)|ALLOWED|[wW]hitelist|isSafeUrl|is_safe_url|validateUrl|validate_url|\\.hostname\\b|\\.netloc\\b|urlparse|ssrf|SSRF|isPrivate|is_private';

/** The caller's value is the address itself or its host, not a piece of the path behind a fixed host. */
const NOT_ONLY_THE_PATH = '^(?![`"\'fF]*https?://[^/$`{]+/)';

export const rule: Rule = {
  id: 'server-request-to-caller-url',
  title: 'Request to an address the caller chose',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python'],
  message: 'The caller decides which address this server calls.',
  actionRequired: 'Accept only hosts from a fixed list before calling.',
  why: 'The request leaves from inside your network: a caller asks for `http://169.254.169.254/` and gets the cloud credentials of the machine, or reaches databases and admin pages that no one outside should see.',
  howToFix:
    'Parse the address and compare its host with a list; refuse redirects to elsewhere:\n\n```ts\nconst url = new URL(req.query.url);\nif (!ALLOWED_HOSTS.has(url.hostname)) return res.status(400).end();\n```',
  references: [
    'https://cwe.mitre.org/data/definitions/918.html',
    'https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html',
  ],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [
          { pattern: 'fetch($URL)' },
          { pattern: 'fetch($URL, $OPTIONS)' },
          { pattern: 'axios($URL)' },
          { pattern: 'axios.get($URL)' },
          { pattern: 'axios.get($URL, $OPTIONS)' },
          { pattern: 'axios.post($URL, $$$REST)' },
          { pattern: 'got($URL)' },
          { pattern: 'got($URL, $OPTIONS)' },
          { pattern: 'http.get($URL, $$$REST)' },
          { pattern: 'https.get($URL, $$$REST)' },
          { pattern: 'page.goto($URL)' },
          { pattern: 'page.goto($URL, $OPTIONS)' },
        ],
        ...ECMASCRIPT_SERVER_FILE,
      },
      where: [
        fromEcmascriptRequest('URL'),
        { capture: 'URL', matches: NOT_ONLY_THE_PATH },
        // In the browser the user calls from their own machine.
        {
          documentMatchesNot: `${CHECKED}|['"]use client['"]|\\bwindow\\.|useSearchParams|from 'react'|from "react"`,
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        ...PYTHON_SERVER_FILE,
        kind: 'call',
        all: [
          {
            has: {
              field: 'function',
              all: [
                { regex: 'requests|httpx|urlopen' },
                {
                  regex:
                    '^(?:requests|httpx)\\.(?:get|post|put|patch|delete|head|request)$|^(?:urllib\\.request\\.)?urlopen$',
                },
              ],
            },
          },
          { has: { field: 'arguments', has: { nthChild: 1, pattern: '$URL' } } },
        ],
      },
      where: [
        fromPythonRequest('URL'),
        { capture: 'URL', matches: NOT_ONLY_THE_PATH },
        { documentMatchesNot: CHECKED },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'const answer = await fetch(request.query.url);\n',
        marks: 'fetch(request.query.url)',
      },
      {
        language: 'javascript',
        code: 'const { target } = req.body;\nconst answer = await axios.get(target);\nawait fetch(`https://${req.params.host}/status`);\n',
        count: 2,
      },
      {
        language: 'tsx',
        code: 'const url = searchParams.get("url");\nconst answer = await fetch(url, { method: "GET" });\n',
      },
      { language: 'python', code: 'url = request.args.get("url")\nanswer = requests.get(url, timeout=5)\n' },
      { language: 'python', code: 'answer = httpx.post(request.json["hook"], json=event)\n' },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'const answer = await fetch(`https://api.acme.dev/orders/${request.params.id}`);\n',
      },
      {
        language: 'javascript',
        code: 'const url = new URL(req.query.url);\nif (!ALLOWED_HOSTS.has(url.hostname)) throw new Error("no");\nawait fetch(req.query.url);\n',
      },
      { language: 'tsx', code: '"use client";\nconst url = searchParams.get("url");\nawait fetch(url);\n' },
      {
        language: 'python',
        code: 'url = settings.hook_url\nanswer = requests.get(url, params={"q": request.args["q"]}, timeout=5)\n',
      },
      {
        language: 'python',
        code: 'answer = requests.get(f"https://api.acme.dev/orders/{request.args[\'id\']}", timeout=5)\n',
      },
    ],
  },
};
