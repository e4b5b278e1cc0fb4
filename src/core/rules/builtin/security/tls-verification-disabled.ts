import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

const named = (field: string, names: string): TreeRule => ({ has: { field, regex: names } });

const HTTP_CALLER =
  '^(?:requests|httpx|aiohttp)\\b|(?:^|[._])(?:session|client|http|s)\\.(?:get|post|put|patch|delete|head|request|send|stream|options)$|(?:Client|Session|TCPConnector)$';

export const rule: Rule = {
  id: 'tls-verification-disabled',
  title: 'TLS certificate check switched off',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'go', 'java', 'ruby', 'php', 'csharp', 'rust', 'yaml', 'bash'],
  message: 'The other side is not checked, so anyone on the way can read and change this traffic.',
  actionRequired: 'Switch the check on again; trust a private authority by adding its certificate.',
  why: 'Encryption without checking the certificate only proves that someone is there. On a shared network, a hijacked DNS answer is enough to receive the passwords and tokens that are sent here and to answer in the name of the real service.',
  howToFix:
    'Remove the switch. For a self-signed or company certificate name the authority instead:\n\n```ts\nnew https.Agent({ ca: readFileSync("company-ca.pem") });\n```\n\n```python\nrequests.get(url, verify="/etc/ssl/company-ca.pem")\n```',
  references: ['https://cwe.mitre.org/data/definitions/295.html'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'pair',
        all: [
          named('key', '^(?:rejectUnauthorized|strictSSL)$'),
          { has: { field: 'value', regex: '^false$', pattern: '$OFF' } },
        ],
      },
      fixes: [{ title: 'Check certificates', kind: 'suggest', edits: [{ at: 'OFF', text: 'true' }] }],
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'assignment_expression',
        all: [
          { has: { field: 'left', has: { regex: 'NODE_TLS_REJECT_UNAUTHORIZED' } } },
          { has: { field: 'right', regex: '^["\'`]?0["\'`]?$' } },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'keyword_argument',
        all: [
          named('name', '^(?:verify|verify_ssl|ssl)$'),
          { has: { field: 'value', regex: '^False$', pattern: '$OFF' } },
          {
            inside: {
              kind: 'argument_list',
              inside: { kind: 'call', has: { field: 'function', regex: HTTP_CALLER } },
            },
          },
        ],
      },
      fixes: [{ title: 'Check certificates', kind: 'suggest', edits: [{ at: 'OFF', text: 'True' }] }],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [
          { pattern: 'ssl._create_unverified_context' },
          { pattern: '$CONTEXT.verify_mode = ssl.CERT_NONE' },
          {
            all: [
              { pattern: '$CONTEXT.check_hostname = False' },
              { not: { has: { field: 'left', has: { field: 'object', regex: '^self$' } } } },
            ],
          },
          {
            kind: 'keyword_argument',
            all: [named('name', '^cert_reqs$'), { has: { field: 'value', has: { regex: 'CERT_NONE' } } }],
          },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['go'],
      rule: {
        kind: 'keyed_element',
        all: [
          { has: { nthChild: 1, regex: '^InsecureSkipVerify$' } },
          { has: { nthChild: 2, regex: '^true$', pattern: '$OFF' } },
        ],
      },
      // Checking by hand in VerifyConnection or VerifyPeerCertificate needs the switch.
      where: [{ documentMatchesNot: 'VerifyConnection|VerifyPeerCertificate' }],
      fixes: [{ title: 'Check certificates', kind: 'suggest', edits: [{ at: 'OFF', text: 'false' }] }],
    },
    {
      kind: 'tree',
      languages: ['java'],
      rule: {
        any: [
          { kind: 'field_access', has: { field: 'object', regex: '^NoopHostnameVerifier$' } },
          { kind: 'identifier', regex: '^ALLOW_ALL_HOSTNAME_VERIFIER$' },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['ruby'],
      rule: { kind: 'scope_resolution', regex: 'VERIFY_NONE', pattern: 'OpenSSL::SSL::VERIFY_NONE' },
      fixes: [{ title: 'Check certificates', kind: 'suggest', replace: 'OpenSSL::SSL::VERIFY_PEER' }],
    },
    {
      kind: 'tree',
      languages: ['php'],
      rule: {
        kind: 'function_call_expression',
        all: [
          named('function', '^curl_setopt$'),
          {
            has: {
              field: 'arguments',
              all: [
                { has: { nthChild: 2, regex: '^(?:CURLOPT_SSL_VERIFYPEER|CURLOPT_SSL_VERIFYHOST)$' } },
                { has: { nthChild: 3, regex: '^(?i:false|0)$' } },
              ],
            },
          },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['csharp'],
      rule: {
        kind: 'member_access_expression',
        has: { field: 'name', regex: '^DangerousAcceptAnyServerCertificateValidator$' },
      },
    },
    {
      kind: 'tree',
      languages: ['rust'],
      rule: { pattern: '$BUILDER.danger_accept_invalid_certs(true)' },
      fixes: [
        {
          title: 'Check certificates',
          kind: 'suggest',
          replace: '$BUILDER.danger_accept_invalid_certs(false)',
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['yaml'],
      rule: {
        kind: 'block_mapping_pair',
        any: [
          {
            all: [
              named('key', '^(?:NODE_TLS_REJECT_UNAUTHORIZED)$'),
              { has: { field: 'value', regex: '^["\']?0["\']?$' } },
            ],
          },
          {
            all: [
              named('key', '^(?:insecure-skip-tls-verify)$'),
              { has: { field: 'value', regex: '^true$' } },
            ],
          },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['bash'],
      rule: {
        kind: 'command',
        any: [
          {
            all: [
              named('name', '^curl$'),
              { has: { kind: 'word', regex: '^(?:--insecure|-[a-zA-Z]*k[a-zA-Z]*)$' } },
            ],
          },
          { all: [named('name', '^wget$'), { has: { kind: 'word', regex: '^--no-check-certificate$' } }] },
        ],
      },
      where: [{ matchesNot: 'https?://(?:localhost|127\\.0\\.0\\.1|\\[::1\\])|--unix-socket' }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false });\n',
        marks: 'rejectUnauthorized: false',
        fixed: 'const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: true });\n',
      },
      { language: 'javascript', code: "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';\n" },
      { language: 'tsx', code: 'process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = 0;\n' },
      {
        language: 'python',
        code: 'response = requests.get(url, verify=False, timeout=5)\n',
        fixed: 'response = requests.get(url, verify=True, timeout=5)\n',
      },
      { language: 'python', code: 'async with httpx.AsyncClient(verify=False) as client:\n    pass\n' },
      {
        language: 'python',
        code: 'context = ssl._create_unverified_context()\ncontext.check_hostname = False\ncontext.verify_mode = ssl.CERT_NONE\n',
        count: 3,
      },
      {
        language: 'go',
        code: 'package main\n\nvar config = &tls.Config{InsecureSkipVerify: true}\n',
        fixed: 'package main\n\nvar config = &tls.Config{InsecureSkipVerify: false}\n',
      },
      {
        language: 'java',
        code: 'class C { void f() { builder.setSSLHostnameVerifier(NoopHostnameVerifier.INSTANCE); } }\n',
      },
      {
        language: 'ruby',
        code: 'http.verify_mode = OpenSSL::SSL::VERIFY_NONE\n',
        fixed: 'http.verify_mode = OpenSSL::SSL::VERIFY_PEER\n',
      },
      { language: 'php', code: '<?php\ncurl_setopt($handle, CURLOPT_SSL_VERIFYPEER, false);\n' },
      {
        language: 'csharp',
        code: 'class C { void F() { h.ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator; } }\n',
      },
      {
        language: 'rust',
        code: 'fn main() { let c = Client::builder().danger_accept_invalid_certs(true).build(); }\n',
      },
      { language: 'yaml', code: 'env:\n  NODE_TLS_REJECT_UNAUTHORIZED: "0"\n' },
      {
        language: 'bash',
        code: 'curl -sk https://api.acme.io/health\nwget --no-check-certificate https://acme.io/a.tgz\n',
        count: 2,
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'const agent = new https.Agent({ rejectUnauthorized: isProduction });\nprocess.env.NODE_TLS_REJECT_UNAUTHORIZED = "1";\n',
      },
      { language: 'javascript', code: 'const options = { rejectUnauthorized: true, verify: false };\n' },
      {
        language: 'python',
        code: 'requests.get(url, verify="/etc/ssl/company.pem")\nmodel.load(path, verify=False)\ncontext.verify_mode = ssl.CERT_REQUIRED\n',
      },
      {
        language: 'go',
        code: 'package main\n\nvar config = &tls.Config{InsecureSkipVerify: true, VerifyConnection: check}\n',
      },
      {
        language: 'java',
        code: 'class C { void f() { builder.setSSLHostnameVerifier(new DefaultHostnameVerifier()); } }\n',
      },
      { language: 'ruby', code: 'http.verify_mode = OpenSSL::SSL::VERIFY_PEER\n' },
      {
        language: 'php',
        code: '<?php\ncurl_setopt($handle, CURLOPT_SSL_VERIFYPEER, true);\ncurl_setopt($handle, CURLOPT_HEADER, false);\n',
      },
      { language: 'csharp', code: 'class C { void F() { h.CheckCertificateRevocationList = true; } }\n' },
      {
        language: 'rust',
        code: 'fn main() { let c = Client::builder().danger_accept_invalid_certs(false).build(); }\n',
      },
      { language: 'yaml', code: 'env:\n  NODE_TLS_REJECT_UNAUTHORIZED: "1"\n' },
      {
        language: 'bash',
        code: 'curl -fsSL https://api.acme.io/health\ncurl -k https://localhost:8443/health\ntar -xkf a.tgz\n',
      },
    ],
  },
};
