import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'token-in-web-storage',
  title: 'Sign-in token kept where every script can read it',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Security',
  languages: ECMASCRIPT,
  message: 'Any script on the page, from any package, can read this token.',
  actionRequired: 'Keep the session in an httpOnly cookie.',
  why: 'Web storage has no protection against scripts: one injected line or one compromised package copies the token, and it works from anywhere until it expires.',
  howToFix:
    'Let the server set the session as a cookie with `httpOnly`, `secure` and `sameSite`; the browser sends it by itself. Where a token must live in the page keep it in memory and make it short-lived.',
  references: [
    'https://cheatsheetseries.owasp.org/cheatsheets/HTML5_Security_Cheat_Sheet.html',
    'https://cwe.mitre.org/data/definitions/922.html',
  ],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        any: [
          { pattern: 'localStorage.setItem($NAME, $VALUE)' },
          { pattern: 'sessionStorage.setItem($NAME, $VALUE)' },
          { pattern: 'window.localStorage.setItem($NAME, $VALUE)' },
          { pattern: 'window.sessionStorage.setItem($NAME, $VALUE)' },
        ],
      },
      where: [{ capture: 'VALUE', is: 'secretName' }],
    },
    {
      kind: 'tree',
      rule: {
        any: [
          { pattern: 'localStorage.setItem($NAME, $VALUE)' },
          { pattern: 'window.localStorage.setItem($NAME, $VALUE)' },
        ],
      },
      constraints: { NAME: { kind: 'string' } },
      where: [
        { capture: 'NAME', is: 'secretName' },
        { capture: 'VALUE', matchesNot: '^[\'"`]{2}$|^null$' },
      ],
    },
  ],
  examples: {
    fires: [
      { language: 'typescript', code: "localStorage.setItem('auth', response.accessToken);\n" },
      { language: 'javascript', code: 'window.localStorage.setItem("access_token", value);\n' },
    ],
    silent: [
      {
        language: 'typescript',
        code: "localStorage.setItem('theme', theme);\nlocalStorage.setItem('hasToken', String(Boolean(value)));\nlocalStorage.removeItem('token');\n",
      },
      {
        language: 'javascript',
        code: 'cache.setItem("token", token);\nlocalStorage.setItem("csrf_token", value);\n',
      },
    ],
  },
};
