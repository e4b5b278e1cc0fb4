import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { SCRIPT_PATHS, TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'insecure-temp-file',
  title: 'Temporary file with a name others can take first',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Security',
  languages: ['python', ...ECMASCRIPT, 'php', 'bash'],
  message: 'Between choosing this name and opening the file, another user can put a link there.',
  actionRequired: 'Let the system create the file and open it in one step.',
  why: 'The folder for temporary files is shared. Someone who guesses the name places a symbolic link to a file of yours, and the program overwrites it or writes private data where others can read it.',
  howToFix:
    '```python\nwith tempfile.NamedTemporaryFile() as file: ...\n```\n\n```ts\nconst folder = await mkdtemp(path.join(tmpdir(), "report-"));\n```\n\n```bash\nfile=$(mktemp)\n```',
  references: ['https://cwe.mitre.org/data/definitions/377.html'],
  exceptPaths: [...TEST_PATHS, ...SCRIPT_PATHS],
  match: [
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [
          { pattern: 'tempfile.mktemp($$$ARGUMENTS)' },
          { pattern: 'os.tempnam($$$ARGUMENTS)' },
          { pattern: 'os.tmpnam()' },
        ],
      },
      // Names of Windows pipes are made with it too; they are no files.
      where: [{ matchesNot: 'pipe' }],
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'call_expression',
        all: [
          {
            has: {
              field: 'function',
              regex: '(?:^|\\.)(?:writeFile|writeFileSync|createWriteStream|openSync)$',
              any: [{ regex: 'writeFile|writeFileSync|createWriteStream|openSync' }],
            },
          },
          {
            has: {
              field: 'arguments',
              has: {
                nthChild: 1,
                any: [
                  { kind: 'string' },
                  { kind: 'template_string', not: { has: { kind: 'template_substitution' } } },
                ],
                regex: '^.(?:/var)?/tmp/',
              },
            },
          },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['php'],
      rule: {
        kind: 'function_call_expression',
        all: [
          { has: { field: 'function', regex: '^(?:fopen|file_put_contents)$' } },
          {
            has: {
              field: 'arguments',
              has: {
                nthChild: 1,
                has: { any: [{ kind: 'string' }, { kind: 'encapsed_string' }], regex: '^["\']/tmp/' },
              },
            },
          },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['bash'],
      rule: {
        kind: 'file_redirect',
        has: { field: 'destination', any: [{ regex: '\\$\\$' }], regex: '^["\']?/tmp/' },
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'python',
        code: 'import tempfile\n\npath = tempfile.mktemp(suffix=".csv")\n',
        marks: 'tempfile.mktemp(suffix=".csv")',
      },
      { language: 'javascript', code: "fs.writeFileSync('/tmp/report.csv', rows);\n" },
      { language: 'php', code: "<?php\nfile_put_contents('/tmp/report.csv', $rows);\n" },
      { language: 'bash', path: 'deploy/start.sh', code: 'ps > /tmp/report.$$\n' },
    ],
    silent: [
      {
        language: 'python',
        code: 'import tempfile\n\nwith tempfile.NamedTemporaryFile() as file:\n    pass\nfd, path = tempfile.mkstemp()\n',
      },
      {
        language: 'typescript',
        code: "const folder = await mkdtemp(path.join(tmpdir(), 'report-'));\nawait writeFile(`${folder}/report.csv`, rows);\nawait writeFile('./tmp/report.csv', rows);\n",
      },
      {
        language: 'php',
        code: "<?php\n$path = tempnam(sys_get_temp_dir(), 'report');\nfile_put_contents($path, $rows);\n",
      },
      { language: 'bash', code: 'file=$(mktemp)\nps > "$file"\necho done > /dev/null\n' },
    ],
  },
};
