import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'debug-statement',
  title: 'Debugger left in the code',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Standards',
  languages: [...ECMASCRIPT, 'python', 'php', 'ruby'],
  message: 'This stops the program for a debugger, or prints its insides.',
  actionRequired: 'Remove it before the code is merged.',
  why: 'In production `breakpoint()` waits for a keyboard that is not there and the worker hangs; `var_dump` shows customers the inside of an object.',
  howToFix: 'Delete the line. Breakpoints set in the editor need no line in the code.',
  references: ['https://cwe.mitre.org/data/definitions/489.html'],
  aliases: ['no-debugger', 'T100'],
  tags: ['unnecessary'],
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: { kind: 'debugger_statement', regex: 'debugger' },
      fixes: [{ title: 'Remove it', kind: 'auto', replace: '' }],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [{ pattern: 'breakpoint()' }, { pattern: 'pdb.set_trace()' }, { pattern: 'ipdb.set_trace()' }],
        inside: { kind: 'expression_statement' },
      },
      fixes: [{ title: 'Remove it', kind: 'suggest', replace: 'pass' }],
    },
    {
      kind: 'tree',
      languages: ['php'],
      rule: {
        kind: 'function_call_expression',
        any: [{ regex: 'var_dump' }, { regex: 'dd' }, { regex: 'dump' }],
        all: [{ regex: '^(?:var_dump|dd|dump)\\(' }, { inside: { kind: 'expression_statement' } }],
      },
    },
    {
      kind: 'tree',
      languages: ['ruby'],
      rule: {
        any: [
          { kind: 'call', all: [{ regex: 'binding' }, { regex: '^binding\\.(?:pry|irb|break)$' }] },
          { kind: 'identifier', regex: '^byebug$' },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'run();\ndebugger;\nstop();\n',
        marks: 'debugger;',
        fixed: 'run();\nstop();\n',
      },
      {
        language: 'python',
        code: 'def f():\n    breakpoint()\n    pdb.set_trace()\n',
        count: 2,
        fixed: 'def f():\n    pass\n    pass\n',
      },
      { language: 'php', code: '<?php\nvar_dump($order);\ndd($x);\n', count: 2 },
      { language: 'ruby', code: 'def f\n  binding.pry\n  byebug\nend\n', count: 2 },
    ],
    silent: [
      { language: 'typescript', code: 'const debugger_ = "debugger;";\nstart({ debugger: true });\n' },
      { language: 'python', code: 'set_breakpoint()\nself.breakpoint()\n# breakpoint()\n' },
      { language: 'php', code: '<?php\n$this->add($x);\n$a = var_export($x, true);\nadd($x);\n' },
      { language: 'ruby', code: 'binding.local_variables\n' },
    ],
  },
};
