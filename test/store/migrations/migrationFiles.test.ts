import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../src/store/migrations/migrationFailure.ts';
import { migrationFiles } from '../../../src/store/migrations/migrationFiles.ts';
import { sqlFolderWith } from '../../support/sqlFolder.ts';

describe('migrationFiles', () => {
  it('reads numbered scripts in the order of their numbers', () => {
    const folder = sqlFolderWith({
      'migrations/010_b.sql': 'select 2;',
      'migrations/002_a.sql': 'select 1;',
      'migrations/README.md': '',
    });

    expect(migrationFiles(folder, 'migrations').map(({ version, name }) => [version, name])).toEqual([
      [2, 'a'],
      [10, 'b'],
    ]);
  });

  it('finds none where there is no folder', () => {
    expect(migrationFiles(sqlFolderWith({}), 'rollback')).toEqual([]);
  });

  it.each(['1_short.sql', '001-dash.sql', '001_Upper.sql', 'no_number.sql'])(
    'does not pass %s over',
    (name) => {
      const folder = sqlFolderWith({ [`migrations/${name}`]: '' });

      expect(() => migrationFiles(folder, 'migrations')).toThrow(`migrations/${name}`);
    },
  );

  it('names both scripts that bear one number', () => {
    const folder = sqlFolderWith({ 'migrations/001_a.sql': '', 'migrations/001_b.sql': '' });

    expect(() => migrationFiles(folder, 'migrations')).toThrow(
      /001_b\.sql: migrations\/001_a\.sql bears the same number/u,
    );
  });
});

describe('failureOf', () => {
  const thrown = (message: string, extra: object = {}): Error => Object.assign(new Error(message), extra);

  it('counts lines in characters, as the database counts positions', () => {
    const sql = "select '🐘ä';\nselect oops;";
    const position = String(Array.from(sql).indexOf('o') + 1);

    expect(
      failureOf(thrown('column "oops" does not exist', { code: '42703', position }), 'x.sql', sql).message,
    ).toBe('x.sql:2: column "oops" does not exist');
  });

  it('stays one line, and says how to mend what users can mend', () => {
    const failure = failureOf(thrown('could not open\n  extension "vector"', { code: '58P01' }), 'x.sql', '');

    expect(failure.message).toMatch(/^x\.sql: could not open extension "vector"; install pgvector/u);
    expect(failureOf(thrown('denied', { code: '42501' }), 'x.sql', '').message).toContain(
      'owner of the database',
    );
    expect(failureOf('odd', 'x.sql', '').message).toBe('x.sql: odd');
  });
});
