import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStoreDatabase, type Role, type StoreDatabase, type Tenant } from '../support/storeDatabase.ts';

/** Tables that hold what is a single user's, and a column of each that may be written. */
const OWN_TABLES = {
  consultations: 'title',
  consultation_events: undefined,
  consultation_files: undefined,
  memories: 'kind',
  approvals: 'note',
  model_usage: 'requests',
  langgraph_checkpoints: 'type',
  langgraph_blobs: 'type',
  langgraph_writes: 'type',
} as const;

/** Straight through the tables, as anyone may who talks to PostgREST: the functions' own checks are not in the way. */
describe('what the consultant keeps for one user', () => {
  let store: StoreDatabase;
  let tenant: Tenant;
  let author: string;
  const others: Record<Role, string> = { owner: '', maintainer: '', member: '', reader: '' };
  const consultation = randomUUID();

  beforeAll(async () => {
    store = await openStoreDatabase();
    tenant = await store.tenant();
    author = await store.user(tenant, 'member');
    others.owner = tenant.userId;
    for (const role of ['maintainer', 'member', 'reader'] as const)
      others[role] = await store.user(tenant, role);
    for (const statement of writtenBy(tenant.workspaceId, consultation))
      await store.as(author).query(statement);
  });
  afterAll(() => store.close());

  it.each(Object.keys(OWN_TABLES))('is there for himself: %s', async (table) => {
    expect(await store.as(author).query(`select from fixward.${table}`)).not.toEqual([]);
  });

  it.each(
    Object.entries(OWN_TABLES).flatMap(([table, column]) =>
      (['owner', 'maintainer', 'member', 'reader'] as const).map((role) => [role, table, column] as const),
    ),
  )('no other %s of the workspace reads or changes: %s', async (role, table, column) => {
    const as = store.as(others[role]);
    expect(await as.query(`select from fixward.${table}`)).toEqual([]);
    if (column !== undefined)
      expect(await as.query(`update fixward.${table} set ${column} = ${column} returning 1`)).toEqual([]);
    const deleting = as.query(`delete from fixward.${table} returning 1`);
    if (['approvals', 'model_usage'].includes(table))
      await expect(deleting).rejects.toMatchObject({ code: '42501' });
    else expect(await deleting).toEqual([]);
  });

  it.each([
    [
      'an event',
      `insert into fixward.consultation_events (workspace_id, consultation_id, position, kind) values ($1, $2, 99, 'answer')`,
    ],
    [
      'a file',
      `insert into fixward.consultation_files (workspace_id, consultation_id, path, version, content, hash, author)
       values ($1, $2, 'x', 1, '', repeat('0', 64), 'user')`,
    ],
  ])('nobody adds %s to another’s consultation, shared or not', async (_what, statement) => {
    for (const shared of [false, true]) {
      await store.as(author).query('update fixward.consultations set shared = $1', [shared]);
      for (const role of ['owner', 'member'] as const)
        await expect(
          store.as(others[role]).query(statement, [tenant.workspaceId, consultation]),
        ).rejects.toMatchObject({ code: '42501' });
    }
    await store.as(author).query('update fixward.consultations set shared = false');
  });

  it('is read by all once it is shared: the consultation with events and files, nothing else', async () => {
    await store.as(author).query('update fixward.consultations set shared = true');
    const seen: string[] = [];
    for (const table of Object.keys(OWN_TABLES))
      if ((await store.as(others.reader).query(`select from fixward.${table}`)).length > 0) seen.push(table);
    expect(seen).toEqual(['consultations', 'consultation_events', 'consultation_files']);
    await store.as(author).query('update fixward.consultations set shared = false');
  });

  it('is not signed with another’s name', async () => {
    for (const statement of [
      `insert into fixward.memories (workspace_id, kind, content, created_by) values ($1, 'fact', 'x', $2)`,
      `insert into fixward.consultations (workspace_id, created_by) values ($1, $2)`,
      `insert into fixward.model_usage (workspace_id, day, model, user_id) values ($1, '2026-01-01', 'o3', $2)`,
      `insert into fixward.policy_decisions (workspace_id, principal, tool, action, target_kind, decision, policy_id, created_by)
       values ($1, 'user', 'x', 'propose', 'shadow', 'allow', 'x', $2)`,
    ])
      await expect(
        store.as(author).query(statement, [tenant.workspaceId, others.owner]),
        statement,
      ).rejects.toMatchObject({ code: '42501' });
  });
});

function writtenBy(workspace: string, consultation: string): readonly string[] {
  const values = `values ('${workspace}'`;
  return [
    `insert into fixward.consultations (workspace_id, id, question) ${values}, '${consultation}', 'Mine?')`,
    `insert into fixward.consultation_events (workspace_id, consultation_id, position, kind) ${values}, '${consultation}', 1, 'question')`,
    `insert into fixward.consultation_files (workspace_id, consultation_id, path, version, content, hash, author)
     ${values}, '${consultation}', 'a', 1, '', repeat('0', 64), 'user')`,
    `insert into fixward.memories (workspace_id, kind, content) ${values}, 'fact', 'x')`,
    `insert into fixward.approvals (workspace_id, title, tool, agent, content, hash, policy_id, reason, expires_at)
     ${values}, 'x', 'x', 'x', '', encode(sha256(''), 'hex'), 'x', 'x', now() + interval '1 hour')`,
    `insert into fixward.model_usage (workspace_id, day, model) ${values}, '2026-01-01', 'o3')`,
    `insert into fixward.langgraph_checkpoints (workspace_id, thread_id, checkpoint_id, type, checkpoint) ${values}, 't', '1', 'json', '')`,
    `insert into fixward.langgraph_blobs (workspace_id, thread_id, channel, version, type, blob) ${values}, 't', 'c', '1', 'json', '')`,
    `insert into fixward.langgraph_writes (workspace_id, thread_id, checkpoint_id, task_id, idx, channel, type, blob)
     ${values}, 't', '1', 'task', 0, 'c', 'json', '')`,
  ];
}
