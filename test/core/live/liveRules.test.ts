import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { LIVE_RULES } from '../../../src/core/live/liveRules.ts';
import { statisticsAge, statisticsWords } from '../../../src/core/live/statisticsAge.ts';
import type { Rule, RuleExample } from '../../../src/core/rules/ruleModel.ts';
import { runSchemaRules } from '../../../src/core/schema/runSchemaRules.ts';
import { liveMatchersOf } from '../../../src/core/schema/schemaMatchers.ts';
import { openLiveDatabase } from '../../../src/engines/live/liveDatabase.ts';
import { exampleSettings } from '../../support/schemaExamples.ts';
import { installedPostgres, temporaryPostgres } from '../../support/temporaryPostgres.ts';

const binFolder = installedPostgres();

describe.skipIf(binFolder === undefined)('rules over a server in use', () => {
  const server = temporaryPostgres(binFolder ?? '');
  let count = 0;

  /** Runs an example in a database of its own, each statement by itself, and asks the rule. */
  async function messagesOf(rule: Rule, { code, path }: RuleExample): Promise<readonly string[]> {
    const name = `example_${++count}`;
    await asOwner('postgres', [`CREATE DATABASE ${name}`]);
    const settings = exampleSettings(path);
    // The extension is not among those installed; what counts is that the catalog names it.
    const fake =
      "INSERT INTO pg_catalog.pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion) VALUES (99999, 'pg_graphql', 10, 2200, false, '1.5')";
    const roles =
      'DO $$ BEGIN CREATE ROLE anon; CREATE ROLE authenticated; EXCEPTION WHEN duplicate_object THEN NULL; END $$';
    const statements = code.split(/;\n|;$/u).filter((statement) => statement.trim() !== '');
    await asOwner(name, [
      ...(settings.platform === 'supabase' ? [roles] : []),
      ...statements.map((statement) => (statement === 'create extension pg_graphql' ? fake : statement)),
    ]);
    const database = await openLiveDatabase(server.address(name));
    const { reports, notes } = await runSchemaRules(database, [rule], settings, liveMatchersOf);
    await database.close();
    expect(notes).toEqual([]);
    return reports.map(({ message }) => message);
  }

  async function asOwner(database: string, statements: readonly string[]): Promise<void> {
    const client = new Client({ connectionString: server.address(database) });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  }

  // The server's own version offers fewer things than the newest.
  const fits = ({ code }: RuleExample): boolean =>
    !code.includes('pg_stat_force_next_flush') || isAtLeast15();
  const isAtLeast15 = (): boolean => Number(/(\d+)\/bin$/u.exec(binFolder ?? '')?.[1]) >= 15;

  for (const rule of LIVE_RULES) {
    it.each(
      rule.examples.fires.filter(fits).map((example) => ({ example, name: example.code.slice(0, 60) })),
    )(`${rule.id} fires: $name`, async ({ example }) => {
      const messages = await messagesOf(rule, example);
      expect(messages).toHaveLength(example.count ?? 1);
      expect(messages[0]).toMatch(/^[^.]\S.*\.$/u);
      expect(messages[0]).not.toMatch(/NaN|undefined|null/u);
    });
    it.each(
      rule.examples.silent.filter(fits).map((example) => ({ example, name: example.code.slice(0, 60) })),
    )(`${rule.id} silent: $name`, async ({ example }) => {
      expect(await messagesOf(rule, example)).toEqual([]);
    });
  }

  it('says how old the statistics are', async () => {
    const database = await openLiveDatabase(server.address());
    const age = await statisticsAge(database);
    await database.close();
    expect(age).toMatchObject({ database: 'postgres', isReplica: false, replicaCount: 0 });
    expect(age.hours).toBeLessThan(1);
    expect(age.startedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:]+Z$/u);
  });
});

describe('statisticsWords', () => {
  const age = {
    serverVersion: '15.4',
    database: 'shop',
    countedSince: '2025-01-01T00:00:00Z',
    startedAt: '2024-12-01T00:00:00Z',
    hours: 30 * 24,
    isReplica: false,
    replicaCount: 0,
  };

  it('gives length and start', () => {
    expect(statisticsWords(age)).toEqual(['Use has been counted for 30 days, since 2025-01-01T00:00:00Z.']);
  });

  it('warns of young counters, replicas and servers that were never reset', () => {
    const words = statisticsWords({
      ...age,
      countedSince: undefined,
      hours: 5.5,
      isReplica: true,
      replicaCount: 2,
    });
    expect(words.join(' ')).toMatch(/5 hours, since the server started at 2024-12-01/u);
    expect(words.join(' ')).toContain('less than a week');
    expect(words.join(' ')).toContain('This server is a replica');
    expect(words.join(' ')).toContain('2 replicas follow');
  });
});
