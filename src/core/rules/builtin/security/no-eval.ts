import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { ECMASCRIPT_BUILT_STRING } from './parts/interpolation.ts';

/** Text that is written out in the program cannot be changed by anyone else. */
const NOT_FIXED_TEXT: TreeRule = {
  not: {
    any: [
      { kind: 'string' },
      { all: [{ kind: 'template_string' }, { not: { has: { kind: 'template_substitution' } } }] },
    ],
  },
};

export const rule: Rule = {
  id: 'no-eval',
  title: 'Code built from text at run time',
  kind: 'prevention',
  severity: 'CRITICAL',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'ruby', 'php', 'bash'],
  message: 'Running text as code lets whoever controls the text control the program.',
  actionRequired: 'Parse the text as data, or look the wanted function up in a fixed table.',
  why: 'Anything that reaches `eval` runs with all rights of the process: reading secrets, writing files, opening connections. Filters around it have a long history of being bypassed.',
  howToFix:
    'For data use `JSON.parse` (Python: `ast.literal_eval` or `json.loads`). For choosing behaviour keep a map from names to functions and refuse unknown names.',
  references: ['https://cwe.mitre.org/data/definitions/95.html'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [
          { pattern: 'eval($CODE)' },
          { pattern: 'new Function($CODE)' },
          { pattern: 'new Function($PARAMETER, $CODE)' },
          { pattern: 'vm.runInNewContext($CODE, $$$REST)' },
          { pattern: 'vm.runInThisContext($CODE, $$$REST)' },
        ],
      },
      constraints: { CODE: NOT_FIXED_TEXT },
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: { any: [{ pattern: 'setTimeout($CODE, $$$REST)' }, { pattern: 'setInterval($CODE, $$$REST)' }] },
      constraints: { CODE: { any: [{ kind: 'string' }, ECMASCRIPT_BUILT_STRING] } },
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [
          { pattern: 'eval($CODE)' },
          { pattern: 'eval($CODE, $$$REST)' },
          { pattern: 'exec($CODE)' },
          { pattern: 'exec($CODE, $$$REST)' },
        ],
      },
      constraints: { CODE: { not: { kind: 'string', not: { has: { kind: 'interpolation' } } } } },
      // Compiled code was checked, or decided on, where it was compiled.
      where: [
        { capture: 'CODE', matchesNot: '\\bcompile\\(' },
        { capture: 'CODE', foundByNot: '(\\w+)\\s*=\\s*(?:\\w+\\.)?compile\\(' },
      ],
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
    {
      kind: 'tree',
      languages: ['ruby'],
      rule: {
        any: [
          { pattern: 'eval($CODE)' },
          { pattern: 'eval $CODE' },
          { pattern: '$TARGET.instance_eval($CODE)' },
          { pattern: '$TARGET.class_eval($CODE)' },
        ],
      },
      constraints: {
        CODE: {
          not: {
            any: [
              { all: [{ kind: 'string' }, { not: { has: { kind: 'interpolation' } } }] },
              { kind: 'block_argument' },
              { kind: 'heredoc_beginning' },
            ],
          },
        },
      },
    },
    {
      kind: 'tree',
      languages: ['php'],
      rule: {
        kind: 'function_call_expression',
        all: [
          { has: { field: 'function', regex: '^eval$' } },
          { has: { field: 'arguments', has: { kind: 'argument', not: { has: { kind: 'string' } } } } },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['bash'],
      rule: {
        kind: 'command',
        all: [{ has: { field: 'name', regex: '^eval$' } }],
      },
      // Only words that came from outside: arguments of the script and what `read` took in.
      where: [{ matches: '\\$(?:[1-9@*]|\\{[1-9@*]\\}|REPLY\\b)' }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'const result = eval(request.body.formula);\n',
        marks: 'eval(request.body.formula)',
      },
      { language: 'typescript', code: 'vm.runInNewContext(source, { console });\n' },
      { language: 'javascript', code: 'const run = new Function("row", source);\n' },
      { language: 'tsx', code: 'setTimeout("refresh()", 100);\nsetInterval(`tick(${id})`, 50);\n', count: 2 },
      {
        language: 'python',
        code: 'import os\n\nvalue = eval(form["value"])\n',
        fixed: 'import os\nimport ast\n\nvalue = ast.literal_eval(form["value"])\n',
      },
      { language: 'python', code: 'exec(f"def {name}(): pass")\n' },
      {
        language: 'ruby',
        code: 'value = eval(params[:formula])\nmodel.class_eval("def #{name}; end")\n',
        count: 2,
      },
      { language: 'php', code: '<?php\neval($_POST["code"]);\n' },
      { language: 'bash', code: 'eval "$1"\n' },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'const result = evaluate(request.body.formula);\nsetTimeout(() => refresh(), 100);\n',
      },
      {
        language: 'javascript',
        code: 'const root = new Function("return this")();\nsetTimeout(refresh, delay + 10);\n',
      },
      { language: 'tsx', code: 'redis.eval(script, 1, key);\neval("1 + 1");\n' },
      { language: 'python', code: 'model.eval()\nvalue = ast.literal_eval(text)\ncursor.exec(statement)\n' },
      {
        language: 'ruby',
        code: 'model.class_eval do\n  attr_reader :name\nend\nmodel.instance_eval(&block)\n',
      },
      { language: 'php', code: '<?php\n$twig->eval($template);\nevaluate($code);\n' },
      { language: 'bash', code: 'eval "$(ssh-agent -s)"\n' },
    ],
  },
};
