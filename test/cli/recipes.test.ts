import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, workspaceWith } from '../support/cli.ts';

interface Report {
  readonly findings: readonly {
    readonly ruleId: string;
    readonly fixes: readonly {
      readonly title: string;
      readonly kind: string;
      readonly preferred: boolean;
      readonly edits: readonly { readonly newText: string }[];
      readonly newFiles?: readonly { readonly path: string; readonly text: string }[];
    }[];
  }[];
}

const UP = 'ALTER TABLE orders ALTER COLUMN region SET NOT NULL;\n';
const FILES = {
  'migrations/2024-01-02-030405_a/up.sql': UP,
  'migrations/2024-01-02-030405_a/down.sql': 'ALTER TABLE orders ALTER COLUMN region DROP NOT NULL;\n',
};

describe('recipes on the command line', () => {
  it('are listed with their edits and the files they write, the one that is there already included', async () => {
    const cwd = await workspaceWith(FILES);
    const { stdout } = await runCli(['check', '--format', 'json'], { cwd });
    // SAFETY: the test asserts on the parts it reads.
    const { findings } = JSON.parse(stdout) as Report;
    const recipe = findings
      .find(({ ruleId }) => ruleId === 'adding-not-null')
      ?.fixes.find(({ kind }) => kind === 'recipe');
    expect(recipe?.preferred).toBe(false);
    expect(recipe?.edits.map(({ newText }) => newText).join('')).toContain(
      'ADD CONSTRAINT orders_region_not_null_check CHECK (region IS NOT NULL) NOT VALID;',
    );
    const paths = recipe?.newFiles?.map(({ path }) => path.replace(/\d{4}-\d{2}-\d{2}-\d{6}/u, 'NOW')) ?? [];
    expect(paths).toEqual([
      'migrations/NOW_a/down.sql',
      'migrations/NOW_require_orders_region/up.sql',
      'migrations/NOW_require_orders_region/down.sql',
    ]);
    const down = recipe?.newFiles?.[0];
    expect(down?.path).toBe('migrations/2024-01-02-030405_a/down.sql');
    expect(down?.text).toContain('DROP CONSTRAINT orders_region_not_null_check;');
  });

  it('are never applied by fix', async () => {
    const cwd = await workspaceWith(FILES);
    await runCli(['fix', '--rule', 'adding-not-null'], { cwd });
    expect(await readFile(join(cwd, 'migrations/2024-01-02-030405_a/up.sql'), 'utf8')).toBe(UP);
  });

  it('name files from the working folder as findings are named', async () => {
    const cwd = await workspaceWith({
      'app/.fixward/config.yaml': 'version: 1\n',
      'app/migrations/1_a.sql': UP,
    });
    const { stdout } = await runCli(['check', 'app', '--format', 'json'], { cwd });
    // SAFETY: as above.
    const { findings } = JSON.parse(stdout) as Report;
    const [file] = findings.flatMap(({ fixes }) => fixes).flatMap(({ newFiles = [] }) => newFiles);
    expect(file?.path).toBe('app/migrations/2_require_orders_region.sql');
    await expect(access(join(cwd, file?.path ?? ''))).rejects.toThrow();
    await writeFile(join(cwd, file?.path ?? ''), file?.text ?? '');
  });

  it('come with text on standard input, whose file need not exist', async () => {
    const cwd = await workspaceWith({ 'migrations/004_z.sql': 'SELECT 1;\n' });
    const args = ['check', '--format', 'json', '--stdin-path', 'migrations/002_a.sql'];
    const { stdout } = await runCli(args, { cwd, stdin: UP });
    // SAFETY: as above.
    const { findings } = JSON.parse(stdout) as Report;
    const paths = findings
      .flatMap(({ fixes }) => fixes)
      .flatMap(({ newFiles = [] }) => newFiles.map(({ path }) => path));
    expect(paths).toEqual(['migrations/005_require_orders_region.sql']);
  });
});
