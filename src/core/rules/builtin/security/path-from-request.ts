import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { ECMASCRIPT_INPUT_FORMS, PYTHON_INPUT_FORMS } from './parts/requestInput.ts';

const CHECKED_PATH =
  'basename|startsWith\\(|sanitize|normalize\\(|path\\.relative|isPathInside|secure_filename|safe_join|is_relative_to|commonpath|allowedFiles|ALLOWED';

const ECMASCRIPT_FILE_ARGUMENT: TreeRule = {
  all: [
    {
      any: [
        { kind: 'identifier' },
        { kind: 'member_expression' },
        { kind: 'subscript_expression' },
        { kind: 'template_string' },
        { kind: 'binary_expression' },
        { kind: 'call_expression' },
        { kind: 'as_expression' },
      ],
    },
    { pattern: '$PATH' },
    {
      inside: {
        kind: 'arguments',
        inside: {
          kind: 'call_expression',
          has: {
            field: 'function',
            any: [
              {
                kind: 'member_expression',
                all: [
                  {
                    has: {
                      field: 'object',
                      regex: '^(?:path|fs|fsp|fs\\.promises|fsPromises|res|response|reply)$',
                    },
                  },
                  {
                    has: {
                      field: 'property',
                      regex:
                        '^(?:join|resolve|readFile|readFileSync|createReadStream|writeFile|writeFileSync|createWriteStream|unlink|unlinkSync|rm|rmSync|sendFile|download|readdir|readdirSync)$',
                    },
                  },
                ],
              },
              { regex: '^(?:readFile|readFileSync|createReadStream|writeFile|writeFileSync|unlink)$' },
            ],
          },
        },
      },
    },
  ],
};

const PYTHON_FILE_ARGUMENT: TreeRule = {
  all: [
    {
      any: [
        { kind: 'identifier' },
        { kind: 'attribute' },
        { kind: 'subscript' },
        { kind: 'string', has: { kind: 'interpolation' } },
        { kind: 'binary_operator' },
        { kind: 'call' },
      ],
    },
    { pattern: '$PATH' },
    {
      inside: {
        kind: 'argument_list',
        inside: {
          kind: 'call',
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
      },
    },
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
    ...ECMASCRIPT_INPUT_FORMS.map((input) => ({
      kind: 'tree' as const,
      languages: ECMASCRIPT,
      rule: ECMASCRIPT_FILE_ARGUMENT,
      where: [
        input('PATH'),
        { capture: 'PATH', matchesNot: CHECKED_PATH },
        { documentMatchesNot: CHECKED_PATH },
      ],
    })),
    ...PYTHON_INPUT_FORMS.map((input) => ({
      kind: 'tree' as const,
      languages: ['python'] as const,
      rule: PYTHON_FILE_ARGUMENT,
      where: [input('PATH'), { documentMatchesNot: CHECKED_PATH }],
    })),
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
        marks: 'request.params.name',
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
