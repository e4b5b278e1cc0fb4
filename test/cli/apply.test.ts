import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, workspaceWith } from '../support/cli.ts';

const EXAMPLE = { 'before.py': 'if x == None:\n    pass\n', 'after.py': 'if x is None:\n    pass\n' };

/** A project with a pattern learned from the example. */
async function project(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const cwd = await workspaceWith({ ...EXAMPLE, ...files });
  const learned = await runCli(['learn', '--before', 'before.py', '--after', 'after.py', '--out', 'p.yaml'], {
    cwd,
  });
  expect(learned.code).toBe(0);
  return cwd;
}

describe('fixward apply', () => {
  it('changes every place below a folder and nothing on a second run', async () => {
    const cwd = await project({ 'src/a.py': 'a = b == None\nc = d(e == None)\n', 'src/b.py': 'a = 1\n' });
    const first = await runCli(['apply', '--pattern', 'p.yaml', 'src'], { cwd });
    expect(first.stderr).toBe('2 places changed in 1 file.\n');
    expect(await readFile(join(cwd, 'src/a.py'), 'utf8')).toBe('a = b is None\nc = d(e is None)\n');
    const second = await runCli(['apply', '--pattern', 'p.yaml', 'src'], { cwd });
    expect(second).toEqual({ code: 0, stdout: '', stderr: 'No place changed.\n' });
  });

  it('prints a diff that git applies and writes nothing, with --dry-run', async () => {
    const text = '# ä🙂\n\n\n\n\nif a == None:\n    pass\n';
    const cwd = await project({ 'a.py': text });
    const { stdout, stderr, code } = await runCli(['apply', '--pattern', 'p.yaml', 'a.py', '--dry-run'], {
      cwd,
    });
    expect([stderr, code]).toEqual(['1 place would be changed in 1 file.\n', 0]);
    expect(await readFile(join(cwd, 'a.py'), 'utf8')).toBe(text);
    await writeFile(join(cwd, 'x.patch'), stdout);
    execFileSync('git', ['apply', 'x.patch'], { cwd });
    expect(await readFile(join(cwd, 'a.py'), 'utf8')).toBe(text.replace('== None', 'is None'));
  });

  it('keeps line ends, byte order mark and a missing last line end', async () => {
    const cwd = await project({ 'a.py': '\uFEFFa  =  b == None\r\nc = 1' });
    await runCli(['apply', '--pattern', 'p.yaml', 'a.py'], { cwd });
    expect(await readFile(join(cwd, 'a.py'), 'utf8')).toBe('\uFEFFa  =  b is None\r\nc = 1');
  });

  it('leaves a file alone whose bytes it could not write back', async () => {
    const cwd = await project({ 'a.py': Buffer.from('# caf\xe9\na = b == None\n', 'latin1') });
    const { stderr, code } = await runCli(['apply', '--pattern', 'p.yaml', 'a.py'], { cwd });
    expect(stderr).toContain('a.py: not changed: the file is not UTF-8');
    expect(code).toBe(2);
  });

  it('reads a pattern file that was edited by hand, comments and all', async () => {
    const cwd = await project({ 'a.py': 'a = b == None\n' });
    const yaml = await readFile(join(cwd, 'p.yaml'), 'utf8');
    await writeFile(
      join(cwd, 'p.yaml'),
      `# why we do this\n${yaml.replace(/^title: .*$/mu, 'title: Ask for identity # ours')}`,
    );
    expect((await runCli(['apply', '--pattern', 'p.yaml', 'a.py'], { cwd })).code).toBe(0);
    expect(await readFile(join(cwd, 'a.py'), 'utf8')).toBe('a = b is None\n');
  });

  it.each([
    ['key: a\n', ['a.py'], 'p.yaml:1: '],
    ['', ['a.py'], 'holds no pattern that can be applied'],
    ['{', ['a.py'], 'not valid YAML'],
    [undefined, [], 'name the files or folders to change'],
    [undefined, ['gone.py'], 'gone.py'],
    [undefined, ['a.py', '--key', 'other'], 'no pattern of the key "other"'],
  ])('answers a mistake with one line and exit code 2', async (yaml, args, words) => {
    const cwd = await project({ 'a.py': 'a = b == None\n' });
    if (yaml !== undefined) await writeFile(join(cwd, 'p.yaml'), yaml);
    const { code, stdout, stderr } = await runCli(['apply', '--pattern', 'p.yaml', ...args], { cwd });
    expect(stdout).toBe('');
    expect(stderr).toContain(words);
    expect(code).toBe(2);
  });
});
