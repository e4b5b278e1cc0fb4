import { describe, expect, it } from 'vitest';
import { downPlace, withDown } from '../../../src/core/down/downFile.ts';
import { listMigrations } from '../../../src/core/migrations/listMigrations.ts';
import { migrationHistory } from '../../../src/core/migrations/migrationHistory.ts';
import type { MigrationTool } from '../../../src/core/rules/projectConfig.ts';

function historyOf(tool: MigrationTool, folder: string, path: string, text = 'create table a (id int);\n') {
  const [listing] = listMigrations([path], [{ folder, tool }]);
  if (!listing) throw new Error(`${path} is no migration`);
  const history = migrationHistory(listing, { texts: new Map([[path, text]]) });
  const [migration] = history.migrations;
  if (!migration) throw new Error(`${path} has no migration`);
  return { history, migration };
}

const NO_REMARKS = { cannotComeBack: [], leftBehind: [], lost: [] };

describe('the place of a down migration', () => {
  it.each([
    [
      'supabase',
      'supabase/migrations',
      'supabase/migrations/20240101000000_a.sql',
      'supabase/migrations/down/20240101000000_a.sql',
    ],
    ['plain', 'db', 'db/001_a.sql', 'db/down/001_a.sql'],
    ['plain', 'db', 'db/001_a.up.sql', 'db/001_a.down.sql'],
    ['golang-migrate', 'db', 'db/1_a.up.sql', 'db/1_a.down.sql'],
    ['diesel', 'migrations', 'migrations/2024-01-01_a/up.sql', 'migrations/2024-01-01_a/down.sql'],
    ['prisma', 'prisma/migrations', 'prisma/migrations/1_a/migration.sql', 'prisma/migrations/1_a/down.sql'],
    ['flyway', 'sql', 'sql/V2__a.sql', 'sql/U2__a.sql'],
    ['plain', 'db', 'db/up/001_a.sql', 'db/down/001_a.sql'],
  ] as const)('%s: %s, %s gets %s, which the folder then shows as its down', (tool, folder, up, down) => {
    const { history, migration } = historyOf(tool, folder, up);
    expect(downPlace(history, migration)).toEqual({ kind: 'newFile', path: down });
    expect(listMigrations([up, down], [{ folder, tool }])[0]?.files).toMatchObject([{ up, down }]);
  });

  it.each([
    ['dbmate', '-- migrate:up\ncreate table a (id int);\n'],
    ['dbmate', '-- migrate:up\r\ncreate table a (id int);\r\n\r\n-- migrate:down\r\n'],
    ['goose', '-- +goose Up\ncreate table a (id int);\n\n-- +goose Down\n'],
    ['goose', '-- +goose Up\ncreate table a (id int);'],
    ['node-pg-migrate', '-- Up Migration\ncreate table a (id int);\n\n-- Down Migration\n'],
  ] as const)('%s: is a section of the same file (%j)', (tool, text) => {
    const { history, migration } = historyOf(tool, 'db', 'db/1_a.sql', text);
    expect(migration.down).toBeUndefined();
    const place = downPlace(history, migration);
    const written = withDown(place, text, { ...NO_REMARKS, sql: 'drop table a;\n' });
    expect(written.match(/down/giu)).toHaveLength(1);
    expect(/(?<!\r)\n/u.test(written)).toBe(!text.includes('\r\n'));
    const { migration: reread } = historyOf(tool, 'db', 'db/1_a.sql', written);
    expect(reread.up.text.slice(reread.up.span.start, reread.up.span.end)).not.toContain('drop table');
    expect(reread.down?.text.slice(reread.down.span.start, reread.down.span.end).trim()).toBe(
      'drop table a;',
    );
  });
});

describe('the text of a down migration', () => {
  const place = { kind: 'newFile', path: 'down.sql' } as const;

  it('says above the statements what they do not bring back', () => {
    const down = {
      sql: 'ALTER TABLE t ADD COLUMN note text;\n',
      cannotComeBack: ['the values of column t.note'],
      leftBehind: ['enum type\n"Größe"'],
      lost: ['comment of table t'],
    };
    const remarks = [
      '-- Does not come back: the values of column t.note',
      '-- Left behind: enum type "Größe"',
      '-- Not brought back: comment of table t',
    ];
    expect(withDown(place, 'ALTER …', down)).toBe(`${remarks.join('\n')}\n${down.sql}`);
    const section = withDown(
      { kind: 'section', path: 'a.sql', mark: '-- +goose Down' },
      '-- +goose Up\r\nALTER …;\r\n',
      down,
    );
    expect(section).toContain(`-- +goose Down\r\n${remarks.join('\r\n')}\r\nALTER TABLE t ADD`);
  });

  it('keeps the line breaks of the up script', () => {
    const down = { ...NO_REMARKS, sql: 'drop table a;\ndrop table b;\n' };
    expect(withDown(place, 'create …;\r\n', down)).toBe('drop table a;\r\ndrop table b;\r\n');
  });

  it('is a remark where nothing is to be undone', () => {
    const down = { ...NO_REMARKS, sql: '', cannotComeBack: ['the rows that INSERT adds stay in t'] };
    expect(withDown(place, 'insert …;\n', down)).toBe(
      '-- Does not come back: the rows that INSERT adds stay in t\n-- Nothing in the schema is to be undone.\n',
    );
  });
});
