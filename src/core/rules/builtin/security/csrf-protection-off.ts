import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

const FOR_OTHER_PROGRAMS =
  '[wW]ebhook|[sS]ignature|hmac|HMAC|[tT]oken[aA]uth|[aA]pi_?[kK]ey|[bB]earer|oauth|STATELESS|Stateless|jwt|JWT|ActionController::API';

export const rule: Rule = {
  id: 'csrf-protection-off',
  title: 'Protection against forged requests switched off',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Security',
  languages: ['python', 'ruby', 'java'],
  message: 'Another website can make the visitor’s browser send this request with their session.',
  actionRequired: 'Keep the protection, or authenticate this route by something other than a cookie.',
  why: 'The browser adds the session cookie to every request to your site, whoever caused it. Without the token a hidden form on another page changes the visitor’s address or moves their money.',
  howToFix:
    'Remove the exception and send the token with the form or request. For calls from other programs use a signature or an API key, and put those routes into a place of their own.',
  references: ['https://cwe.mitre.org/data/definitions/352.html'],
  exceptPaths: [...TEST_PATHS, '**/{webhooks,webhook,hooks}/**', '**/*webhook*'],
  match: [
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'decorated_definition',
        has: {
          kind: 'decorator',
          pattern: '$OFF',
          has: {
            any: [
              { kind: 'identifier', regex: '^csrf_exempt$' },
              { kind: 'attribute', has: { field: 'attribute', regex: '^exempt$' } },
            ],
          },
        },
      },
      where: [{ matchesNot: FOR_OTHER_PROGRAMS }, { capture: 'OFF', matches: 'csrf' }],
      report: 'OFF',
    },
    {
      kind: 'tree',
      languages: ['ruby'],
      rule: {
        kind: 'call',
        all: [
          { has: { field: 'method', regex: '^(?:skip_before_action|skip_forgery_protection)$' } },
          { regex: 'verify_authenticity_token|^skip_forgery_protection' },
        ],
      },
      where: [{ documentMatchesNot: FOR_OTHER_PROGRAMS }],
    },
    {
      kind: 'tree',
      languages: ['java'],
      rule: {
        any: [
          { pattern: '$HTTP.csrf().disable()' },
          { pattern: '$HTTP.csrf(AbstractHttpConfigurer::disable)' },
          { pattern: '$HTTP.csrf(csrf -> csrf.disable())' },
        ],
      },
      where: [{ documentMatchesNot: FOR_OTHER_PROGRAMS }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'python',
        code: '@csrf_exempt\ndef change_address(request):\n    save(request.POST)\n',
        marks: '@csrf_exempt',
      },
      {
        language: 'ruby',
        code: 'class OrdersController < ApplicationController\n  skip_before_action :verify_authenticity_token\nend\n',
      },
      { language: 'java', code: 'class S { void f(HttpSecurity http) { http.csrf().disable(); } }\n' },
    ],
    silent: [
      {
        language: 'python',
        code: '@csrf_exempt\ndef payment_hook(request):\n    check_signature(request)\n\n\n@require_POST\ndef change(request):\n    pass\n',
      },
      {
        language: 'ruby',
        code: 'class HooksController < ApplicationController\n  skip_before_action :verify_authenticity_token\n  before_action :check_signature\nend\n',
      },
      {
        language: 'java',
        code: 'class S { void f(HttpSecurity http) { http.csrf().disable(); http.sessionManagement().sessionCreationPolicy(SessionCreationPolicy.STATELESS); } }\n',
      },
    ],
  },
};
