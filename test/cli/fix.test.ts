import { execFileSync } from 'node:child_process';
import { chmod, lstat, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, workspaceWith } from '../support/cli.ts';

const PRINT_RULE = `id: no-print
language: py
message: Use the log
pattern: print($A)
fix: log.info($A)
`;

function project(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  return workspaceWith({ '.fixward/rules/no-print.yaml': PRINT_RULE, ...files });
}

describe('fixward fix', () => {
  it('applies automatic fixes, says which, and leaves nothing for a second run', async () => {
    const cwd = await project({ 'a.py': 'print(one)\nprint(two)\n', 'b.py': 'log.info(x)\n' });
    const first = await runCli(['fix', '--rule', 'no-print'], { cwd });
    expect(first).toEqual({ code: 0, stdout: 'a.py: no-print ×2\n', stderr: '2 fixes applied in 1 file.\n' });
    expect(await readFile(join(cwd, 'a.py'), 'utf8')).toBe('log.info(one)\nlog.info(two)\n');
    const second = await runCli(['fix', '--rule', 'no-print'], { cwd });
    expect(second).toEqual({ code: 0, stdout: '', stderr: 'No fix applied.\n' });
  });

  it('prints a diff that git applies and writes nothing, with --dry-run', async () => {
    const before = 'a = 1\n\n\n\n\nprint("ä🙂")\n';
    const cwd = await project({ 'src/a.py': before });
    const { stdout, stderr } = await runCli(['fix', '--dry-run', '--rule', 'no-print'], { cwd });
    expect(stderr).toBe('1 fix would be applied in 1 file.\n');
    expect(await readFile(join(cwd, 'src/a.py'), 'utf8')).toBe(before);
    await writeFile(join(cwd, 'fix.patch'), stdout);
    execFileSync('git', ['apply', 'fix.patch'], { cwd });
    expect(await readFile(join(cwd, 'src/a.py'), 'utf8')).toBe(before.replace('print', 'log.info'));
  });

  it('keeps line ends, byte order mark, a missing last line end, and everything around', async () => {
    const cwd = await project({ 'a.py': '\uFEFF# ä🙂\r\nprint(a)  # why\r\n\tx  =  1' });
    await runCli(['fix', '--rule', 'no-print'], { cwd });
    expect(await readFile(join(cwd, 'a.py'), 'utf8')).toBe('\uFEFF# ä🙂\r\nlog.info(a)  # why\r\n\tx  =  1');
  });

  it('keeps the mode of a file and the link that leads to it', async () => {
    const cwd = await project({ 'real.py': 'print(a)\n' });
    await chmod(join(cwd, 'real.py'), 0o750);
    await symlink('real.py', join(cwd, 'link.py'));
    await runCli(['fix', 'link.py', '--rule', 'no-print'], { cwd });
    expect((await lstat(join(cwd, 'link.py'))).isSymbolicLink()).toBe(true);
    expect((await stat(join(cwd, 'real.py'))).mode & 0o777).toBe(0o750);
    expect(await readFile(join(cwd, 'real.py'), 'utf8')).toBe('log.info(a)\n');
  });

  it('leaves a file alone whose bytes it could not write back', async () => {
    const latin1 = Buffer.from('# caf\xe9\nprint(a)\n', 'latin1');
    const cwd = await project({ 'a.py': latin1 });
    const { stderr, code } = await runCli(['fix', '--rule', 'no-print'], { cwd });
    expect(stderr).toContain('a.py: not fixed: the file is not UTF-8');
    expect(code).toBe(2);
    expect(Buffer.compare(await readFile(join(cwd, 'a.py')), latin1)).toBe(0);
  });

  it('leaves what the baseline hides, unless told otherwise', async () => {
    const cwd = await project({ 'a.py': 'print(old)\n' });
    await runCli(['check', '--update-baseline'], { cwd });
    await writeFile(join(cwd, 'a.py'), 'print(old)\nprint(fresh)\n');
    await runCli(['fix', '--rule', 'no-print'], { cwd });
    expect(await readFile(join(cwd, 'a.py'), 'utf8')).toBe('print(old)\nlog.info(fresh)\n');
    await runCli(['fix', '--rule', 'no-print', '--no-baseline'], { cwd });
    expect(await readFile(join(cwd, 'a.py'), 'utf8')).toBe('log.info(old)\nlog.info(fresh)\n');
  });

  it('does not apply a fix that would break the file', async () => {
    const cwd = await workspaceWith({
      '.fixward/rules/bad.yaml': PRINT_RULE.replace('fix: log.info($A)', 'fix: "log.info($A"'),
      'a.py': 'print(a)\n',
    });
    expect((await runCli(['fix', '--rule', 'no-print'], { cwd })).stderr).toBe('No fix applied.\n');
    expect(await readFile(join(cwd, 'a.py'), 'utf8')).toBe('print(a)\n');
  });

  it('records what it applied in the data folder, without source text', async () => {
    const cwd = await project({ 'a.py': 'print(secret_word)\n' });
    const home = join(cwd, '..', 'other-home');
    await runCli(['fix', '--rule', 'no-print'], { cwd, home });
    const journal = await readFile(join(home, 'journal.jsonl'), 'utf8');
    expect(JSON.parse(journal)).toMatchObject({ event: 'applied', ruleId: 'no-print' });
    expect(journal).not.toContain('secret_word');
  });

  it.each([
    [['fix', 'nowhere'], 'fixward fix: nowhere: no such file or folder'],
    [['fix', '--dryrun'], 'fixward fix: unknown option --dryrun; did you mean --dry-run?'],
    [['fix', '--rule', 'no-prnt'], 'fixward fix: no rule is called "no-prnt"; did you mean "no-print"?'],
  ])('%j is one line and exit code 2', async (args, line) => {
    const cwd = await project({});
    expect(await runCli(args, { cwd })).toEqual({ code: 2, stdout: '', stderr: `${line}\n` });
  });
});
