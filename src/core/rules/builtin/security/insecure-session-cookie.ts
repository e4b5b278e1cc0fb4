import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

const flagOff = (name: string): TreeRule => ({
  has: {
    kind: 'pair',
    all: [
      { has: { field: 'key', regex: name } },
      { has: { field: 'value', regex: '^false$', pattern: '$OFF' } },
    ],
  },
});

export const rule: Rule = {
  id: 'insecure-session-cookie',
  title: 'Session cookie that scripts can read or that travels in the clear',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'php'],
  message: 'This cookie signs someone in, and it lacks httpOnly or secure.',
  actionRequired: 'Set httpOnly, secure and sameSite.',
  why: 'Without httpOnly one injected script reads the session and sends it away; without secure it crosses open networks readable. Either way someone else is signed in as the user until the session ends.',
  howToFix:
    'Set all three:\n\n```ts\nres.cookie("session", id, { httpOnly: true, secure: true, sameSite: "lax" });\n```\n\n```python\nresponse.set_cookie("session", value, httponly=True, secure=True, samesite="Lax")\n```',
  references: [
    'https://cwe.mitre.org/data/definitions/1004.html',
    'https://developer.mozilla.org/docs/Web/HTTP/Guides/Cookies',
  ],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      message: 'This cookie signs someone in, and scripts can read it.',
      rule: { any: [{ pattern: '$RESPONSE.cookie($NAME, $VALUE)' }] },
      constraints: { NAME: { kind: 'string' }, RESPONSE: { regex: '^(?:res|response|reply|ctx\\.res)$' } },
      where: [{ capture: 'NAME', is: 'sessionCookieName' }],
      fixes: [
        {
          title: 'Set httpOnly, secure and sameSite',
          kind: 'suggest',
          replace: "$RESPONSE.cookie($NAME, $VALUE, { httpOnly: true, secure: true, sameSite: 'lax' })",
        },
      ],
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'call_expression',
        all: [
          {
            any: [
              { pattern: '$RESPONSE.cookie($NAME, $VALUE, $OPTIONS)' },
              { pattern: 'cookies().set($NAME, $VALUE, $OPTIONS)' },
              { pattern: 'cookieStore.set($NAME, $VALUE, $OPTIONS)' },
              { pattern: '$RESPONSE.cookies.set($NAME, $VALUE, $OPTIONS)' },
              { pattern: 'setCookie($CONTEXT, $NAME, $VALUE, $OPTIONS)' },
            ],
          },
          { has: { field: 'arguments', has: { kind: 'object', pattern: '$OPTIONS' } } },
        ],
      },
      constraints: { NAME: { kind: 'string' } },
      where: [
        { capture: 'NAME', is: 'sessionCookieName' },
        { capture: 'OPTIONS', matchesNot: '\\.\\.\\.|maxAge:\\s*(?:0|-1)\\b|expires:\\s*new Date\\(0\\)' },
        {
          capture: 'OPTIONS',
          matchesNot: 'httpOnly:(?!\\s*false).*secure\\b|secure\\b.*httpOnly:(?!\\s*false)|httpOnly,.*secure',
        },
      ],
      fixes: [
        {
          title: 'Let no script read it',
          kind: 'suggest',
          edits: [{ at: 'OPTIONS', text: "{ httpOnly: true, secure: true, sameSite: 'lax' }" }],
          where: [{ capture: 'OPTIONS', matches: '^\\{\\s*\\}$' }],
        },
      ],
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'call_expression',
        all: [
          { has: { field: 'function', regex: '^(?:session|cookieSession)$' } },
          {
            has: {
              field: 'arguments',
              has: {
                stopBy: 'end',
                kind: 'object',
                all: [flagOff('^httpOnly$')],
              },
            },
          },
        ],
      },
      report: 'OFF',
      fixes: [{ title: 'Let no script read it', kind: 'auto', edits: [{ at: 'OFF', text: 'true' }] }],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'call',
        all: [
          { has: { field: 'function', has: { field: 'attribute', regex: '^set_cookie$' } } },
          {
            has: {
              field: 'arguments',
              any: [
                { has: { nthChild: 1, kind: 'string', pattern: '$NAME' } },
                {
                  has: {
                    kind: 'keyword_argument',
                    all: [
                      { has: { field: 'name', regex: '^(?:key)$' } },
                      { has: { field: 'value', kind: 'string', pattern: '$NAME' } },
                    ],
                  },
                },
              ],
            },
          },
        ],
      },
      where: [
        { capture: 'NAME', is: 'sessionCookieName' },
        {
          matchesNot:
            'httponly\\s*=(?!\\s*False).*secure\\s*=(?!\\s*False)|secure\\s*=(?!\\s*False).*httponly\\s*=(?!\\s*False)|\\*\\*|max_age\\s*=\\s*0|expires\\s*=\\s*0',
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'assignment',
        all: [
          { has: { field: 'left', regex: '^(?:SESSION_COOKIE_SECURE|SESSION_COOKIE_HTTPONLY)$' } },
          { has: { field: 'right', regex: '^False$', pattern: '$OFF' } },
        ],
      },
      where: [{ pathNot: ['**/*{dev,local,debug}*.py', '**/{dev,local,development}/**'] }],
      fixes: [{ title: 'Protect the session cookie', kind: 'suggest', edits: [{ at: 'OFF', text: 'True' }] }],
    },
    {
      kind: 'tree',
      languages: ['php'],
      rule: {
        kind: 'function_call_expression',
        all: [
          { has: { field: 'function', regex: '^setcookie$' } },
          { has: { field: 'arguments', has: { nthChild: 1, pattern: '$NAME', has: { kind: 'string' } } } },
        ],
      },
      where: [
        { capture: 'NAME', is: 'sessionCookieName' },
        { matchesNot: '[hH]ttp[oO]nly|true\\s*,\\s*true\\s*\\)|,\\s*[\'"]{2}\\s*[,)]|time\\(\\)\\s*-' },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: "res.cookie('session', id);\n",
        fixed: "res.cookie('session', id, { httpOnly: true, secure: true, sameSite: 'lax' });\n",
      },
      { language: 'typescript', code: "cookies().set('auth_token', token, { secure: true });\n" },
      {
        language: 'javascript',
        code: 'app.use(session({ secret, cookie: { httpOnly: false } }));\n',
        marks: 'false',
        fixed: 'app.use(session({ secret, cookie: { httpOnly: true } }));\n',
      },
      {
        language: 'tsx',
        code: 'response.cookies.set("refresh_token", token, { httpOnly: false, secure: true });\n',
      },
      {
        language: 'python',
        code: 'response.set_cookie("session", value)\nresponse.set_cookie(key="access_token", value=token, httponly=True)\n',
        count: 2,
      },
      {
        language: 'python',
        code: 'SESSION_COOKIE_HTTPONLY = False\n',
        fixed: 'SESSION_COOKIE_HTTPONLY = True\n',
      },
      { language: 'php', code: "<?php\nsetcookie('session', $id, time() + 3600);\n" },
    ],
    silent: [
      {
        language: 'typescript',
        code: "res.cookie('session', id, { httpOnly: true, secure: true, sameSite: 'lax' });\nres.cookie('theme', 'dark');\nres.cookie('session', id, { ...defaults });\nres.cookie('csrf_token', token);\n",
      },
      {
        language: 'javascript',
        code: 'app.use(session({ secret, cookie: { httpOnly: true, secure: isProduction } }));\n',
      },
      {
        language: 'tsx',
        code: 'response.cookies.set("session", "", { maxAge: 0 });\nresponse.cookies.set("session", id, { secure: isProduction, httpOnly: true });\n',
      },
      {
        language: 'python',
        code: 'response.set_cookie("session", value, httponly=True, secure=True)\nresponse.set_cookie("theme", "dark")\nSESSION_COOKIE_SECURE = not DEBUG\n',
      },
      {
        language: 'php',
        code: "<?php\nsetcookie('session', $id, ['secure' => true, 'httponly' => true]);\nsetcookie('theme', 'dark');\n",
      },
    ],
  },
};
