import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import {
  ECMASCRIPT_SERVER_FILE,
  fromEcmascriptRequest,
  fromPythonRequest,
  PYTHON_SERVER_FILE,
} from './parts/requestInput.ts';

export const rule: Rule = {
  id: 'regex-from-request',
  title: 'Regular expression written by the caller',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python'],
  message: 'The caller writes the regular expression that this server runs.',
  actionRequired: 'Escape the text, or search without a regular expression.',
  why: 'An expression such as `(a+)+$` needs exponential time on a short text. One request then occupies the whole event loop for minutes, and the service is down for everyone.',
  howToFix:
    'Escape what the caller sent, or compare plainly:\n\n```ts\nconst found = names.filter((name) => name.includes(query));\n```\n\n```python\npattern = re.compile(re.escape(query))\n```',
  references: ['https://cwe.mitre.org/data/definitions/1333.html'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [
          { pattern: 'new RegExp($PATTERN)' },
          { pattern: 'new RegExp($PATTERN, $FLAGS)' },
          { pattern: 'RegExp($PATTERN)' },
        ],
        ...ECMASCRIPT_SERVER_FILE,
      },
      where: [
        fromEcmascriptRequest('PATTERN'),
        { capture: 'PATTERN', matchesNot: '[eE]scape' },
        { documentMatchesNot: '(?:\\w+)\\s*=\\s*(?:_\\.)?escape\\w*\\(|replace\\(/\\[[^/]*\\\\\\]' },
        { documentMatchesNot: '[\'"]use client[\'"]|from [\'"](?:react|vue)[\'"]' },
      ],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [
          { pattern: 're.compile($PATTERN)' },
          { pattern: 're.search($PATTERN, $$$REST)' },
          { pattern: 're.match($PATTERN, $$$REST)' },
          { pattern: 're.findall($PATTERN, $$$REST)' },
        ],
        ...PYTHON_SERVER_FILE,
      },
      where: [fromPythonRequest('PATTERN'), { documentMatchesNot: 're\\.escape' }],
      fixes: [
        {
          title: 'Escape the text',
          kind: 'suggest',
          edits: [{ at: 'PATTERN', text: 're.escape($PATTERN)' }],
        },
      ],
    },
  ],
  examples: {
    fires: [
      { language: 'typescript', code: 'const found = new RegExp(request.query.q as string, "i");\n' },
      {
        language: 'javascript',
        code: 'const { q } = req.query;\nconst found = await Order.find({ name: new RegExp(q) });\n',
        marks: 'new RegExp(q)',
      },
      {
        language: 'tsx',
        code: 'const q = searchParams.get("q");\nconst pattern = new RegExp(`^${searchParams.get("q")}`);\n',
      },
      {
        language: 'python',
        code: 'import re\n\npattern = re.compile(request.args["q"])\n',
        fixed: 'import re\n\npattern = re.compile(re.escape(request.args["q"]))\n',
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'const found = new RegExp(escapeRegExp(request.query.q));\nconst word = new RegExp(WORD, "i");\n',
      },
      {
        language: 'javascript',
        code: 'const { q } = req.query;\nconst found = names.filter((name) => name.includes(q));\n',
      },
      { language: 'tsx', code: 'const pattern = new RegExp(`^${prefix}`);\n' },
      {
        language: 'python',
        code: 'import re\n\npattern = re.compile(re.escape(request.args["q"]))\nword = re.compile(r"\\w+")\n',
      },
    ],
  },
};
