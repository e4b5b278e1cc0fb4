import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePatternFile } from '../../src/core/library/parsePatternFile.ts';
import { runCli, workspaceWith } from '../support/cli.ts';
import { git, repositoryWith } from '../support/gitRepository.ts';

const before = 'const owns = Object.prototype.hasOwnProperty.call(options, name);\n';
const after = 'const owns = Object.hasOwn(options, name);\n';

describe('fixward learn from files', () => {
  it('learns one pattern, writes it as a pattern file, and applies it elsewhere', async () => {
    const cwd = await workspaceWith({
      'a.js': before,
      'b.js': after,
      'other.js': 'function f() {\n  return Object.prototype.hasOwnProperty.call(map, key(1)); // why\n}\n',
    });
    const learned = await runCli(['learn', '--before', 'a.js', '--after', 'b.js', '--out', 'p.yaml'], {
      cwd,
    });
    expect(learned.stderr).toBe('1 written to p.yaml.\n');
    expect(learned.code).toBe(0);
    const { patterns, problems } = parsePatternFile('p.yaml', await readFile(join(cwd, 'p.yaml'), 'utf8'));
    expect(problems).toEqual([]);
    expect(patterns[0]?.content.pattern?.format).toBe('fixward-edit/1');
    const applied = await runCli(['apply', '--pattern', 'p.yaml', 'other.js'], { cwd });
    expect(applied.stderr).toBe('1 place changed in 1 file.\n');
    expect(await readFile(join(cwd, 'other.js'), 'utf8')).toBe(
      'function f() {\n  return Object.hasOwn(map, key(1)); // why\n}\n',
    );
  });

  it('declines with exit code 1 and the reason where files differ in comments alone', async () => {
    const cwd = await workspaceWith({ 'a.py': 'x = 1  # a\n', 'b.py': 'x = 1  # b\n' });
    const { code, stdout } = await runCli(['learn', '--before', 'a.py', '--after', 'b.py'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toBe('a.py:1: not learned: only comments or indentation change\n');
  });

  it('learns what files differ in by blanks alone', async () => {
    const cwd = await workspaceWith({ 'a.js': 'f(a,b);\n', 'b.js': 'f(a, b);\n' });
    const { code, stdout } = await runCli(['learn', '--before', 'a.js', '--after', 'b.js'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('f(a, b)');
  });

  it.each([
    [['learn'], 'give one of --before, --commit'],
    [['learn', '--before', 'a.js'], 'each --before needs its --after'],
    [['learn', '--before', 'a.js', '--after', 'gone.js'], 'gone.js: no such file or folder'],
    [['learn', '--language', 'pyton', '--before', 'a.js', '--after', 'a.js'], 'did you mean python?'],
    [['learn', '--commit', 'HEAD', '--working-tree'], '--commit and --working-tree do not go together'],
    [['learn', '--working-tree', '--limit', 'many'], '--limit is a number'],
  ])('answers %j with one line and exit code 2', async (args, words) => {
    const cwd = await workspaceWith({ 'a.js': before });
    const { code, stdout, stderr } = await runCli(args, { cwd });
    expect(stdout).toBe('');
    expect(stderr).toContain(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });
});

describe('fixward learn from a repository', () => {
  const old = (name: string): string =>
    `function has(${name}, key) {\n  return Object.prototype.hasOwnProperty.call(${name}, key);\n}\n`;
  const fresh = (name: string): string =>
    `function has(${name}, key) {\n  return Object.hasOwn(${name}, key);\n}\n`;

  async function repository(): Promise<string> {
    const cwd = await mkdtemp(join(tmpdir(), 'learn-'));
    await repositoryWith(cwd, [
      {
        subject: 'Begin',
        files: { 'a.js': old('map'), 'b.js': old('bag'), 'c.js': old('set'), 'd.js': old('row') },
      },
      {
        subject: 'fix: keys of objects without prototype',
        files: { 'a.js': fresh('map'), 'b.js': fresh('bag') },
      },
    ]);
    return cwd;
  }

  it('tells where the problem of a commit still stands', async () => {
    const cwd = await repository();
    const { code, stdout } = await runCli(['learn', '--commit', 'HEAD', '--format', 'json'], { cwd });
    expect(code).toBe(0);
    const { version, drafts } = JSON.parse(stdout);
    expect(version).toBe(1);
    expect(drafts).toHaveLength(1);
    expect(drafts[0].sites.map(({ path, line }: { path: string; line: number }) => [path, line])).toEqual([
      ['c.js', 1],
      ['d.js', 1],
    ]);
    expect(drafts[0].source.commits[0].subject).toBe('fix: keys of objects without prototype');
    expect(drafts[0].evidence).toContain(
      'the same problem stands in 2 other places; all can be mended alike',
    );
  });

  it('learns the same from the range, the working tree and the diff', async () => {
    const cwd = await repository();
    const range = await runCli(['learn', '--range', 'HEAD~1..HEAD', '--format', 'json'], { cwd });
    expect(JSON.parse(range.stdout).drafts).toHaveLength(1);
    await writeFile(join(cwd, 'c.js'), fresh('set'));
    const tree = await runCli(['learn', '--working-tree', '--format', 'json'], { cwd });
    expect(JSON.parse(tree.stdout).drafts[0].sites.map(({ path }: { path: string }) => path)).toEqual([
      'd.js',
    ]);
    const diff = await runCli(['learn', '--diff', '-', '--format', 'json'], { cwd, stdin: git(cwd, 'diff') });
    expect(JSON.parse(diff.stdout).drafts[0].sites.map(({ path }: { path: string }) => path)).toEqual([
      'd.js',
    ]);
  });

  it('names a commit that is none', async () => {
    const cwd = await repository();
    for (const name of ['nowhere', '--output=x', 'HEAD; rm x']) {
      const { code, stderr } = await runCli(['learn', `--commit=${name}`], { cwd });
      expect(stderr).toBe(`fixward learn: no commit is called "${name}"\n`);
      expect(code).toBe(2);
    }
  });

  it('says so outside of a repository', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'no-repository-'));
    const { code, stderr } = await runCli(['learn', '--working-tree'], { cwd });
    expect(stderr).toContain('is in no git repository');
    expect(code).toBe(2);
  });
});
