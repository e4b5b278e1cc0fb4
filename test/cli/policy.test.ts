import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, workspaceWith } from '../support/cli.ts';

function lines(...queries: readonly string[]): string {
  return queries.map((sql) => `${JSON.stringify({ sql })}\n`).join('');
}

describe('fixward policy classify', () => {
  it('answers every line with class, decision and reasons', async () => {
    const cwd = await workspaceWith({});
    const stdin = lines('SELECT 1', 'DELETE FROM a', 'SELECT count(*) FROM generate_series(1, 10000000000)');
    const { stdout, code } = await runCli(['policy', 'classify', '--jsonl'], { cwd, stdin });
    const answers = stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
    expect(answers).toEqual([
      { class: 'read', decision: 'allow', reasons: [] },
      { class: 'write', decision: 'deny', reasons: ['DELETE removes rows.'] },
      {
        class: 'dangerous-function',
        decision: 'allow-with-timeout',
        reasons: [expect.stringMatching(/rows/u)],
      },
    ]);
    expect(code).toBe(0);
  });

  it('answers what it cannot read with an error, judges the rest, and ends with 2', async () => {
    const cwd = await workspaceWith({});
    const stdin = `${lines('SELECT 1')}not json\n\n{"sql": 1}\n[]\n{"id": 7, "sql": "SELECT 'ž\\u0000'"}\r\n${lines('COMMIT').trim()}`;
    const { stdout, code } = await runCli(['policy', 'classify', '--jsonl'], { cwd, stdin });
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map((answer) => answer.class ?? answer.error)).toEqual([
      'read',
      expect.stringMatching(/not a JSON object/u),
      expect.stringMatching(/not a JSON object/u),
      expect.stringMatching(/not a JSON object/u),
      expect.stringMatching(/not a JSON object/u),
      'invalid',
      'session',
    ]);
    expect(code).toBe(2);
  });

  it('takes an empty input for no queries', async () => {
    const cwd = await workspaceWith({});
    expect(await runCli(['policy', 'classify', '--jsonl'], { cwd, stdin: '' })).toMatchObject({
      stdout: '',
      code: 0,
    });
  });

  it('judges a file as one query, in words', async () => {
    const cwd = await workspaceWith({ 'a.sql': 'SELECT 1;\nCOMMIT;\n' });
    const { stdout, code } = await runCli(['policy', 'classify', 'a.sql'], { cwd });
    expect(stdout).toBe('multi: deny\n  There are 2 statements; a read is exactly one.\n');
    expect(code).toBe(0);
  });

  it('reads many lines from a file', async () => {
    const cwd = await workspaceWith({});
    await writeFile(join(cwd, 'q.jsonl'), lines('SELECT 1').repeat(5000));
    const { stdout } = await runCli(['policy', 'classify', '--jsonl', 'q.jsonl'], { cwd });
    expect(stdout.trim().split('\n')).toHaveLength(5000);
  });

  it.each([
    [['policy'], /give an action/u],
    [['policy', 'clasify'], /did you mean classify/u],
    [['policy', 'classify', 'gone.sql'], /gone\.sql cannot be read/u],
    [['policy', 'classify', 'a', 'b'], /give one file/u],
    [['policy', 'classify', '--json'], /did you mean --jsonl/u],
  ])('tells what is wrong with %j', async (args, message) => {
    const cwd = await workspaceWith({});
    const { stderr, code } = await runCli(args, { cwd });
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});

describe('fixward policy list', () => {
  it('shows the policies of Fixward and of the user', async () => {
    const cwd = await workspaceWith({});
    const home = join(cwd, 'home');
    await mkdir(join(home, 'policies'), { recursive: true });
    const own =
      '@id("no-servers")\n@reason("No.")\nforbid (principal, action == Action::"reach_out", resource);';
    await writeFile(join(home, 'policies', 'mine.cedar'), own);
    const { stdout, code } = await runCli(['policy', 'list'], { cwd, home });
    expect(stdout).toContain('reads.cedar\n  permit  reads-are-free\n');
    expect(stdout).toContain('mine.cedar (yours)\n  forbid  no-servers\n          No.\n');
    expect(code).toBe(0);
  });

  it('tells what is wrong, and that everything is denied', async () => {
    const cwd = await workspaceWith({});
    const home = join(cwd, 'home');
    await mkdir(join(home, 'policies'), { recursive: true });
    await writeFile(join(home, 'policies', 'mine.cedar'), 'permit (');
    const { stdout, stderr, code } = await runCli(['policy', 'list'], { cwd, home });
    expect(stdout).toBe('');
    expect(stderr).toMatch(/mine\.cedar:1: .+\n.*everything is denied/u);
    expect(code).toBe(2);
  });
});
