import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, workspaceWith } from '../support/cli.ts';

const PROPOSE = ['--propose-down', '--write', '--allow-missing-down'];

function prove(cwd: string, ...args: readonly string[]) {
  return runCli(['prove', '--migrations', 'db', '--engine', 'embedded', ...args], { cwd });
}

describe('fixward prove --write', () => {
  it('writes each proposed way back, which is then proven like any other', async () => {
    const cwd = await workspaceWith({
      'db/1_a.sql': '-- +goose Up\ncreate table a (id int primary key, note text);\n',
      'db/2_b.sql': '-- +goose Up\nalter table a drop column note;\n\n-- +goose Down\n',
      'db/3_c.sql': '-- +goose Up\ncreate table c (id int);\n-- +goose Down\ndrop table c;\n',
    });
    const { stderr } = await prove(cwd, ...PROPOSE);
    expect(stderr).toContain('db/1_a.sql: written, PROVEN');
    expect(stderr).toContain('db/2_b.sql: written, IRREVERSIBLE');
    expect(stderr).not.toContain('db/3_c.sql: ');
    expect(await readFile(join(cwd, 'db/1_a.sql'), 'utf8')).toBe(
      '-- +goose Up\ncreate table a (id int primary key, note text);\n\n-- +goose Down\ndrop table a;\n',
    );
    const second = await readFile(join(cwd, 'db/2_b.sql'), 'utf8');
    expect(second).toBe(
      '-- +goose Up\nalter table a drop column note;\n\n-- +goose Down\n-- Does not come back: the values of column a.note\nalter table a add column note text;\n',
    );
    const again = await prove(cwd, '--format', 'json', ...PROPOSE);
    expect(again.stderr).not.toContain('written');
    expect(JSON.parse(again.stdout)).toMatchObject({ summary: { PROVEN: 2, IRREVERSIBLE: 1 } });
  }, 120_000);

  it('makes the files and folders that a tool without sections needs', async () => {
    const cwd = await workspaceWith({
      'db/1_a/migration.sql': 'CREATE TABLE "A" ();\n',
      'db/2_b/migration.sql': 'CREATE TABLE "B" ();\n',
      'db/migration_lock.toml': 'provider = "postgresql"\n',
    });
    const { stderr } = await prove(cwd, '--only', '2_b', ...PROPOSE);
    expect(stderr).toContain('db/2_b/down.sql: written, PROVEN');
    expect(await readFile(join(cwd, 'db/2_b/down.sql'), 'utf8')).toBe('DROP TABLE "B";\n');
    await expect(access(join(cwd, 'db/1_a/down.sql'))).rejects.toThrow();
  }, 120_000);

  it('wants proposals to write', async () => {
    const cwd = await workspaceWith({ 'db/1_a.sql': 'select 1;\n' });
    const { code, stderr } = await prove(cwd, '--write');
    expect(code).toBe(2);
    expect(stderr).toContain('--write goes with --propose-down');
  });
});
