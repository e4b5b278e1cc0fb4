import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'csharp-async-void',
  title: 'async void method',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Standards',
  languages: ['csharp'],
  message: 'Nobody can await an `async void` method, and an exception in it ends the process.',
  actionRequired: 'Return `Task`.',
  why: 'The caller goes on before the work is done and has no task to catch the failure from; an exception is raised on the thread pool and takes the server down.',
  howToFix:
    '```csharp\npublic async Task SaveAsync(Order order)\n{\n    await store.WriteAsync(order);\n}\n```',
  references: ['https://learn.microsoft.com/dotnet/csharp/asynchronous-programming/async-scenarios'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'method_declaration',
        all: [
          { regex: 'async' },
          { has: { kind: 'modifier', regex: '^async$' } },
          { not: { has: { kind: 'modifier', regex: '^override$' } } },
          { has: { kind: 'predefined_type', all: [{ regex: '^void$' }, { pattern: '$RESULT' }] } },
          { has: { field: 'name', pattern: '$NAME' } },
          // Event handlers have no choice.
          { not: { has: { kind: 'parameter_list', regex: 'EventArgs|object\\??\\s+sender' } } },
        ],
      },
      report: 'RESULT',
      fixes: [{ title: 'Return Task', kind: 'suggest', edits: [{ at: 'RESULT', text: 'Task' }] }],
    },
  ],
  examples: {
    fires: [
      {
        code: 'class A { public async void Save(Order order) { await Write(order); } }\n',
        marks: 'void',
        fixed: 'class A { public async Task Save(Order order) { await Write(order); } }\n',
      },
      { code: 'class A {\n    async void Run()\n    {\n        await Go();\n    }\n}\n' },
    ],
    silent: [
      { code: 'class A { private async void OnClick(object sender, EventArgs e) { await Go(); } }\n' },
      { code: 'class A { async Task Run() { await Go(); } void Stop() { } }\n' },
    ],
  },
};
