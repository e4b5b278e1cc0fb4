import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'go-defer-in-loop',
  title: 'defer inside a loop',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Performance',
  languages: ['go'],
  message: 'Deferred calls wait for the function to end, so every turn of this loop keeps its resource open.',
  actionRequired: 'Move the body of the loop into a function, or close at the end of each turn.',
  why: 'A loop over 10,000 files opens 10,000 handles before the first is closed, and fails with "too many open files" on the machine with the most data.',
  howToFix:
    '```go\nfor _, path := range paths {\n\tif err := readOne(path); err != nil {\n\t\treturn err\n\t}\n}\n```\nwith the `defer` inside `readOne`.',
  references: ['https://go.dev/ref/spec#Defer_statements'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'defer_statement',
        all: [
          { regex: 'defer' },
          { regex: '\\.(?:Close|Unlock|RUnlock|Stop|Release|Rollback)\\(\\)$' },
          {
            inside: {
              kind: 'for_statement',
              stopBy: {
                any: [
                  { kind: 'func_literal' },
                  { kind: 'function_declaration' },
                  { kind: 'method_declaration' },
                ],
              },
            },
          },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        code: 'package a\n\nfunc f() {\n\tfor _, path := range paths {\n\t\tfile, _ := os.Open(path)\n\t\tdefer file.Close()\n\t}\n}\n',
        marks: 'defer file.Close()',
      },
      {
        code: 'package a\n\nfunc f() {\n\tfor {\n\t\tmu.Lock()\n\t\tif x {\n\t\t\tdefer mu.Unlock()\n\t\t}\n\t}\n}\n',
      },
    ],
    silent: [
      {
        code: 'package a\n\nfunc f() {\n\tfor _, path := range paths {\n\t\tfunc() {\n\t\t\tfile, _ := os.Open(path)\n\t\t\tdefer file.Close()\n\t\t}()\n\t}\n}\n',
      },
      { code: 'package a\n\nfunc f() {\n\tdefer file.Close()\n\tfor i := range n {\n\t\tuse(i)\n\t}\n}\n' },
    ],
  },
};
