import type { Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

const IN_ASYNC_METHOD: TreeRule = {
  inside: {
    kind: 'method_declaration',
    has: { kind: 'modifier', regex: '^async$' },
    stopBy: { any: [{ kind: 'method_declaration' }, { kind: 'lambda_expression' }] },
  },
};

const ASYNC_CALL: TreeRule = { kind: 'invocation_expression', regex: '^[^()]*Async(?:<[^()]*>)?\\(' };

export const rule: Rule = {
  id: 'csharp-blocking-wait',
  title: 'Thread blocked on a task',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Performance',
  languages: ['csharp'],
  message: 'This blocks a thread until the task is done, and can wait for itself for ever.',
  actionRequired: 'Await the task.',
  why: 'With a synchronisation context the continuation waits for the blocked thread and the thread for the continuation: the page hangs. Without one the pool runs dry under load.',
  howToFix: '```csharp\nvar user = await LoadUserAsync(id);\n```',
  references: ['https://learn.microsoft.com/dotnet/csharp/asynchronous-programming/async-scenarios'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        all: [
          {
            any: [{ kind: 'member_access_expression', all: [{ regex: 'Result' }, { regex: '\\.Result$' }] }],
          },
          { has: { field: 'expression', all: [ASYNC_CALL, { pattern: '$TASK' }] } },
          IN_ASYNC_METHOD,
        ],
      },
      fixes: [{ title: 'Await the task', kind: 'suggest', replace: '(await $TASK)' }],
    },
    {
      kind: 'tree',
      rule: {
        kind: 'member_access_expression',
        all: [
          { regex: 'Result' },
          { regex: '\\.Result$' },
          { has: { field: 'expression', ...ASYNC_CALL } },
          { not: IN_ASYNC_METHOD },
        ],
      },
    },
    {
      kind: 'tree',
      rule: {
        kind: 'invocation_expression',
        all: [
          { any: [{ regex: 'GetAwaiter' }, { regex: 'Wait' }] },
          { regex: 'Async(?:<[^()]*>)?\\([^;]*\\)\\s*\\.(?:GetAwaiter\\(\\)\\s*\\.GetResult|Wait)\\(\\)$' },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        code: 'class A { async Task F() { var user = LoadUserAsync(id).Result; } }\n',
        marks: 'LoadUserAsync(id).Result',
        fixed: 'class A { async Task F() { var user = (await LoadUserAsync(id)); } }\n',
      },
      {
        code: 'class A { void F() { var a = x.ReadAsync().Result; SaveAsync(a).Wait(); SaveAsync(a).GetAwaiter().GetResult(); } }\n',
        count: 3,
      },
    ],
    silent: [
      {
        code: 'class A { async Task F() { var a = (await LoadAsync()).Result; var b = response.Result; } }\n',
      },
      { code: 'class A { void F() { var a = Compute().Result; gate.Wait(); } }\n' },
    ],
  },
};
