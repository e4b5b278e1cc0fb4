import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

/**
 * A checker that is never seen failing may be checking nothing. Each forbidden import is planted in a copy of the
 * project's tool configuration, and the tool that forbids it must say so.
 */
const PLANTED: readonly (readonly [file: string, code: string])[] = [
  ['src/core/planted.ts', "import { readFile } from 'node:fs';\nexport const planted = readFile;\n"],
  ['src/core/planted.ts', "import { window } from 'vscode';\nexport const planted = window;\n"],
  ['src/core/planted.ts', "import { parse } from '@ast-grep/napi';\nexport const planted = parse;\n"],
  ['src/core/planted.ts', "import { x } from '../engines/planted.ts';\nexport const planted = x;\n"],
  ['src/core/planted.ts', "import { x } from '../protocol/planted.ts';\nexport const planted = x;\n"],
  ['src/protocol/planted.ts', "import { x } from '../core/planted.ts';\nexport const planted = x;\n"],
  ['src/protocol/planted.ts', "import { z } from 'zod';\nexport const planted = z;\n"],
  ['src/engines/planted.ts', "import { window } from 'vscode';\nexport const planted = window;\n"],
  ['src/engines/planted.ts', "import { x } from '../server/planted.ts';\nexport const planted = x;\n"],
  ['src/server/planted.ts', "import { window } from 'vscode';\nexport const planted = window;\n"],
  ['src/server/planted.ts', "import { x } from '../extension/planted.ts';\nexport const planted = x;\n"],
  ['src/cli/planted.ts', "import { x } from '../server/planted.ts';\nexport const planted = x;\n"],
  ['src/shadow/planted.ts', "import { window } from 'vscode';\nexport const planted = window;\n"],
  ['src/shadow/planted.ts', "import { x } from '../server/planted.ts';\nexport const planted = x;\n"],
  ['src/shadow/jobs/planted.ts', "import { connect } from 'node:net';\nexport const planted = connect;\n"],
  ['src/shadow/jobs/planted.ts', "import { Client } from 'pg';\nexport const planted = Client;\n"],
  ['src/store/planted.ts', "import { window } from 'vscode';\nexport const planted = window;\n"],
  ['src/store/planted.ts', "import { x } from '../engines/planted.ts';\nexport const planted = x;\n"],
  ['src/store/planted.ts', "import { x } from '../service/planted.ts';\nexport const planted = x;\n"],
  ['src/service/planted.ts', "import { window } from 'vscode';\nexport const planted = window;\n"],
  ['src/service/planted.ts', "import { x } from '../server/planted.ts';\nexport const planted = x;\n"],
  ['src/service/planted.ts', "import { x } from 'deepagents';\nexport const planted = x;\n"],
  ['src/tools/planted.ts', "import { x } from '@langchain/core/tools';\nexport const planted = x;\n"],
  ['src/tools/planted.ts', "import { x } from '../consultant/planted.ts';\nexport const planted = x;\n"],
  ['src/tools/planted.ts', "import { x } from 'openai';\nexport const planted = x;\n"],
  ['src/consultant/planted.ts', "import { x } from '@langchain/langgraph';\nexport const planted = x;\n"],
  [
    'src/consultant/engine/planted.ts',
    "import { x } from '../../service/planted.ts';\nexport const planted = x;\n",
  ],
  ['src/tools/planted.ts', "import { x } from '../shadow/planted.ts';\nexport const planted = x;\n"],
  ['src/mcp/planted.ts', "import { x } from '../tools/planted.ts';\nexport const planted = x;\n"],
  ['src/extension/planted.ts', "import { x } from '../consultant/planted.ts';\nexport const planted = x;\n"],
  ['src/extension/planted.ts', "import { x } from '../store/planted.ts';\nexport const planted = x;\n"],
  ['src/extension/planted.ts', "import { x } from '../core/planted.ts';\nexport const planted = x;\n"],
  ['src/extension/planted.ts', "import { x } from '../server/planted.ts';\nexport const planted = x;\n"],
  ['webview/planted.ts', "import { window } from 'vscode';\nexport const planted = window;\n"],
  ['webview/planted.ts', "import { x } from '../src/core/planted.ts';\nexport const planted = x;\n"],
];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fixward-imports-'));
  await cp(join(root, 'biome.json'), join(folder, 'biome.json'));
  await writeFile(join(folder, '.gitignore'), 'node_modules/\n');
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  await run('git', ['init', '-q'], { cwd: folder });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function lint(): Promise<{ readonly failed: boolean; readonly output: string }> {
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  try {
    const { stdout, stderr } = await run(process.execPath, [biome, 'lint', '--colors=off', '.'], {
      cwd: folder,
    });
    return { failed: false, output: stdout + stderr };
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return { failed: true, output: stdout + stderr };
  }
}

async function plant(file: string, code: string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), code);
}

describe('lint refuses', () => {
  it.each(PLANTED)('in %s: %s', async (file, code) => {
    await plant(file, code);
    try {
      const { failed, output } = await lint();
      expect(failed, output).toBe(true);
      expect(output).toContain('noRestrictedImports');
    } finally {
      await rm(join(folder, file));
    }
  });

  it('an import cycle', async () => {
    await plant('src/core/a.ts', "import { b } from './b.ts';\nexport const a = (): number => b() + 1;\n");
    await plant('src/core/b.ts', "import { a } from './a.ts';\nexport const b = (): number => a() + 1;\n");
    const { output } = await lint();
    await rm(join(folder, 'src/core/a.ts'));
    await rm(join(folder, 'src/core/b.ts'));
    expect(output).toContain('noImportCycles');
  });

  it.each([
    ['any', 'export const planted: any = 1;\n', 'noExplicitAny'],
    ['a non-null assertion', 'export const planted = (x?: string) => x!.length;\n', 'noNonNullAssertion'],
    ['a default export', 'export default 1;\n', 'noDefaultExport'],
    ['a barrel', "export * from './other.ts';\n", 'noBarrelFile'],
    [
      'a promise nobody waits for',
      'async function f(): Promise<void> {}\nexport function planted(): void {\n  f();\n}\n',
      'noFloatingPromises',
    ],
  ])('%s', async (_, code, rule) => {
    await plant('src/core/planted.ts', code);
    const { failed, output } = await lint();
    await rm(join(folder, 'src/core/planted.ts'));
    expect(failed, output).toBe(true);
    expect(output).toContain(rule);
  });

  it('nothing when the imports are the allowed ones', async () => {
    await plant(
      'src/core/planted.ts',
      "import { z } from 'zod';\nimport { x } from './other.ts';\nexport const planted = [z, x];\n",
    );
    await plant('src/core/other.ts', 'export const x = 1;\n');
    await plant(
      'src/protocol/planted.ts',
      "import type { x } from './other.ts';\nexport type Planted = typeof x;\n",
    );
    const { failed, output } = await lint();
    await rm(join(folder, 'src'), { recursive: true });
    expect(failed, output).toBe(false);
  });
});

describe('the compiler refuses', () => {
  it.each([
    ['src/core', "import { readFile } from 'node:fs';\nexport const planted = readFile;\n", 'node:fs'],
    ['src/core', 'export const planted = document.title;\n', 'document'],
    ['src/core', 'export const planted = process.env;\n', 'process'],
    [
      'src/protocol',
      "import { LineIndex } from '../core/text/lineIndex.ts';\nexport const planted = LineIndex;\n",
      'lineIndex',
    ],
  ])('in %s: %s', async (project, code, named) => {
    const copy = join(folder, 'compile');
    await cp(join(root, project), join(copy, project), { recursive: true });
    await cp(join(root, 'src/core/text'), join(copy, 'src/core/text'), { recursive: true });
    await cp(join(root, 'tsconfig.base.json'), join(copy, 'tsconfig.base.json'));
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
    await writeFile(join(copy, project, 'planted.ts'), code);
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const failure = await run(process.execPath, [compiler, '-b', project], { cwd: copy }).then(
      () => 'compiled without complaint',
      (error: { stdout: string }) => error.stdout,
    );
    await rm(copy, { recursive: true, force: true });
    expect(failure).toContain('planted.ts');
    expect(failure).toContain(named);
  });
});
