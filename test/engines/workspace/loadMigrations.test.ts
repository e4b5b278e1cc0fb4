import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadMigrations } from '../../../src/engines/workspace/loadMigrations.ts';
import { workspaceWith } from '../../support/cli.ts';

const NO_CONFIG = { migrations: [] };

describe('loadMigrations', () => {
  it('reads scripts in order, with what settings beside them say', async () => {
    const root = await workspaceWith({
      'db/migrations/2_b/up.sql': '\uFEFFselect 2;',
      'db/migrations/2_b/down.sql': 'select -2;',
      'db/migrations/2_b/metadata.toml': 'run_in_transaction = false\n',
      'db/migrations/1_a/up.sql': 'select 1;',
    });
    const { history, problems } = await loadMigrations(root, 'db/migrations/', NO_CONFIG);
    expect(problems).toEqual([]);
    expect(history).toEqual({
      folder: 'db/migrations',
      tool: 'diesel',
      migrations: [
        {
          name: '1_a',
          up: {
            path: 'db/migrations/1_a/up.sql',
            text: 'select 1;',
            span: { start: 0, end: 9 },
            inTransaction: true,
          },
        },
        {
          name: '2_b',
          up: {
            path: 'db/migrations/2_b/up.sql',
            text: 'select 2;',
            span: { start: 0, end: 9 },
            inTransaction: false,
          },
          down: {
            path: 'db/migrations/2_b/down.sql',
            text: 'select -2;',
            span: { start: 0, end: 10 },
            inTransaction: false,
          },
        },
      ],
    });
  });

  it('finds the migrations below the folder given, and takes any name for it', async () => {
    const root = await workspaceWith({
      'app/supabase/seed.sql': 'select 0;',
      'app/supabase/migrations/1_a.sql': 'select 1;',
      'changes/1.sql': 'select 1;',
    });
    expect((await loadMigrations(root, 'app/supabase', NO_CONFIG)).history).toMatchObject({
      folder: 'app/supabase/migrations',
      tool: 'supabase',
    });
    expect((await loadMigrations(root, 'changes', NO_CONFIG)).history.migrations).toHaveLength(1);
    expect((await loadMigrations(join(root, 'changes'), '.', NO_CONFIG)).history.migrations).toHaveLength(1);
  });

  it('takes the tool from the configuration, of the folder or of one above', async () => {
    const root = await workspaceWith({ 'db/changes/1.sql': 'select 1;' });
    for (const folder of ['db/changes', 'db/']) {
      const config = { migrations: [{ folder, tool: 'sqlx' as const }] };
      const { history } = await loadMigrations(root, 'db/changes', config);
      expect(history).toMatchObject({ tool: 'sqlx', migrations: [{ up: { inTransaction: true } }] });
    }
  });

  it("reads drizzle's journal", async () => {
    const root = await workspaceWith({
      'drizzle/0000_b.sql': 'select 1;',
      'drizzle/0001_a.sql': 'select 1;',
      'drizzle/meta/_journal.json': '{"entries":[{"tag":"0001_a"},{"tag":"0000_b"}]}',
    });
    const { history } = await loadMigrations(root, 'drizzle', NO_CONFIG);
    expect(history.migrations.map(({ name }) => name)).toEqual(['0001_a', '0000_b']);
  });

  it('says what cannot be read and reads the rest', async () => {
    const root = await workspaceWith({
      'migrations/1_a/up.sql': 'select 1;',
      'migrations/1_a/metadata.toml': 'run_in_transaction = \n',
      'migrations/2_b/up.sql': 'select \0;',
    });
    await mkdir(join(root, 'migrations/3_c'));
    await symlink(join(root, 'nowhere'), join(root, 'migrations/3_c/up.sql'));
    const { history, problems } = await loadMigrations(root, 'migrations', NO_CONFIG);
    expect(history.migrations.map(({ name }) => name)).toEqual(['1_a']);
    expect(problems.map(({ path }) => path)).toEqual([
      'migrations/1_a/metadata.toml',
      'migrations/2_b/up.sql',
    ]);
    expect(problems.every(({ message }) => message !== '' && !message.includes('\n'))).toBe(true);
  });

  it('says when there is nothing to read, or too much to choose from', async () => {
    const root = await workspaceWith({
      'migrations/a/1.sql': 'select 1;',
      'migrations/b/1.sql': 'select 1;',
      'empty/readme.md': '',
    });
    expect((await loadMigrations(root, 'migrations', NO_CONFIG)).problems).toEqual([
      { path: 'migrations', message: 'holds several migration folders: migrations/a, migrations/b' },
    ]);
    expect((await loadMigrations(root, 'empty', NO_CONFIG)).problems).toEqual([
      { path: 'empty', message: 'no migrations are here' },
    ]);
    expect((await loadMigrations(root, 'gone', NO_CONFIG)).problems).toEqual([
      { path: 'gone', message: 'no such file or folder' },
    ]);
  });
});
