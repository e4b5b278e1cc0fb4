import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApplicationEvent, recordApplications } from '../../../src/store/functions/applications.ts';
import { getPatterns, savePatterns } from '../../../src/store/functions/patterns.ts';
import { relatePatterns } from '../../../src/store/functions/relations.ts';
import {
  librarySummary,
  type PatternReview,
  reviewPatterns,
  weeklyReview,
} from '../../../src/store/functions/reviews.ts';
import { recordRuleEvents } from '../../../src/store/functions/rules.ts';
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

async function pattern(
  transport: StoreTransport,
  key: string,
  beside: Parameters<typeof examplePattern>[1] = {},
): Promise<string> {
  const { results } = await dataOf(savePatterns(transport, { patterns: [examplePattern(key, beside)] }));
  const [result] = results;
  if (!result?.ok) throw new Error(result?.error.message);
  return result.id;
}

async function review(transport: StoreTransport, ...items: readonly PatternReview[]) {
  return (await dataOf(reviewPatterns(transport, { items }))).results;
}

describe('reviewing', () => {
  it('approves, with a change of content in the same step', async () => {
    const id = await pattern(owner, 'approved', { status: 'suggested' });
    const [result] = await review(owner, {
      id,
      decision: 'approve',
      notes: 'Gut',
      patch: { title: 'Clearer', code_after: 'x' },
      base_version: 1,
    });
    expect(result).toMatchObject({ ok: true, status: 'active', version: 2, changed: true });
    const { patterns } = await dataOf(getPatterns(owner, { ids: [id] }));
    expect(patterns).toMatchObject([
      {
        status: 'active',
        reviewed: true,
        reviewer_notes: 'Gut',
        title: 'Clearer',
        code_after: 'x',
        severity: 'HIGH',
      },
    ]);
  });

  it('rejects to a draft, retires, and takes back into use', async () => {
    const id = await pattern(owner, 'to-and-fro', { status: 'suggested' });
    const states: unknown[] = [];
    for (const decision of ['reject', 'suggest', 'approve', 'retire', 'reactivate'] as const) {
      const [result] = await review(owner, { id, decision });
      states.push(result?.ok ? result.status : result?.error);
    }
    expect(states).toEqual(['draft', 'suggested', 'active', 'retired', 'active']);
  });

  it.each([
    ['approve', 'retired'],
    ['reject', 'active'],
    ['reject', 'retired'],
    ['suggest', 'active'],
    ['reactivate', 'draft'],
    ['retire', 'retired'],
  ] as const)('does not %s what is %s', async (decision, status) => {
    const id = await pattern(owner, `no-${decision}-${status}`, { status });
    const [result] = await review(owner, { id, decision });
    expect(result).toEqual(failed('conflict', 'items[0].decision'));
    expect(result?.ok === false && result.error.current).toMatchObject({ status });
  });

  it('is for maintainers; a member may suggest what is his', async () => {
    const member = userTransport(database.as(await database.user(tenant, 'member')));
    const maintainer = userTransport(database.as(await database.user(tenant, 'maintainer')));
    const reader = userTransport(database.as(await database.user(tenant, 'reader')));
    const mine = await pattern(member, 'members-own');
    const theirs = await pattern(owner, 'not-members');
    expect(
      await review(member, { id: mine, decision: 'suggest' }, { id: theirs, decision: 'suggest' }),
    ).toEqual([expect.objectContaining({ ok: true, status: 'suggested' }), failed('forbidden', 'items[1]')]);
    expect(await review(member, { id: mine, decision: 'approve' })).toEqual([
      failed('forbidden', 'items[0].decision'),
    ]);
    expect(await reviewPatterns(reader, { items: [] })).toEqual(failed('forbidden', 'workspace_id'));
    expect(await review(maintainer, { id: mine, decision: 'approve' })).toMatchObject([
      { ok: true, status: 'active' },
    ]);
  });

  it('tells each item what is wrong with it', async () => {
    const id = await pattern(owner, 'reviewed-items');
    const other = await pattern(owner, 'reviewed-late');
    await pattern(owner, 'reviewed-late', { title: 'Changed meanwhile' });
    const answer = await owner.call('review_patterns', {
      items: [
        { id, decision: 'approve' },
        { id, decision: 'approve' },
        { id: randomUUID(), decision: 'approve' },
        { id: other, decision: 'approve', base_version: 1 },
        { id: randomUUID(), decision: 'praise' },
        { id: randomUUID(), decision: 'approve', patch: { severity: 'X' } },
        { decision: 'approve' },
      ],
    });
    expect(answer).toMatchObject({
      data: {
        results: [
          { ok: true },
          failed('conflict', 'items[1].id'),
          failed('not_found', 'items[2].id'),
          failed('conflict', 'items[3].base_version'),
          failed('invalid', 'items[4].decision'),
          failed('invalid', 'items[5].patch.severity'),
          failed('invalid', 'items[6].id'),
        ],
      },
    });
  });
});

describe('the weekly review', () => {
  let team: StoreTransport;
  const used = (
    key: string,
    event: ApplicationEvent['event'],
    count: number,
    beside: Partial<ApplicationEvent> = {},
  ) => Array.from({ length: count }, (): ApplicationEvent => ({ pattern_key: key, event, ...beside }));

  beforeAll(async () => {
    const own = await database.tenant('Week');
    team = userTransport(database.as(own.userId));
    await pattern(team, 'often', { status: 'active', rule_ids: ['mended'] });
    await pattern(team, 'seldom', { status: 'active' });
    await pattern(team, 'fails', { status: 'active' });
    await pattern(team, 'fails-once', { status: 'active' });
    await pattern(team, 'draft-for-gap', { rule_ids: ['unmended'] });
    await dataOf(
      recordApplications(team, {
        events: [
          ...used('often', 'applied', 9, { verification: 'clean' }),
          ...used('seldom', 'applied', 2, { verification: 'clean' }),
          ...used('seldom', 'applied', 30, { happened_at: '2020-01-01T00:00:00Z' }),
          ...used('fails', 'applied', 6, { verification: 'finding_stays' }),
          ...used('fails', 'applied', 2, { verification: 'clean' }),
          ...used('fails-once', 'failed', 1),
          ...used('often', 'offered', 3),
        ],
      }),
    );
    const fired = (
      rule_name: string,
      amount: number,
      dismissed: number,
      suppressed: number,
      fixed: number,
      severity: 'LOW' | 'HIGH' = 'LOW',
    ) =>
      (
        [
          ['fired', amount],
          ['dismissed', dismissed],
          ['suppressed', suppressed],
          ['fixed', fixed],
        ] as const
      )
        .filter(([, times]) => times > 0)
        .map(([event, times]) => ({ rule_name, event, amount: times, severity }));
    await dataOf(
      recordRuleEvents(team, {
        events: [
          ...fired('mended', 40, 2, 0, 30),
          ...fired('unmended', 7, 0, 0, 0),
          ...fired('partly-real', 30, 15, 5, 8),
          ...fired('too-loud', 20, 12, 0, 0, 'HIGH'),
          ...fired('unwanted', 20, 10, 9, 0),
          ...fired('too-few', 9, 9, 0, 0),
          { rule_name: 'long-ago', event: 'fired' as const, amount: 90, happened_at: '2020-01-01T00:00:00Z' },
        ],
      }),
    );
    await dataOf(
      relatePatterns(team, {
        relations: [
          { from_key: 'often', to_key: 'seldom', kind: 'enhances', found_by: 'similarity', strength: 0.8 },
          { from_key: 'often', to_key: 'fails', kind: 'conflicts', found_by: 'sequence', strength: 0.2 },
          {
            from_key: 'seldom',
            to_key: 'fails',
            kind: 'follows',
            found_by: 'sequence',
            strength: 0.9,
            rejected: true,
          },
          { from_key: 'fails', to_key: 'fails-once', kind: 'follows' },
        ],
      }),
    );
  });

  it('names the patterns used most in the time', async () => {
    const week = await dataOf(weeklyReview(team));
    expect(week.most_used.map(({ key, applied }) => [key, applied])).toEqual([
      ['often', 9],
      ['fails', 8],
      ['seldom', 2],
    ]);
  });

  it('names the least successful that were tried often enough', async () => {
    const week = await dataOf(weeklyReview(team));
    expect(week.least_successful.map(({ key }) => key)).toEqual(['fails']);
    expect(week.least_successful[0]?.success_lower).toBeLessThan(0.25);
    const eager = await dataOf(weeklyReview(team, { minimum_trials: 1 }));
    expect(eager.least_successful.map(({ key }) => key)).toEqual(['fails-once', 'fails']);
  });

  it('names rules that fired without an active pattern', async () => {
    const week = await dataOf(weeklyReview(team));
    expect(week.gaps.map(({ name, fired }) => [name, fired])).toEqual([
      ['partly-real', 30],
      ['too-loud', 20],
      ['unwanted', 20],
      ['too-few', 9],
      ['unmended', 7],
    ]);
  });

  it('proposes what to do about rules that are waved away', async () => {
    const week = await dataOf(weeklyReview(team));
    expect(week.noisy_rules.map(({ name, share, proposal }) => [name, share, proposal])).toEqual([
      ['unwanted', 0.95, 'make-opt-in'],
      ['partly-real', 0.6667, 'add-exception'],
      ['too-loud', 0.6, 'lower-severity'],
    ]);
    expect(week.noisy_rules[0]?.reason).toBe(
      '10 of 20 findings were dismissed, 9 suppressed, 0 fixed: next to nobody mends them, so let those who want the rule switch it on.',
    );
  });

  it('shows relations that nobody has judged, conflicts first', async () => {
    const week = await dataOf(weeklyReview(team));
    expect(week.relations_to_confirm.map(({ kind, found_by }) => [kind, found_by])).toEqual([
      ['conflicts', 'sequence'],
      ['enhances', 'similarity'],
    ]);
  });

  it('counts what happened, in the time alone', async () => {
    const week = await dataOf(weeklyReview(team));
    expect(week.counts).toMatchObject({
      applied: 19,
      offered: 3,
      failed: 1,
      kept: 0,
      fired: 126,
      fixed: 38,
      waved_away: 62,
      patterns_added: 5,
    });
    const past = await dataOf(weeklyReview(team, { since: '2019-12-31', until: '2020-01-02' }));
    expect(past.counts).toMatchObject({ applied: 30, fired: 90, patterns_added: 0 });
    expect(past.gaps).toMatchObject([{ name: 'long-ago', fired: 90 }]);
  });

  it('of an empty workspace is empty', async () => {
    const own = await database.tenant('Empty');
    const week = await dataOf(weeklyReview(userTransport(database.as(own.userId))));
    expect(week).toMatchObject({
      most_used: [],
      least_successful: [],
      gaps: [],
      noisy_rules: [],
      relations_to_confirm: [],
      counts: { applied: 0, fired: 0 },
    });
  });
});

describe('the summary', () => {
  it('counts the library by what it holds', async () => {
    const own = await database.tenant('Summary');
    const team = userTransport(database.as(own.userId));
    expect(await dataOf(librarySummary(team))).toMatchObject({ total: 0, by_status: {}, by_layer: {} });
    await pattern(team, 'a', { layers: [1, 2], status: 'active', reviewed: true });
    await pattern(team, 'b', { layers: [2], origin: 'learned', rule_ids: ['r'] });
    await pattern(team, 'c', { severity: 'LOW' });
    expect(await dataOf(librarySummary(team))).toMatchObject({
      total: 3,
      reviewed: 1,
      without_rule: 2,
      by_status: { active: 1, draft: 2 },
      by_origin: { authored: 2, learned: 1 },
      by_severity: { HIGH: 2, LOW: 1 },
      by_layer: { 1: 1, 2: 2, all: 1 },
    });
  });
});
