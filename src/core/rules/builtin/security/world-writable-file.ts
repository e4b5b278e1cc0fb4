import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'world-writable-file',
  title: 'File that everyone on the machine may change',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'go', 'php', 'ruby', 'bash'],
  message: 'With this mode every account on the machine may change the file.',
  actionRequired: 'Give rights to the owner only, or to a group.',
  why: 'Any other program on the machine, including one that was broken into, can replace the content: a script that root runs later, a configuration, an upload that is served.',
  howToFix:
    'Use `0o600` for files with secrets, `0o644` for files others may read, `0o755` for programs and folders. When two services share a folder give them a common group and `0o770`.',
  references: ['https://cwe.mitre.org/data/definitions/732.html'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'call_expression',
        all: [
          {
            has: { field: 'function', all: [{ regex: 'chmod' }, { regex: '(?:^|\\.)l?f?chmod(?:Sync)?$' }] },
          },
          {
            has: {
              field: 'arguments',
              has: {
                regex: '^(?:0o?[0-7]?[0-7][0-7][2367]|["\']0?[0-7][0-7][2367]["\'])$',
                pattern: '$MODE',
              },
            },
          },
        ],
      },
      report: 'MODE',
      fixes: [
        {
          title: 'Let others read and run it only',
          kind: 'suggest',
          edits: [{ at: 'MODE', text: '0o755' }],
          where: [{ capture: 'MODE', matches: '^0o?777$' }],
        },
        {
          title: 'Let others read it only',
          kind: 'suggest',
          edits: [{ at: 'MODE', text: '0o644' }],
          where: [{ capture: 'MODE', matches: '^0o?666$' }],
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [{ pattern: 'os.chmod($PATH, $MODE)' }, { pattern: '$PATH.chmod($MODE)' }],
      },
      constraints: { MODE: { regex: '^0o[0-7]?[0-7][0-7][2367]$' } },
      report: 'MODE',
      fixes: [
        {
          title: 'Let others read and run it only',
          kind: 'suggest',
          edits: [{ at: 'MODE', text: '0o755' }],
          where: [{ capture: 'MODE', matches: '^0o777$' }],
        },
        {
          title: 'Let others read it only',
          kind: 'suggest',
          edits: [{ at: 'MODE', text: '0o644' }],
          where: [{ capture: 'MODE', matches: '^0o666$' }],
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['go'],
      rule: {
        kind: 'call_expression',
        all: [
          {
            has: {
              field: 'function',
              has: { field: 'field', regex: '^(?:Chmod|WriteFile|MkdirAll|Mkdir|OpenFile)$' },
            },
          },
          {
            has: {
              field: 'arguments',
              has: { kind: 'int_literal', regex: '^0o?[0-7]?[0-7][0-7][2367]$', pattern: '$MODE' },
            },
          },
        ],
      },
      report: 'MODE',
    },
    {
      kind: 'tree',
      languages: ['php'],
      rule: {
        kind: 'function_call_expression',
        all: [
          { has: { field: 'function', regex: '^(?:chmod|mkdir)$' } },
          {
            has: {
              field: 'arguments',
              has: { nthChild: 2, regex: '^0[0-7]?[0-7][0-7][2367]$', pattern: '$MODE' },
            },
          },
        ],
      },
      report: 'MODE',
    },
    {
      kind: 'tree',
      languages: ['ruby'],
      rule: {
        kind: 'call',
        all: [
          { has: { field: 'method', regex: '^(?:chmod|chmod_R)$' } },
          {
            has: {
              field: 'arguments',
              has: { kind: 'integer', regex: '^0o?[0-7]?[0-7][0-7][2367]$', pattern: '$MODE' },
            },
          },
        ],
      },
      report: 'MODE',
    },
    {
      kind: 'tree',
      languages: ['bash'],
      rule: {
        kind: 'command',
        all: [
          { has: { field: 'name', regex: '^chmod$' } },
          {
            has: {
              any: [{ kind: 'word' }, { kind: 'number' }],
              regex: '^(?:0?[0-7][0-7][2367]|a\\+\\w*w\\w*|o\\+\\w*w\\w*|ugo\\+\\w*w\\w*)$',
              pattern: '$MODE',
            },
          },
        ],
      },
      report: 'MODE',
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'await fs.chmod(file, 0o777);\n',
        marks: '0o777',
        fixed: 'await fs.chmod(file, 0o755);\n',
      },
      { language: 'javascript', code: "chmodSync(file, '666');\n" },
      {
        language: 'python',
        code: 'import os\n\nos.chmod(path, 0o666)\n',
        fixed: 'import os\n\nos.chmod(path, 0o644)\n',
      },
      { language: 'go', code: 'package main\n\nfunc main() {\n\tos.WriteFile(name, data, 0666)\n}\n' },
      { language: 'php', code: '<?php\nmkdir($folder, 0777);\n' },
      { language: 'ruby', code: 'File.chmod(0777, path)\n' },
      { language: 'bash', code: 'chmod -R 777 /srv/app\nchmod a+rwx run.sh\n', count: 2 },
    ],
    silent: [
      { language: 'typescript', code: 'await fs.chmod(file, 0o755);\nawait fs.chmod(file, 0o600);\n' },
      { language: 'javascript', code: 'chmodSync(file, mode);\n' },
      { language: 'python', code: 'import os\n\nos.chmod(path, 0o640)\nos.umask(0o777)\n' },
      {
        language: 'go',
        code: 'package main\n\nfunc main() {\n\tos.WriteFile(name, data, 0644)\n\tos.MkdirAll(name, 0o755)\n}\n',
      },
      { language: 'php', code: '<?php\nmkdir($folder, 0755);\n' },
      { language: 'ruby', code: 'File.chmod(0644, path)\n' },
      { language: 'bash', code: 'chmod 755 run.sh\nchmod +x run.sh\nchmod u+w file\nchmod 1770 shared\n' },
    ],
  },
};
