import { beforeAll, describe, expect, it } from 'vitest';
import { importLines } from '../../../../src/core/patterns/mine/importLines.ts';
import type { Language } from '../../../../src/core/rules/languages.ts';
import { createEngines, type Engines } from '../../../../src/engines/workspace/engines.ts';

let engines: Engines;
beforeAll(async () => {
  engines = createEngines();
  await engines.prepare('python');
});

function lines(code: string, text: string, language: Language = 'typescript'): string {
  return importLines(code, text, language, engines.plainTrees);
}

describe('the imports of names in a piece of code', () => {
  it('are those that bind one of them', () => {
    const text = "import { get, put } from 'axios';\r\nimport fs from 'node:fs';\r\nrun();\r\nget(a);\r\n";
    expect(lines('get(a);', text)).toBe("import { get, put } from 'axios';\n");
    expect(lines('put(fs);', text)).toBe("import { get, put } from 'axios';\nimport fs from 'node:fs';\n");
    expect(lines('run();', text)).toBe('');
  });

  it('are read over several lines, from require and in Python', () => {
    const text = "import {\n  one,\n  two,\n} from 'pkg';\none();\n";
    expect(lines('one();', text)).toBe("import {\n  one,\n  two,\n} from 'pkg';\n");
    expect(lines('größe(1)', "const { größe } = require('maß')\ngröße(1)\n", 'javascript')).toBe(
      "const { größe } = require('maß')\n",
    );
    const python = 'from django.db import (\n    models,\n)\nimport os\nmodels.run()\n';
    expect(lines('models.run()', python, 'python')).toBe('from django.db import (\n    models,\n)\n');
  });

  it('are none where nothing is imported, nothing can be read, and in SQL', () => {
    for (const text of ['', 'f(a);\n', "import f from\n((('"]) expect(lines('f(a);', text)).toBe('');
    expect(lines('f', 'import f;', 'sql')).toBe('');
    const far = `${'x();\n'.repeat(10_000)}import { f } from 'far';\n`;
    expect(lines('f()', far)).toBe('');
  });
});
