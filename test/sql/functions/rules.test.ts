import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { savePatterns } from '../../../src/store/functions/patterns.ts';
import {
  deleteRules,
  listRules,
  type RuleEvent,
  type RuleToSave,
  recordRuleEvents,
  saveRules,
} from '../../../src/store/functions/rules.ts';
import type { StoreTransport } from '../../../src/store/store.ts';
import { openStoreDatabase, type StoreDatabase, type Tenant } from '../../support/storeDatabase.ts';
import { dataOf, examplePattern, userTransport } from '../../support/userTransport.ts';

let database: StoreDatabase;
let tenant: Tenant;
let owner: StoreTransport;

beforeAll(async () => {
  database = await openStoreDatabase();
  tenant = await database.tenant();
  owner = userTransport(database.as(tenant.userId));
});
afterAll(() => database.close());

const failed = (code: string, field: string) => ({
  ok: false,
  error: expect.objectContaining({ code, field }),
});
const save = async (...rules: readonly RuleToSave[]) => (await dataOf(saveRules(owner, { rules }))).results;
const record = async (...events: readonly RuleEvent[]) =>
  (await dataOf(recordRuleEvents(owner, { events }))).results;
const named = async (name: string) =>
  (await dataOf(listRules(owner, { filters: { names: [name] } }))).rules[0];

describe('saving rules', () => {
  it('keeps what is not sent', async () => {
    await save({
      name: 'keep',
      severity: 'HIGH',
      layer: 3,
      action: 'Warn',
      pattern: { id: 'keep', deep: { a: null } },
    });
    const [second] = await save({ name: 'keep', severity: 'LOW', active: false });
    expect(second).toMatchObject({ ok: true, created: false, changed: true, version: 2 });
    expect(await named('keep')).toMatchObject({
      severity: 'LOW',
      active: false,
      layer: 3,
      action: 'Warn',
      type: 'detection',
      origin: 'learned',
      pattern: { id: 'keep', deep: { a: null } },
    });
    expect(await save({ name: 'keep', severity: 'LOW' })).toMatchObject([{ changed: false, version: 2 }]);
  });

  it('names the pattern it came from', async () => {
    const { results } = await dataOf(savePatterns(owner, { patterns: [examplePattern('source')] }));
    await save({ name: 'sourced', severity: 'LOW', source_pattern_key: 'source' });
    expect((await named('sourced'))?.source_pattern_id).toBe(results[0]?.ok ? results[0].id : '');
    await save({ name: 'sourced', severity: 'LOW', source_pattern_id: null });
    expect(await named('sourced')).not.toHaveProperty('source_pattern_id');
  });

  it('meets a conflict when somebody else changed the rule', async () => {
    await save({ name: 'contested', severity: 'LOW' }, { name: 'beside', severity: 'LOW' });
    await save({ name: 'contested', severity: 'HIGH', base_version: 1 });
    const [late] = await save({ name: 'contested', severity: 'MEDIUM', base_version: 1 });
    expect(late).toEqual(failed('conflict', 'rules[0].base_version'));
    expect(late?.ok === false && late.error.current).toMatchObject({ severity: 'HIGH', version: 2 });
  });

  it('is for maintainers', async () => {
    for (const [role, may] of [
      ['reader', false],
      ['member', false],
      ['maintainer', true],
    ] as const) {
      const user = userTransport(database.as(await database.user(tenant, role)));
      const answer = await saveRules(user, { rules: [{ name: `by-${role}`, severity: 'LOW' }] });
      expect(answer).toEqual(
        may ? expect.objectContaining({ ok: true }) : failed('forbidden', 'workspace_id'),
      );
    }
  });

  it('tells each rule what is wrong with it', async () => {
    const answer = await owner.call('save_rules', {
      rules: [
        { name: 'fine', severity: 'LOW' },
        { name: '', severity: 'LOW' },
        { name: 'x' },
        { name: 'x', severity: 'LOW', layer: 1.5 },
        { name: 'y', severity: 'LOW', active: 'no' },
        { name: 'z', severity: 'LOW', source_pattern_key: 'no-such' },
        { name: 'fine', severity: 'LOW' },
        7,
      ],
    });
    expect(answer).toMatchObject({
      data: {
        results: [
          { ok: true },
          failed('invalid', 'rules[1].name'),
          failed('invalid', 'rules[2].severity'),
          failed('invalid', 'rules[3].layer'),
          failed('invalid', 'rules[4].active'),
          failed('not_found', 'rules[5].source_pattern_key'),
          failed('conflict', 'rules[6].name'),
          failed('invalid', 'rules[7]'),
        ],
      },
    });
  });

  it('brings back what was deleted, with its counts', async () => {
    await record({ rule_name: 'revived', event: 'fired', amount: 3 });
    const rule = await named('revived');
    expect((await dataOf(deleteRules(owner, { ids: [rule?.id ?? '', randomUUID()] }))).results).toEqual([
      { ok: true, id: rule?.id },
      failed('not_found', 'ids[1]'),
    ]);
    expect(await named('revived')).toBeUndefined();
    await save({ name: 'revived', severity: 'LOW' });
    expect(await named('revived')).toMatchObject({ fired: 3 });
  });
});

describe('events of rules', () => {
  it('add up, whoever sends them, and describe a rule that was not known', async () => {
    const member = userTransport(database.as(await database.user(tenant, 'member')));
    await record({
      rule_name: 'правило/ä',
      event: 'fired',
      amount: 5,
      severity: 'CRITICAL',
      layer: 2,
      type: 'prevention',
    });
    await dataOf(
      recordRuleEvents(member, {
        events: [
          { rule_name: 'правило/ä', event: 'fired' },
          { rule_name: 'правило/ä', event: 'fixed', amount: 2 },
          { rule_name: 'правило/ä', event: 'dismissed' },
          { rule_name: 'правило/ä', event: 'suppressed', amount: 3 },
        ],
      }),
    );
    expect(await named('правило/ä')).toMatchObject({
      origin: 'builtin',
      severity: 'CRITICAL',
      layer: 2,
      type: 'prevention',
      fired: 6,
      fixed: 2,
      dismissed: 1,
      suppressed: 3,
      version: 1,
    });
  });

  it('count once however often they arrive', async () => {
    const event: RuleEvent = { id: randomUUID(), rule_name: 'once', event: 'fired', amount: 4 };
    expect(await record(event, event)).toMatchObject([{ ok: true }, { ok: true }]);
    expect(await record(event)).toEqual([{ ok: true, id: event.id, duplicate: true }]);
    expect((await named('once'))?.fired).toBe(4);
  });

  it('equal the sum of all events', async () => {
    const kinds = ['fired', 'fixed', 'dismissed', 'suppressed'] as const;
    const events = Array.from(
      { length: 1000 },
      (_, index): RuleEvent => ({
        rule_name: `sum-${index % 7}`,
        event: kinds[index % 4] ?? 'fired',
        amount: 1 + (index % 5),
      }),
    );
    await record(...events);
    for (let rule = 0; rule < 7; rule += 1) {
      const of = events.filter(({ rule_name }) => rule_name === `sum-${rule}`);
      const sum = (event: string): number =>
        of.filter((one) => one.event === event).reduce((total, { amount }) => total + (amount ?? 1), 0);
      expect(await named(`sum-${rule}`)).toMatchObject({
        fired: sum('fired'),
        fixed: sum('fixed'),
        dismissed: sum('dismissed'),
        suppressed: sum('suppressed'),
      });
    }
  });

  it('are for members', async () => {
    const reader = userTransport(database.as(await database.user(tenant, 'reader')));
    expect(await recordRuleEvents(reader, { events: [{ rule_name: 'x', event: 'fired' }] })).toEqual(
      failed('forbidden', 'workspace_id'),
    );
  });

  it('name the field that is wrong', async () => {
    const answer = await owner.call('record_rule_events', {
      events: [
        { rule_name: 'x', event: 'fired', amount: 0 },
        { event: 'fired' },
        { rule_name: 'x', event: 'burnt' },
      ],
    });
    expect(answer).toMatchObject({
      data: {
        results: [
          failed('invalid', 'events[0].amount'),
          failed('invalid', 'events[1].rule_name'),
          failed('invalid', 'events[2].event'),
        ],
      },
    });
  });
});

describe('lists of rules', () => {
  it.each(['name', 'fired', 'waved_away', 'recent'] as const)('go through all once by %s', async (order) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await dataOf(
        listRules(owner, { order, limit: 4, ...(cursor !== undefined && { cursor }) }),
      );
      seen.push(...page.rules.map(({ name }) => name));
      cursor = page.next_cursor;
      expect(seen.length).toBeLessThanOrEqual(page.total);
    } while (cursor !== undefined);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe((await dataOf(listRules(owner, { limit: 5000 }))).total);
  });

  it('are filtered', async () => {
    await save(
      { name: 'filter/a', severity: 'HIGH', layer: 4, active: false },
      { name: 'filter/b', severity: 'LOW', layer: 5 },
    );
    const names = async (filters: object) =>
      (await dataOf(listRules(owner, { filters: { prefix: 'filter/', ...filters } }))).rules.map(
        ({ name }) => name,
      );
    expect(await names({})).toEqual(['filter/a', 'filter/b']);
    expect(await names({ active: false })).toEqual(['filter/a']);
    expect(await names({ layers: [5] })).toEqual(['filter/b']);
    expect(await names({ severities: ['HIGH'], origins: ['learned'], types: ['detection'] })).toEqual([
      'filter/a',
    ]);
  });
});
