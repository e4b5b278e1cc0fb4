import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import {
  ECMASCRIPT_SERVER_FILE,
  fromEcmascriptRequest,
  fromPythonRequest,
  PYTHON_SERVER_FILE,
} from './parts/requestInput.ts';

const CHECKED_PATH =
  'basename|startsWith\\(|sanitize|normalize\\(|path\\.relative|isPathInside|secure_filename|safe_join|is_relative_to|commonpath|allowedFiles|ALLOWED';

/** The first and the last argument, which are where file functions take paths. */
const FIRST_AND_LAST: TreeRule = {
  has: {
    field: 'arguments',
    all: [
      { has: { nthChild: 1, pattern: '$FIRST' } },
      { has: { nthChild: { position: 1, reverse: true }, pattern: '$LAST' } },
    ],
  },
};

const ECMASCRIPT_FILE_CALL: TreeRule = {
  kind: 'call_expression',
  all: [
    {
      has: {
        field: 'function',
        any: [
          {
            kind: 'member_expression',
            all: [
              {
                has: {
                  field: 'property',
                  regex:
                    '^(?:join|resolve|readFile|readFileSync|createReadStream|writeFile|writeFileSync|createWriteStream|unlink|unlinkSync|rm|rmSync|sendFile|download|readdir|readdirSync)$',
                },
              },
              {
                has: {
                  field: 'object',
                  regex: '^(?:path|fs|fsp|fs\\.promises|fsPromises|res|response|reply)$',
                },
              },
            ],
          },
          { regex: '^(?:readFile|readFileSync|createReadStream|writeFile|writeFileSync|unlink)$' },
        ],
      },
    },
    FIRST_AND_LAST,
    ECMASCRIPT_SERVER_FILE,
  ],
};

const PYTHON_FILE_CALL: TreeRule = {
  kind: 'call',
  all: [
    {
      has: {
        field: 'function',
        all: [
          { regex: 'open|join|remove|unlink|rmtree|send_file|FileResponse|Path' },
          {
            regex:
              '^(?:open|os\\.path\\.join|os\\.remove|os\\.unlink|shutil\\.rmtree|send_file|FileResponse|Path|pathlib\\.Path)$',
          },
        ],
      },
    },
    FIRST_AND_LAST,
    PYTHON_SERVER_FILE,
  ],
};

export const rule: Rule = {
  id: 'path-from-request',
  title: 'File path taken from a request',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'php'],
  message: 'The caller decides which file is touched, also outside the folder that is meant.',
  actionRequired: 'Look the file up by an identifier, or check that the resolved path stays in its folder.',
  why: '`path.join("uploads", "../../.env")` is `.env`: with dots and slashes a caller reads settings, keys and source files, or overwrites them where the call writes.',
  howToFix:
    'Resolve first, then check that the result is inside:\n\n```ts\nconst file = path.resolve(folder, path.basename(req.params.name));\n```\n\n```python\nfile = (folder / name).resolve()\nif not file.is_relative_to(folder): abort(404)\n```\n\nFlask: `send_from_directory(folder, name)`.',
  references: ['https://cwe.mitre.org/data/definitions/22.html'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: ECMASCRIPT_FILE_CALL,
      where: [fromEcmascriptRequest('FIRST', 'LAST'), { documentMatchesNot: CHECKED_PATH }],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: PYTHON_FILE_CALL,
      where: [fromPythonRequest('FIRST', 'LAST'), { documentMatchesNot: CHECKED_PATH }],
    },
    {
      kind: 'tree',
      languages: ['php'],
      rule: {
        any: [
          {
            kind: 'function_call_expression',
            all: [
              {
                has: {
                  field: 'function',
                  regex: '^(?:file_get_contents|readfile|fopen|file_put_contents|unlink|file)$',
                },
              },
              { has: { field: 'arguments', regex: '\\$_(?:GET|POST|REQUEST|COOKIE)\\b' } },
            ],
          },
          { kind: 'include_expression', regex: '\\$_(?:GET|POST|REQUEST|COOKIE)\\b' },
          { kind: 'require_expression', regex: '\\$_(?:GET|POST|REQUEST|COOKIE)\\b' },
        ],
      },
      where: [{ matchesNot: 'basename\\(|realpath\\(' }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'const file = path.join(uploads, request.params.name);\n',
        marks: 'path.join(uploads, request.params.name)',
      },
      {
        language: 'javascript',
        code: 'const { name } = req.query;\nconst text = fs.readFileSync(name);\nres.sendFile(`/data/${req.params.id}`);\n',
        count: 2,
      },
      {
        language: 'tsx',
        code: 'const file = searchParams.get("file");\nconst text = await readFile(file);\n',
      },
      { language: 'python', code: 'name = request.args["name"]\nreturn send_file(name)\n' },
      { language: 'python', code: 'with open(f"uploads/{request.args.get(\'name\')}") as f:\n    pass\n' },
      {
        language: 'php',
        code: '<?php\ninclude $_GET["page"];\nreadfile("docs/" . $_GET["name"]);\n',
        count: 2,
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'const file = path.join(uploads, path.basename(request.params.name));\n',
      },
      {
        language: 'javascript',
        code: 'const { name } = req.query;\nconst text = fs.readFileSync("settings.json");\nconst label = path.join(name2, "x");\n',
      },
      {
        language: 'tsx',
        code: 'const url = new URL(request.url);\nconst file = path.join(root, "index.html");\n',
      },
      {
        language: 'python',
        code: 'name = secure_filename(request.args["name"])\nreturn send_from_directory(folder, name)\n',
      },
      { language: 'python', code: 'with open("settings.json") as f:\n    name = request.args.get("name")\n' },
      { language: 'php', code: '<?php\nreadfile("docs/" . basename($_GET["name"]));\ninclude "page.php";\n' },
    ],
  },
};
