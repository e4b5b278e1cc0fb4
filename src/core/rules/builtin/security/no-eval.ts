import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'no-eval',
  title: 'Code built from text at run time',
  kind: 'prevention',
  severity: 'CRITICAL',
  problemType: 'Security',
  languages: ['typescript', 'tsx', 'javascript', 'python'],
  message: 'Running text as code lets whoever controls the text control the program.',
  actionRequired: 'Parse the text as data, or look the wanted function up in a fixed table.',
  why: 'Anything that reaches `eval` runs with all rights of the process: reading secrets, writing files, opening connections. Filters around it have a long history of being bypassed.',
  howToFix:
    'For data use `JSON.parse` (Python: `ast.literal_eval` or `json.loads`). For choosing behaviour keep a map from names to functions and refuse unknown names.',
  references: ['https://cwe.mitre.org/data/definitions/95.html'],
  match: [
    {
      kind: 'tree',
      languages: ['typescript', 'tsx', 'javascript'],
      rule: {
        any: [
          { pattern: 'eval($CODE)' },
          { pattern: 'new Function($CODE)' },
          { pattern: 'new Function($PARAMETER, $CODE)' },
        ],
      },
      constraints: { CODE: { not: { kind: 'string' } } },
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [{ pattern: 'eval($CODE)' }, { pattern: 'eval($CODE, $$$REST)' }, { pattern: 'exec($CODE)' }],
      },
      constraints: { CODE: { not: { kind: 'string' } } },
      fixes: [
        {
          title: 'Accept literals only, with ast.literal_eval',
          kind: 'suggest',
          replace: 'ast.literal_eval($CODE)',
          needsImports: ['import ast'],
          where: [{ matches: '^eval\\(' }],
        },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'const result = eval(request.body.formula);\n',
        marks: 'eval(request.body.formula)',
      },
      { language: 'javascript', code: 'const run = new Function("row", source);\n' },
      {
        language: 'python',
        code: 'import os\n\nvalue = eval(form["value"])\n',
        fixed: 'import os\nimport ast\n\nvalue = ast.literal_eval(form["value"])\n',
      },
    ],
    silent: [
      { language: 'typescript', code: 'const result = evaluate(request.body.formula);\n' },
      { language: 'python', code: 'model.eval()\nvalue = ast.literal_eval(text)\n' },
    ],
  },
};
