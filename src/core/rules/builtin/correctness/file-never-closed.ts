import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'file-never-closed',
  title: 'File opened and never closed',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ['python'],
  message: 'Nothing closes this file.',
  actionRequired: 'Open it in a `with` block, or use `Path.read_text` and its like.',
  why: 'When the object is freed is up to the interpreter. Until then the handle counts against the process limit, what was written may still sit in the buffer, and Windows refuses to move or delete the file.',
  howToFix: '```python\nwith open(path, encoding="utf-8") as file:\n    data = json.load(file)\n```',
  references: ['https://docs.python.org/3/tutorial/inputoutput.html#reading-and-writing-files'],
  aliases: ['SIM115'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: { pattern: 'open($PATH).read()' },
      fixes: [
        {
          title: 'Read it with Path.read_text',
          kind: 'suggest',
          replace: 'Path($PATH).read_text()',
          needsImports: ['from pathlib import Path'],
        },
      ],
    },
    {
      kind: 'tree',
      rule: {
        any: [
          { pattern: 'open($PATH, $$$REST).read()' },
          { pattern: 'open($$$ARGUMENTS).readlines()' },
          { pattern: 'open($$$ARGUMENTS).write($TEXT)' },
          { pattern: 'json.load(open($$$ARGUMENTS))' },
          { pattern: 'yaml.safe_load(open($$$ARGUMENTS))' },
          { pattern: 'pickle.load(open($$$ARGUMENTS))' },
          { pattern: 'json.dump($VALUE, open($$$ARGUMENTS))' },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        code: 'import os\n\ntext = open(os.path.join(a, "b")).read()\n',
        fixed: 'import os\nfrom pathlib import Path\n\ntext = Path(os.path.join(a, "b")).read_text()\n',
      },
      { code: 'data = json.load(open("a.json", "rb"))\nopen(path, "w").write(text)\n', count: 2 },
    ],
    silent: [
      { code: 'with open(path) as file:\n    text = file.read()\n    data = json.load(file)\n' },
      { code: 'data = urlopen(url).read()\nimage = Image.open(path).read()\n' },
    ],
  },
};
