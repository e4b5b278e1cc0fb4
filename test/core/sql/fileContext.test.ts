import { describe, expect, it } from 'vitest';
import type { SqlOptions } from '../../../src/core/sql/migrationTool.ts';
import { analyze } from './sqlSupport.ts';

describe('what a file says of itself', () => {
  it.each([
    ['db/setup.sql', 'select 1;', 'plain', false],
    ['supabase/migrations/1_a.sql', 'select 1;', 'supabase', true],
    ['supabase/tests/a.sql', 'select 1;', 'supabase', false],
    ['apps/web/supabase/seed.sql', 'select 1;', 'supabase', false],
    ['prisma/migrations/1_a/migration.sql', 'select 1; select 2;', 'prisma', true],
    ['prisma/migrations/1_a/migration.sql', 'select 1;', 'prisma', false],
    ['migrations/1_a/up.sql', 'select 1;', 'diesel', true],
    ['migrations/1_a/up.sql', 'drop index concurrently a;', 'diesel', false],
    ['migrations/1_a.up.sql', 'select 1; select 2;', 'golang-migrate', true],
    ['migrations/1_a.up.sql', 'select 1;', 'golang-migrate', false],
    ['db/V2__orders.sql', 'select 1;', 'flyway', true],
    ['db/1.sql', 'select 1;\n--> statement-breakpoint\nselect 2;', 'drizzle', true],
    ['db/1.sql', '-- +goose Up\nselect 1;', 'goose', true],
    ['db/1.sql', '-- +goose NO TRANSACTION\n-- +goose Up\nselect 1;', 'goose', false],
    ['db/1.sql', '-- migrate:up transaction:false\nselect 1;', 'dbmate', false],
    ['db/1.sql', '-- Up Migration\nselect 1;', 'node-pg-migrate', true],
  ])('%s: %s', (path, text, tool, isWrapped) => {
    expect(analyze(text, { path }).file).toMatchObject({ tool, isWrapped });
  });

  it('believes the project before the path', () => {
    const migrations = [{ folder: 'db/changes', tool: 'sqlx' as const }];
    expect(analyze('select 1;', { path: 'db/changes/1.sql', options: { migrations } }).file).toMatchObject({
      tool: 'sqlx',
      isMigration: true,
      isWrapped: true,
    });
    const unusual = [{ folder: 'db/changes', tool: 'sqlx' as const, transaction: false }];
    const told = (text: string, options: SqlOptions) => analyze(text, { path: 'db/changes/1.sql', options });
    expect(told('select 1;', { migrations: unusual }).file.isWrapped).toBe(false);
    expect(told('select 1;', { assumeInTransaction: true }).file.isWrapped).toBe(true);
    const optsOut = '-- squawk-disable-assume-in-transaction\nselect 1;';
    expect(told(optsOut, { assumeInTransaction: true }).file.isWrapped).toBe(false);
    expect(told('-- squawk-enable-assume-in-transaction\nselect 1;', {}).file.isWrapped).toBe(true);
    const options = { runInTransaction: false };
    expect(analyze('select 1;', { path: 'migrations/1_a/up.sql', options }).file.isWrapped).toBe(false);
  });

  it('gives the start of the statement around an offset', () => {
    const text = 'select 1;\n  select 2;\n';
    const analysis = analyze(text);
    expect(analysis.statementStart(text.indexOf('2'))).toBe(text.indexOf('select 2'));
    expect(analysis.statementStart(text.length)).toBe(text.length);
    expect(analyze('').statementStart(0)).toBe(0);
  });

  it('stops when it is told to, and says so', () => {
    const text = 'DROP TABLE a;\n'.repeat(10);
    const stopped = analyze(text, { cancellation: { isCancellationRequested: true } });
    expect(stopped.complete).toBe(false);
    expect(stopped.findings).toEqual([]);
    const resumed = analyze(text, { previous: stopped });
    expect(resumed.complete).toBe(true);
    expect(resumed.findings.length).toBeGreaterThanOrEqual(10);
    expect(resumed.findings).toEqual(analyze(text).findings);
  });
});
