import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'network-call-without-timeout',
  title: 'Network call that may wait for ever',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Performance',
  languages: ['python', 'go'],
  message: 'This call has no time-out and waits as long as the other side likes.',
  actionRequired: 'Set a time-out that suits the caller.',
  why: 'When a partner accepts connections and answers nothing, every worker ends up waiting in this line, and a fault in somebody else’s service is an outage of yours.',
  howToFix:
    'Python: `requests.get(url, timeout=10)`. Go: `client := &http.Client{Timeout: 10 * time.Second}`, or a request with a context.',
  references: [
    'https://requests.readthedocs.io/en/latest/user/advanced/#timeouts',
    'https://pkg.go.dev/net/http#Client',
  ],
  aliases: ['S113'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        all: [
          {
            any: [
              { pattern: 'requests.get($$$ARGUMENTS)' },
              { pattern: 'requests.post($$$ARGUMENTS)' },
              { pattern: 'requests.put($$$ARGUMENTS)' },
              { pattern: 'requests.patch($$$ARGUMENTS)' },
              { pattern: 'requests.delete($$$ARGUMENTS)' },
              { pattern: 'requests.head($$$ARGUMENTS)' },
              { pattern: 'requests.request($$$ARGUMENTS)' },
            ],
          },
          {
            has: { field: 'arguments', has: { nthChild: { position: 1, reverse: true }, pattern: '$LAST' } },
          },
          {
            not: {
              has: {
                field: 'arguments',
                has: {
                  any: [
                    { kind: 'keyword_argument', has: { field: 'name', regex: '^timeout$' } },
                    { kind: 'dictionary_splat' },
                  ],
                },
              },
            },
          },
        ],
      },
      fixes: [
        {
          title: 'Wait 10 seconds at most',
          kind: 'suggest',
          edits: [{ at: 'LAST', place: 'after', text: ', timeout=10' }],
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['go'],
      rule: {
        kind: 'call_expression',
        all: [
          { regex: 'http' },
          { has: { field: 'function', regex: '^http\\.(?:Get|Post|PostForm|Head)$' } },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['go'],
      rule: { kind: 'composite_literal', all: [{ regex: 'Client' }, { regex: '^http\\.Client\\{\\s*\\}$' }] },
      fixes: [
        {
          title: 'Wait 10 seconds at most',
          kind: 'suggest',
          replace: 'http.Client{Timeout: 10 * time.Second}',
          where: [{ documentMatches: '"time"' }],
        },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'python',
        code: 'answer = requests.get(url)\nrequests.post(\n    url,\n    json={"a": 1},\n)\n',
        count: 2,
        fixed:
          'answer = requests.get(url, timeout=10)\nrequests.post(\n    url,\n    json={"a": 1}, timeout=10,\n)\n',
      },
      {
        language: 'go',
        code: 'package a\n\nimport (\n\t"net/http"\n\t"time"\n)\n\nvar c = &http.Client{}\n\nfunc f() {\n\t_, _ = c.Get(u)\n\ttime.Sleep(1)\n}\n',
        marks: 'http.Client{}',
        fixed:
          'package a\n\nimport (\n\t"net/http"\n\t"time"\n)\n\nvar c = &http.Client{Timeout: 10 * time.Second}\n\nfunc f() {\n\t_, _ = c.Get(u)\n\ttime.Sleep(1)\n}\n',
      },
      { language: 'go', code: 'package a\n\nfunc f() {\n\tresp, err := http.Get(url)\n}\n' },
    ],
    silent: [
      {
        language: 'python',
        code: 'requests.get(url, timeout=5)\nrequests.get(url, **options)\nsession.requests.get(1)\nclient.get(url)\n',
      },
      {
        language: 'go',
        code: 'package a\n\nvar c = http.Client{Timeout: time.Second}\n\nfunc f() {\n\t_, _ = c.Get(url)\n\tx := store.http.Get(1)\n}\n',
      },
    ],
  },
};
