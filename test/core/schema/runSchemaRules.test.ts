import { describe, expect, it } from 'vitest';
import type { ShadowRow } from '../../../src/core/proof/shadowDatabase.ts';
import type { Rule } from '../../../src/core/rules/ruleModel.ts';
import { runSchemaRules } from '../../../src/core/schema/runSchemaRules.ts';
import type { SchemaMatcher, SchemaSettings } from '../../../src/core/schema/schemaRule.ts';

const SETTINGS: SchemaSettings = {
  platform: 'postgres',
  exposedSchemas: [],
  authFunctions: [],
  targetVersion: 15,
};

function ruleOf(id: string, matcher: Partial<SchemaMatcher>): Rule {
  return {
    id,
    title: id,
    kind: 'detection',
    severity: 'LOW',
    problemType: 'Data',
    languages: ['sql'],
    message: id,
    actionRequired: '',
    why: '',
    howToFix: '',
    match: [
      {
        kind: 'schema',
        query: () => `query of ${id}`,
        report: (row) => ({ object: { catalog: 'pg_class', oid: '1', name: String(row.name) }, message: id }),
        ...matcher,
      },
    ],
    examples: { fires: [], silent: [] },
  };
}

function databaseOf(answer: (sql: string) => readonly ShadowRow[]) {
  const asked: string[] = [];
  return {
    asked,
    query: async (sql: string, parameters: readonly unknown[] = []): Promise<readonly ShadowRow[]> => {
      asked.push([sql, ...parameters].join(' | '));
      if (sql.includes('current_setting')) return [{ path: 'public, extra' }];
      return sql.includes('set_config') ? [] : answer(sql);
    },
  };
}

describe('runSchemaRules', () => {
  it('names the rule of each report and leaves the search path as it was', async () => {
    const database = databaseOf(() => [{ name: 'a' }, { name: 'b' }]);
    const { reports, notes } = await runSchemaRules(database, [ruleOf('one', {})], SETTINGS);
    expect(reports.map(({ ruleId, object }) => [ruleId, object.name])).toEqual([
      ['one', 'a'],
      ['one', 'b'],
    ]);
    expect(notes).toEqual([]);
    expect(database.asked.at(1)).toMatch(/set_config.* \| $/u);
    expect(database.asked.at(-1)).toMatch(/set_config.* \| public, extra$/u);
  });

  it('goes on after a query that fails, and says so', async () => {
    const database = databaseOf((sql) => {
      if (sql.includes('broken')) throw new Error('no such catalog');
      return [{ name: 'a' }];
    });
    const rules = [ruleOf('broken', {}), ruleOf('whole', {})];
    const { reports, notes } = await runSchemaRules(database, rules, SETTINGS);
    expect(reports.map(({ ruleId }) => ruleId)).toEqual(['whole']);
    expect(notes).toEqual(['broken was not checked: no such catalog']);
  });

  it('asks nothing for rules that do not apply or need a server in use', async () => {
    const database = databaseOf(() => [{ name: 'a' }]);
    const rules = [ruleOf('elsewhere', { applies: () => false }), ruleOf('statistics', { live: true })];
    expect((await runSchemaRules(database, rules, SETTINGS)).reports).toEqual([]);
    expect(database.asked.some((sql) => sql.startsWith('query of'))).toBe(false);
  });

  it('leaves out rows that a rule has nothing to say of', async () => {
    const database = databaseOf(() => [{ name: 'a' }]);
    const { reports } = await runSchemaRules(
      database,
      [ruleOf('mute', { report: () => undefined })],
      SETTINGS,
    );
    expect(reports).toEqual([]);
  });
});
