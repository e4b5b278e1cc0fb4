import { beforeAll, describe, expect, it } from 'vitest';
import type { StatementPair } from '../../../../src/core/patterns/mine/hunkExample.ts';
import { withImportLines } from '../../../../src/core/patterns/mine/importLines.ts';
import type { Language } from '../../../../src/core/rules/languages.ts';
import { createEngines, type Engines } from '../../../../src/engines/workspace/engines.ts';

let engines: Engines;
beforeAll(async () => {
  engines = createEngines();
  await engines.prepare('python');
});

const example = (before: string, after: string): StatementPair => ({ path: 'a', line: 9, before, after });

function imports(
  pair: { readonly before: string; readonly after: string },
  statement: StatementPair,
  language: Language = 'typescript',
): readonly [before: string, after: string] {
  const { before, after } = withImportLines(statement, { ...pair, language }, engines.plainTrees);
  return [before, after];
}

describe('an example with its imports', () => {
  it('has those of its own names, as they were before and after', () => {
    const before = "import { get, put } from 'axios';\r\nimport fs from 'node:fs';\r\nrun();\r\nget(a);\r\n";
    const after = before.replace('import fs', "import { http } from './http.ts';\r\nimport fs");
    expect(imports({ before, after }, example('get(a);', 'http.get(a);'))).toEqual([
      "import { get, put } from 'axios';\nget(a);",
      "import { get, put } from 'axios';\nimport { http } from './http.ts';\nhttp.get(a);",
    ]);
  });

  it('does not show that the same statement imports something else besides', () => {
    const before = "const { a } = require('größe');\na(1);\n";
    const after = "const { a, b } = require('größe');\na(2);\nb();\n";
    expect(imports({ before, after }, example('a(1);', 'a(2);'), 'javascript')).toEqual([
      "const { a } = require('größe');\na(1);",
      "const { a } = require('größe');\na(2);",
    ]);
  });

  it('reads imports of several lines, and of Python', () => {
    const text = "import {\n  one,\n  two,\n} from 'pkg';\none();\n";
    expect(imports({ before: text, after: text }, example('one();', 'one(1);'))[0]).toBe(
      "import {\n  one,\n  two,\n} from 'pkg';\none();",
    );
    const python = 'from django.db import (\n    models,\n)\nimport os\nmodels.run()\n';
    expect(
      imports({ before: python, after: python }, example('models.run()', 'models.go()'), 'python')[0],
    ).toBe('from django.db import (\n    models,\n)\nmodels.run()');
  });

  it('is the statement alone where nothing is imported, or nothing can be read', () => {
    const plain = example('f(a);', 'g(a);');
    for (const text of ['', 'f(a);\n', "import f from\n((('"]) {
      expect(imports({ before: text, after: text }, plain)).toEqual(['f(a);', 'g(a);']);
    }
    expect(imports({ before: 'select 1;', after: '' }, plain, 'sql')).toEqual(['f(a);', 'g(a);']);
  });
});
