import { describe, expect, it } from 'vitest';
import { listMigrations } from '../../../src/core/migrations/listMigrations.ts';
import type { MigrationScript } from '../../../src/core/migrations/migration.ts';
import { type MigrationTexts, migrationHistory } from '../../../src/core/migrations/migrationHistory.ts';
import type { MigrationTool } from '../../../src/core/rules/projectConfig.ts';

function history(
  files: Readonly<Record<string, string>>,
  more: Omit<MigrationTexts, 'texts'> & { readonly tool?: MigrationTool } = {},
) {
  const texts = new Map(Object.entries(files));
  const configured = more.tool === undefined ? [] : [{ folder: 'migrations', tool: more.tool }];
  const [listing] = listMigrations([...texts.keys()], configured);
  if (!listing) throw new Error('no migrations listed');
  return migrationHistory(listing, { texts, ...more });
}

function runs({ text, span }: MigrationScript): string {
  return text.slice(span.start, span.end);
}

describe('migrationHistory', () => {
  it.each([
    ['goose', '-- +goose Up\nselect 1;\n-- +goose Down\nselect 2;\n'],
    ['dbmate', '-- migrate:up\nselect 1;\n-- migrate:down\nselect 2;\n'],
    ['node-pg-migrate', '-- Up Migration\nselect 1;\n-- Down Migration\nselect 2;\n'],
  ])('finds both directions in one file of %s', (tool, text) => {
    const { migrations, tool: found } = history({ 'migrations/1_a.sql': text });
    expect(found).toBe(tool);
    const [first] = migrations;
    expect(first && runs(first.up)).toBe('select 1;\n');
    expect(first?.down && runs(first.down)).toBe('select 2;\n');
    expect(first?.up).toMatchObject({ path: 'migrations/1_a.sql', text, inTransaction: true });
    expect(first?.down?.inTransaction).toBe(true);
  });

  it('counts sections in a text with Windows line breaks and other characters', () => {
    const text = '-- příliš 😀\r\n-- +goose Up\r\nselect 1;\r\n\r\n-- +goose Down\r\nselect 2;\r\n';
    const [first] = history({ 'migrations/1_a.sql': text }).migrations;
    expect(first && runs(first.up)).toBe('select 1;\r\n\r\n');
    expect(first?.down && runs(first.down)).toBe('select 2;\r\n');
  });

  it('has no way back where the section for it is empty', () => {
    const text = '-- migrate:up\nselect 1;\n\n-- migrate:down\n-- nothing yet\n';
    expect(history({ 'migrations/1_a.sql': text }).migrations[0]?.down).toBeUndefined();
  });

  it('reads a section mark of one tool as a comment for another', () => {
    const text = 'select 1;\n-- migrate:down\nselect 2;\n';
    const [first] = history({ 'migrations/1_a.sql': text }, { tool: 'sqlx' }).migrations;
    expect(first && runs(first.up)).toBe(text);
    expect(first?.down).toBeUndefined();
  });

  it.each([
    ['supabase', 'supabase/migrations/1_a.sql', 'select 1;', true],
    ['prisma', 'prisma/migrations/1_a/migration.sql', 'select 1;', false],
    ['prisma', 'prisma/migrations/1_a/migration.sql', 'select 1; select 2;', true],
    ['golang-migrate', 'migrations/1_a.up.sql', 'select 1; select 2;', true],
    ['diesel', 'migrations/1_a/up.sql', 'select 1;', true],
    ['diesel', 'migrations/1_a/up.sql', 'create index concurrently i on t (a);', false],
    ['flyway', 'db/V1__a.sql', 'vacuum t;', false],
    ['plain', 'migrations/1.sql', 'select 1; select 2;', false],
    ['goose', 'migrations/1.sql', '-- +goose NO TRANSACTION\n-- +goose Up\nselect 1;', false],
    ['dbmate', 'migrations/1.sql', '-- migrate:up transaction:false\nselect 1;', false],
    ['sqlx', 'migrations/1.sql', '-- no-transaction\nselect 1;', false],
    ['sqlx', 'migrations/1.sql', 'select 1;', true],
  ] as const)('knows the transaction of %s: %s %s', (tool, path, text, inTransaction) => {
    const told = history({ [path]: text }, tool === 'sqlx' ? { tool } : {});
    expect(told.tool).toBe(tool);
    expect(told.migrations[0]?.up.inTransaction).toBe(inTransaction);
  });

  it('keeps the directions of dbmate apart', () => {
    const text = '-- migrate:up transaction:false\nselect 1;\n-- migrate:down\nselect 2;\n';
    const [first] = history({ 'migrations/1.sql': text }).migrations;
    expect([first?.up.inTransaction, first?.down?.inTransaction]).toEqual([false, true]);
  });

  it("believes diesel's settings before the script", () => {
    const files = { 'migrations/1_a/up.sql': 'select 1;', 'migrations/1_a/down.sql': 'select 2;' };
    const runInTransaction = new Map([['migrations/1_a/up.sql', false]]);
    const [first] = history(files, { runInTransaction }).migrations;
    expect([first?.up.inTransaction, first?.down?.inTransaction]).toEqual([false, false]);
  });

  it("follows drizzle's journal, scripts it does not know last", () => {
    const files = {
      'drizzle/0000_new.sql': 'select 1;',
      'drizzle/0001_b.sql': 'select 1;',
      'drizzle/0002_a.sql': 'select 1;',
    };
    const journal = JSON.stringify({
      entries: [
        { idx: 0, tag: '0002_a' },
        { idx: 1, tag: '0001_b' },
      ],
    });
    const names = (told: ReturnType<typeof history>) => told.migrations.map(({ name }) => name);
    expect(names(history(files, { journal }))).toEqual(['0002_a', '0001_b', '0000_new']);
    expect(names(history(files, { journal: '{' }))).toEqual(['0000_new', '0001_b', '0002_a']);
  });

  it('orders anew when comments show another tool than names did', () => {
    const text = '-- +goose Up\nselect 1;';
    const told = history({ 'migrations/10_b.sql': text, 'migrations/9_a.sql': text });
    expect(told.migrations.map(({ name }) => name)).toEqual(['9_a', '10_b']);
  });

  it('leaves out what could not be read', () => {
    const listing = listMigrations(['migrations/1.sql', 'migrations/2.sql'])[0];
    if (!listing) throw new Error('no migrations listed');
    const texts = new Map([['migrations/2.sql', 'select 1;']]);
    expect(migrationHistory(listing, { texts }).migrations.map(({ name }) => name)).toEqual(['2']);
  });

  it('reads empty and broken scripts', () => {
    const told = history({ 'migrations/1.sql': '', 'migrations/2.sql': "select 'open\n-- Down Migration" });
    expect(told.migrations).toHaveLength(2);
  });
});
