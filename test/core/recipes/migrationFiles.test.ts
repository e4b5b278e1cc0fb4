import { describe, expect, it } from 'vitest';
import { newMigrations } from '../../../src/core/recipes/migrationFiles.ts';

const STEP = { name: 'b', scripts: { up: 'up;\n', down: 'down;\n', withoutTransaction: false } };

function written(...files: readonly string[]) {
  const style = { tool: 'supabase', isLowerCase: false, lineBreak: '\n' } as const;
  return newMigrations({ style, path: 'm/20240101000000_a.sql', files }, [STEP], '20240501120000');
}

describe('files of a tool without down migrations', () => {
  it('say in a comment how to undo them', () => {
    expect(written('m/20240101000000_a.sql')).toEqual([
      { path: 'm/20240501120000_b.sql', text: 'up;\n\n-- To undo:\n-- down;\n' },
    ]);
  });

  it('have a companion where the folder has companions', () => {
    expect(written('m/20240101000000_a.sql', 'm/down/20240101000000_a.sql')).toEqual([
      { path: 'm/20240501120000_b.sql', text: 'up;\n' },
      { path: 'm/down/20240501120000_b.sql', text: 'down;\n' },
    ]);
  });
});
