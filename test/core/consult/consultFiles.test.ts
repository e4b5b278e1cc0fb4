import { describe, expect, it } from 'vitest';
import { checkPath, migrationPaths } from '../../../src/core/consult/consultFiles.ts';

describe('a path of a consultation’s file', () => {
  it.each([
    ['analysis/tables.md', 'analysis/tables.md'],
    ['/documentation/guide/first steps.md', 'documentation/guide/first steps.md'],
    ['plans/Übersicht-2026.md', 'plans/Übersicht-2026.md'],
    ['migrations/001_x.up.sql', 'migrations/001_x.up.sql'],
  ])('%s is taken', (given, path) => {
    expect(checkPath(given)).toEqual({ ok: true, path });
  });

  it.each([
    '',
    '/',
    'analysis',
    'analysis/',
    'other/x.md',
    'analysis/../../etc/passwd',
    'analysis/./x',
    'analysis//x',
    'analysis\\x',
    'analysis/a:b',
    'analysis/.hidden',
    'analysis/x.',
    'analysis/con.md',
    'analysis/LPT1',
    'analysis/a\u0000b',
    '//analysis/x',
    `analysis/${'x'.repeat(300)}`,
  ])('%j is refused with a reason', (given) => {
    expect(checkPath(given)).toEqual({ ok: false, problem: expect.stringMatching(/\S/u) });
  });
});

describe('a migration’s files', () => {
  it('are numbered behind those there are, with the way back beside them', () => {
    expect(migrationPaths('Add portfolios & approval!', [])).toEqual({
      number: 1,
      upPath: 'migrations/001_add_portfolios_approval.up.sql',
      downPath: 'migrations/001_add_portfolios_approval.down.sql',
    });
    const there = ['migrations/009_x.up.sql', 'migrations/notes.md', 'plans/077_x.md'];
    expect(migrationPaths('Ünïque', there)).toMatchObject({
      number: 10,
      upPath: 'migrations/010_unique.up.sql',
    });
    expect(migrationPaths('日本', ['migrations/1000_x.up.sql']).upPath).toBe(
      'migrations/1001_migration.up.sql',
    );
  });
});
