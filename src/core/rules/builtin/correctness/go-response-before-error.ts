import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'go-response-before-error',
  title: 'Response used before its error is checked',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Standards',
  languages: ['go'],
  message: 'When the call above fails the response is nil, and this line panics.',
  actionRequired: 'Check `err` before touching the response.',
  why: 'On a refused connection `resp` is nil; `resp.Body` is a nil dereference that takes the whole process down instead of returning an error.',
  howToFix:
    '```go\nresp, err := http.Get(url)\nif err != nil {\n\treturn err\n}\ndefer resp.Body.Close()\n```',
  references: ['https://pkg.go.dev/net/http#Get'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'defer_statement',
        all: [
          { regex: 'Body' },
          { regex: '^defer\\s+\\w+\\.Body\\.Close\\(\\)$' },
          {
            follows: { kind: 'short_var_declaration', regex: '^\\w+\\s*,\\s*err\\s*:=', stopBy: 'neighbor' },
          },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        code: 'package a\n\nfunc f() error {\n\tresp, err := http.Get(url)\n\tdefer resp.Body.Close()\n\tif err != nil {\n\t\treturn err\n\t}\n\treturn nil\n}\n',
        marks: 'defer resp.Body.Close()',
      },
      {
        code: 'package a\n\nfunc f() {\n\tresponse, err := client.Do(request)\n\tdefer response.Body.Close()\n}\n',
      },
    ],
    silent: [
      {
        code: 'package a\n\nfunc f() error {\n\tresp, err := http.Get(url)\n\tif err != nil {\n\t\treturn err\n\t}\n\tdefer resp.Body.Close()\n\treturn nil\n}\n',
      },
      { code: 'package a\n\nfunc f() {\n\tresp := must(http.Get(url))\n\tdefer resp.Body.Close()\n}\n' },
    ],
  },
};
