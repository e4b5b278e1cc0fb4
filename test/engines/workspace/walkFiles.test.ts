import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileGlobs } from '../../../src/core/rules/globs.ts';
import { type WalkOptions, walkFiles } from '../../../src/engines/workspace/walkFiles.ts';
import { workspaceWith } from '../../support/cli.ts';

async function paths(options: WalkOptions): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { path } of walkFiles(options)) found.push(path);
  return found;
}

describe('walkFiles', () => {
  it('gives files of known languages in a stable order, with their language', async () => {
    const rootFolder = await workspaceWith({
      'b.ts': '',
      'a/z.sql': '',
      'a/ä🙂.py': '',
      'a.md': '',
      Makefile: '',
    });
    const found: unknown[] = [];
    for await (const file of walkFiles({ rootFolder })) found.push(file);
    expect(found).toEqual([
      { path: 'a/z.sql', absolutePath: join(rootFolder, 'a/z.sql'), language: 'sql' },
      { path: 'a/ä🙂.py', absolutePath: join(rootFolder, 'a/ä🙂.py'), language: 'python' },
      { path: 'b.ts', absolutePath: join(rootFolder, 'b.ts'), language: 'typescript' },
    ]);
  });

  it('lets inner .gitignore files overrule outer ones, for their own folder only', async () => {
    const rootFolder = await workspaceWith({
      '.gitignore': '*.gen.ts\n/top.ts\r\n# comment\n\nlogs/\n',
      'top.ts': '',
      'a.gen.ts': '',
      'logs/x.ts': '',
      'in/.gitignore': '!a.gen.ts\n/top.ts\n',
      'in/a.gen.ts': '',
      'in/b.gen.ts': '',
      'in/top.ts': '',
      'in/deep/top.ts': '',
      'in/logs/x.ts': '',
      'logs.ts': '',
    });
    expect(await paths({ rootFolder })).toEqual(['in/a.gen.ts', 'in/deep/top.ts', 'logs.ts']);
  });

  it('honours .gitignore files above the root inside a repository, and of folders on the way', async () => {
    const repository = await workspaceWith({
      '.gitignore': 'app/out/\n*.gen.ts\n',
      'app/.gitignore': 'tmp.ts\n',
      'app/src/tmp.ts': '',
      'app/src/a.gen.ts': '',
      'app/src/a.ts': '',
      'app/out/b.ts': '',
    });
    await mkdir(join(repository, '.git'));
    expect(await paths({ rootFolder: join(repository, 'app') })).toEqual(['src/a.ts']);
    expect(await paths({ rootFolder: repository, under: 'app/src' })).toEqual(['app/src/a.ts']);
  });

  it('leaves out version control, packages, its own folder, and what the project ignores', async () => {
    const rootFolder = await workspaceWith({
      '.git/a.ts': '',
      'x/node_modules/a/index.js': '',
      '.fixward/rules/a.yaml': '',
      'vendor/a.ts': '',
      'src/a.min.js': '',
      '.github/workflows/ci.yml': '',
    });
    const ignored = compileGlobs(['vendor/', '*.min.js']);
    expect(await paths({ rootFolder, ignored })).toEqual(['.github/workflows/ci.yml']);
  });

  it('ends on links in circles, follows links out of the tree once, and passes over links to nothing', async () => {
    const outside = await workspaceWith({ 'shared/a.ts': '' });
    await symlink('..', join(outside, 'shared/up'));
    const rootFolder = await workspaceWith({ 'src/b.ts': '' });
    await symlink('.', join(rootFolder, 'self'));
    await symlink('..', join(rootFolder, 'src/up'));
    await symlink(join(outside, 'shared'), join(rootFolder, 'one'));
    await symlink(join(outside, 'shared'), join(rootFolder, 'two'));
    await symlink('nowhere.ts', join(rootFolder, 'gone.ts'));
    const found = await paths({ rootFolder });
    expect(found).toContain('src/b.ts');
    expect(found).toContain('one/a.ts');
    expect(found.filter((path) => path.startsWith('two/'))).toEqual([]);
    expect(found.length).toBeLessThan(6);
  });

  it('tells of a folder it cannot open instead of stopping', async () => {
    const found: unknown[] = [];
    for await (const file of walkFiles({ rootFolder: join(await workspaceWith({}), 'gone') }))
      found.push(file);
    expect(found).toEqual([{ path: '.', problem: 'no such file or folder' }]);
  });

  it('stops when cancelled', async () => {
    const rootFolder = await workspaceWith({ 'a.ts': '', 'b.ts': '', 'c.ts': '' });
    const cancellation = { isCancellationRequested: false };
    const found: string[] = [];
    for await (const { path } of walkFiles({ rootFolder, cancellation })) {
      found.push(path);
      cancellation.isCancellationRequested = true;
    }
    expect(found).toEqual(['a.ts']);
  });
});
