import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ApprovalToAsk,
  listApprovals,
  saveApprovals,
  useApproval,
} from '../../../src/store/functions/approvals.ts';
import {
  listPolicyDecisions,
  type PolicyDecisionToRecord,
  recordPolicyDecisions,
} from '../../../src/store/functions/policyDecisions.ts';
import type { StoreTransport } from '../../../src/store/store.ts';
import { openStoreDatabase, type StoreDatabase, type Tenant } from '../../support/storeDatabase.ts';
import { dataOf, userTransport } from '../../support/userTransport.ts';

let database: StoreDatabase;
let tenant: Tenant;
let owner: StoreTransport;
let member: StoreTransport;

beforeAll(async () => {
  database = await openStoreDatabase();
  tenant = await database.tenant();
  owner = userTransport(database.as(tenant.userId));
  member = userTransport(database.as(await database.user(tenant, 'member')));
});
afterAll(() => database.close());

const failed = (code: string, field?: string) => ({
  ok: false,
  error: expect.objectContaining({ code, ...(field !== undefined && { field }) }),
});
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

function request(text: string, beside: Partial<ApprovalToAsk> = {}): ApprovalToAsk & { readonly id: string } {
  return {
    id: randomUUID(),
    title: 'Apply the migration',
    tool: 'apply_migration',
    agent: 'consultant',
    text,
    hash: sha256(text),
    target: 'staging',
    policy_id: 'ask-writes',
    reason: 'It writes to a database.',
    expires_at: inMinutes(15),
    ...beside,
  };
}

const save = async (...approvals: Parameters<typeof saveApprovals>[1]['approvals']) =>
  (await dataOf(saveApprovals(owner, { approvals }))).results;

async function approved(text: string, beside: Partial<ApprovalToAsk> = {}) {
  const asked = request(text, beside);
  await save(asked);
  expect(await save({ id: asked.id, state: 'approved', note: 'Go on.' })).toMatchObject([
    { state: 'approved' },
  ]);
  return asked;
}

/** As if the time had passed. */
async function expire(id: string): Promise<void> {
  await database.pglite.exec('alter table fixward.approvals disable trigger user');
  await database.pglite.query(
    `update fixward.approvals set expires_at = now() - interval '1 second' where id = $1`,
    [id],
  );
  await database.pglite.exec('alter table fixward.approvals enable trigger user');
}

describe('an approval', () => {
  it('is used once', async () => {
    const { id, hash, text } = await approved('drop table "größe"; -- 🐘\r\n');
    const use = await useApproval(owner, { id, hash, tool: 'apply_migration', target: 'staging' });
    expect(use).toMatchObject({ ok: true, data: { approval: { text, state: 'used', note: 'Go on.' } } });
    expect(await useApproval(owner, { id, hash })).toMatchObject(failed('already_used', 'id'));
  });

  it('is used once, and told again to the one whose answer was lost', async () => {
    const { id, hash } = await approved('select 1');
    const requestId = randomUUID();
    const first = await useApproval(owner, { id, hash }, { requestId });
    expect(first.ok).toBe(true);
    expect(await useApproval(owner, { id, hash }, { requestId })).toEqual(first);
    expect(await useApproval(owner, { id, hash }, { requestId: randomUUID() })).toMatchObject(
      failed('already_used'),
    );
  });

  it('is for one text, one tool and one target', async () => {
    const { id, hash } = await approved('select 2');
    const other = sha256('select 2 ');
    expect(await useApproval(owner, { id, hash: other })).toMatchObject(failed('hash_mismatch', 'hash'));
    expect(await useApproval(owner, { id, hash, tool: 'run_readonly_sql' })).toMatchObject(
      failed('wrong_use', 'tool'),
    );
    expect(await useApproval(owner, { id, hash, target: 'production' })).toMatchObject(
      failed('wrong_use', 'target'),
    );
    expect((await useApproval(owner, { id, hash })).ok).toBe(true);
  });

  it('ends by itself', async () => {
    const { id, hash } = await approved('select 3');
    await expire(id);
    expect(await useApproval(owner, { id, hash })).toMatchObject(failed('expired', 'id'));
    const waiting = request('select 4');
    await save(waiting);
    await expire(waiting.id);
    expect(await save({ id: waiting.id, state: 'approved' })).toMatchObject([failed('expired')]);
    const { approvals } = await dataOf(listApprovals(owner, { states: ['expired'], ids: [id, waiting.id] }));
    expect(approvals.map(({ state }) => state)).toEqual(['expired', 'expired']);
    expect(await save(request('select 5', { expires_at: inMinutes(60 * 24 * 8) }))).toMatchObject([
      failed('invalid'),
    ]);
  });

  it.each(['waiting', 'rejected', 'edited'] as const)('that is %s allows nothing', async (state) => {
    const asked = request(`select '${state}'`);
    await save(asked);
    if (state !== 'waiting') await save({ id: asked.id, state });
    expect(await useApproval(owner, { id: asked.id, hash: asked.hash })).toMatchObject(
      failed('not_approved'),
    );
  });

  it('is decided once, but may be taken back until it is used', async () => {
    const rejected = request('select 6');
    await save(rejected);
    await save({ id: rejected.id, state: 'rejected' });
    expect(await save({ id: rejected.id, state: 'approved' })).toMatchObject([
      failed('conflict', 'approvals[0].state'),
    ]);
    const taken = await approved('select 7');
    expect(await save({ id: taken.id, state: 'rejected' })).toMatchObject([{ state: 'rejected' }]);
    expect(await useApproval(owner, { id: taken.id, hash: taken.hash })).toMatchObject(
      failed('not_approved'),
    );
    const used = await approved('select 8');
    await dataOf(useApproval(owner, { id: used.id, hash: used.hash }));
    expect(await save({ id: used.id, state: 'rejected' })).toMatchObject([failed('conflict')]);
  });

  it('stays what it was asked for', async () => {
    const asked = request('select 9');
    await save(asked);
    expect(await save(asked)).toMatchObject([{ ok: true, created: false, state: 'waiting' }]);
    for (const change of [
      { text: 'select 10', hash: sha256('select 10') },
      { target: 'production' },
      { tool: 'write_file' },
      { expires_at: inMinutes(600) },
    ])
      expect(await save({ ...asked, ...change })).toMatchObject([failed('forbidden')]);
  });

  it('has the hash of its text', async () => {
    expect(await save(request('select 11', { hash: sha256('select 12') }))).toMatchObject([
      failed('invalid', 'approvals[0].hash'),
    ]);
    const { hash: _hash, ...without } = request('select 13');
    const answer = await owner.call('save_approvals', { approvals: [without] });
    expect(answer).toMatchObject({ data: { results: [failed('invalid', 'approvals[0].hash')] } });
    expect(await save(request('x'.repeat(1024 * 1024 + 1)))).toMatchObject([failed('too_large')]);
  });

  it('is its user’s alone', async () => {
    const { id, hash } = await approved('select 14');
    expect(await useApproval(member, { id, hash })).toMatchObject(failed('not_found'));
    expect((await dataOf(listApprovals(member))).approvals).toEqual([]);
  });

  it('cannot be forged past the functions', async () => {
    const { id } = await approved('select 15');
    await dataOf(useApproval(owner, { id, hash: sha256('select 15') }));
    const as = database.as(tenant.userId);
    for (const change of [
      `state = 'approved', used_at = null`,
      `content = 'drop table x', hash = encode(sha256('drop table x'), 'hex')`,
      `expires_at = now() + interval '1 day'`,
    ])
      await expect(
        as.query(`update fixward.approvals set ${change} where id = $1`, [id]),
      ).rejects.toMatchObject({
        code: expect.stringMatching(/^(42501|23514)$/),
      });
    await expect(as.query('delete from fixward.approvals where id = $1', [id])).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('leaves a trace of each step', async () => {
    const { id, hash } = await approved('select 16');
    await dataOf(useApproval(owner, { id, hash }));
    const log = await database
      .as(tenant.userId)
      .query('select action, changed_fields from fixward.audit_log where row_id = $1 order by id', [id]);
    expect(log).toEqual([
      { action: 'insert', changed_fields: [] },
      { action: 'update', changed_fields: ['decided_at', 'note', 'state'] },
      { action: 'update', changed_fields: ['state', 'used_at'] },
    ]);
  });
});

describe('policy decisions', () => {
  const decision = (beside: Partial<PolicyDecisionToRecord> = {}): PolicyDecisionToRecord => ({
    id: randomUUID(),
    principal: 'consultant',
    tool: 'run_readonly_sql',
    action: 'query_database',
    target_kind: 'database',
    target_name: 'staging',
    tainted: true,
    decision: 'ask',
    policy_id: 'tainted-asks',
    ...beside,
  });

  it('are kept once each, in whole, and read page by page', async () => {
    const consultation_id = randomUUID();
    const decisions = Array.from({ length: 7 }, (_, index) =>
      decision({ consultation_id, happened_at: `2026-01-01T00:00:0${index}Z` }),
    );
    await dataOf(recordPolicyDecisions(owner, { decisions }));
    const again = await dataOf(recordPolicyDecisions(owner, { decisions }));
    expect(again.results.every((result) => result.ok && result.duplicate)).toBe(true);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await dataOf(
        listPolicyDecisions(owner, {
          consultation_ids: [consultation_id],
          limit: 3,
          ...(cursor !== undefined && { cursor }),
        }),
      );
      seen.push(...page.decisions.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(decisions.map(({ id }) => id).reverse());
  });

  it('are found by what was decided', async () => {
    const tool = `tool_${randomUUID().slice(0, 8)}`;
    await dataOf(
      recordPolicyDecisions(owner, {
        decisions: [decision({ tool, decision: 'deny', policy_id: 'default-deny' }), decision({ tool })],
      }),
    );
    const { decisions } = await dataOf(listPolicyDecisions(owner, { tools: [tool], decisions: ['deny'] }));
    expect(decisions).toMatchObject([{ tool, decision: 'deny', policy_id: 'default-deny', tainted: true }]);
  });

  it('are changed and deleted by nobody, and read by their user and by maintainers', async () => {
    const mine = decision();
    await dataOf(recordPolicyDecisions(member, { decisions: [mine] }));
    const seenBy = async (store: StoreTransport) =>
      (await dataOf(listPolicyDecisions(store, { limit: 1000 }))).decisions.some(({ id }) => id === mine.id);
    const other = userTransport(database.as(await database.user(tenant, 'member')));
    expect([await seenBy(member), await seenBy(owner), await seenBy(other)]).toEqual([true, true, false]);
    const as = database.as(tenant.userId);
    for (const statement of [
      `update fixward.policy_decisions set reason = ''`,
      'delete from fixward.policy_decisions',
    ])
      await expect(as.query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});
