import { describe, expect, it } from 'vitest';
import { replay } from '../../../src/core/replay/replay.ts';
import type { ReplayReport, ReplayRequest } from '../../../src/core/replay/replayReport.ts';
import { RULES_OVER_SCHEMA } from '../../../src/core/schema/rulesOverSchema.ts';
import { migrationOf, testPool } from '../../support/replayShadow.ts';

const test = testPool();

function replayed(
  migrations: ReplayRequest['migrations'],
  {
    platform = 'postgres',
    ruleIds = ['no-primary-key'],
    leftOut = {},
  }: {
    platform?: 'postgres' | 'supabase';
    ruleIds?: readonly string[];
    leftOut?: Readonly<Record<string, string>>;
  } = {},
): Promise<ReplayReport> {
  const settings = { platform, exposedSchemas: ['public'], authFunctions: ['auth.uid'], targetVersion: 17 };
  let clock = 0;
  return replay(
    { migrations, settings, ruleIds },
    { pool: test.pool, rules: RULES_OVER_SCHEMA, now: () => clock++, leftOut },
  );
}

describe('a replay', () => {
  it('points each finding at the statement that caused it, in the file where it stands', async () => {
    const texts = [
      'create table "zamówienia 🐢" (id int);\r\n',
      'alter table "zamówienia 🐢" add note text;\r\n',
    ];
    const report = await replayed(texts.map((text, index) => migrationOf(String(index), text)));
    expect(report.findings).toHaveLength(1);
    expect(report.findings[0]).toMatchObject({
      ruleId: 'no-primary-key',
      place: { path: 'migrations/0.sql', start: 0, end: 38 },
    });
    expect(texts[0]?.slice(0, 38)).toBe('create table "zamówienia 🐢" (id int);');
  });

  it('has no finding that a later migration mends', async () => {
    const report = await replayed([
      migrationOf('1', 'create table a (id int);'),
      migrationOf('2', 'alter table a add primary key (id);'),
    ]);
    expect(report.findings).toEqual([]);
  });

  it('runs only the rules asked for', async () => {
    const report = await replayed([migrationOf('1', 'create table a (id int);')], { ruleIds: [] });
    expect(report.findings).toEqual([]);
  });

  it('has nothing to say about what the platform brings', async () => {
    const ruleIds = RULES_OVER_SCHEMA.map(({ id }) => id);
    expect((await replayed([], { platform: 'supabase', ruleIds })).findings).toEqual([]);
    expect((await replayed([], { platform: 'postgres', ruleIds })).findings).toEqual([]);
  });

  it('has nothing to say about what a stand-in brings', async () => {
    const ruleIds = RULES_OVER_SCHEMA.map(({ id }) => id);
    const names = ['postgis', 'pg_cron', 'pg_net', 'pgmq', 'timescaledb', 'pg_partman', 'pgsodium', 'http'];
    const text = names.map((name) => `create extension ${name};`).join('\n');
    const report = await replayed([migrationOf('1', text)], { ruleIds });
    expect(report.failures).toEqual([]);
    expect(report.notes).toHaveLength(names.length);
    const aboutStandIns = report.findings.filter(({ ruleId }) => !ruleId.includes('extension'));
    expect(aboutStandIns).toEqual([]);
  });

  it('tells what did not run, and what it was told to leave out', async () => {
    const migrations = [
      migrationOf('1', 'create table a (id int primary key); create table a (id int);'),
      migrationOf('2', 'create table b (id int);'),
    ];
    const report = await replayed(migrations, { leftOut: { 2: 'it never ends' } });
    expect(report.failures.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      'migrations/2.sql: not run: it never ends',
      'migrations/1.sql: relation "a" already exists',
    ]);
    expect(report.findings).toEqual([]);
  });

  it('says how much of it was taken over', async () => {
    const first = [migrationOf('1', 'create table x (id int);'), migrationOf('2', 'select 1;')];
    expect((await replayed(first)).reusedCount).toBe(0);
    const changed = [...first.slice(0, 1), migrationOf('2', 'select 2;')];
    expect(await replayed(changed)).toMatchObject({ reusedCount: 1, statementCount: 2 });
  });
});
