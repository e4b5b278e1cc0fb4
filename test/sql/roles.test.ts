import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStoreDatabase, type Role, type StoreDatabase, type Tenant } from '../support/storeDatabase.ts';

const INSERT_PATTERN = `insert into fixward.fix_patterns
  (workspace_id, key, title, problem_type, severity, problem_description, status, reviewed)
  values ($1, $2, 'Title', 'Data', 'LOW', 'Problem', $3, $4) returning id`;

/** Straight through the tables, as anyone may who talks to PostgREST: the functions' own checks are not in the way. */
describe('what each role may do in its own workspace', () => {
  let store: StoreDatabase;
  let tenant: Tenant;
  const users: Record<Role, string> = { owner: '', maintainer: '', member: '', reader: '' };
  let number = 0;

  beforeAll(async () => {
    store = await openStoreDatabase();
    tenant = await store.tenant();
    users.owner = tenant.userId;
    for (const role of ['maintainer', 'member', 'reader'] as const)
      users[role] = await store.user(tenant, role);
  });
  afterAll(() => store.close());

  async function addPattern(role: Role, status = 'draft', reviewed = false): Promise<string> {
    number += 1;
    const [row] = await store
      .as(users[role])
      .query<{ id: string }>(INSERT_PATTERN, [tenant.workspaceId, `pattern-${number}`, status, reviewed]);
    return row?.id ?? '';
  }

  async function change(role: Role, table: string, setting: string, id: string): Promise<number> {
    const rows = await store
      .as(users[role])
      .query(`update fixward.${table} set ${setting} where id = $1 returning id`, [id]);
    return rows.length;
  }

  it.each([
    ['owner', 'active', true, true],
    ['maintainer', 'active', true, true],
    ['member', 'active', false, false],
    ['member', 'retired', false, false],
    ['member', 'draft', true, false],
    ['member', 'suggested', false, true],
    ['reader', 'draft', false, false],
  ] as const)('%s adds a pattern as %s, reviewed %s: %s', async (role, status, reviewed, allowed) => {
    const adding = addPattern(role, status, reviewed);
    if (allowed) expect(await adding).not.toBe('');
    else await expect(adding).rejects.toMatchObject({ code: '42501' });
  });

  it("a member changes his own draft, not another's, and not once it is active", async () => {
    const own = await addPattern('member');
    expect(await change('member', 'fix_patterns', `title = 'Better', status = 'suggested'`, own)).toBe(1);
    await expect(change('member', 'fix_patterns', `status = 'active'`, own)).rejects.toMatchObject({
      code: '42501',
    });
    const other = await addPattern('maintainer');
    expect(await change('member', 'fix_patterns', `title = 'Better'`, other)).toBe(0);
    expect(await change('maintainer', 'fix_patterns', `status = 'active', reviewed = true`, own)).toBe(1);
    expect(await change('member', 'fix_patterns', `title = 'Worse'`, own)).toBe(0);
    expect(await change('reader', 'fix_patterns', `title = 'Worse'`, own)).toBe(0);
  });

  it.each(['owner', 'maintainer', 'member'] as const)('%s signs with no other name', async (role) => {
    const id = await addPattern(role);
    for (const forged of [users.reader, null]) {
      await expect(
        store.as(users[role]).query(
          `insert into fixward.fix_patterns (workspace_id, key, title, problem_type, severity, problem_description, created_by)
           values ($1, 'forged', 'T', 'Data', 'LOW', 'x', $2)`,
          [tenant.workspaceId, forged],
        ),
      ).rejects.toMatchObject({ code: '42501' });
    }
    await expect(
      store
        .as(users[role])
        .query('update fixward.fix_patterns set created_by = $2 where id = $1', [id, users.reader]),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('nobody writes counts, history or the log', async () => {
    const id = await addPattern('owner');
    for (const setting of [
      'successes = 5',
      'applied_count = 1',
      'avg_time_saved = 3',
      'last_applied = now()',
    ]) {
      await expect(change('owner', 'fix_patterns', setting, id), setting).rejects.toMatchObject({
        code: '42501',
      });
    }
    for (const table of [
      'pattern_revisions',
      'pattern_applications',
      'rule_events',
      'file_audit_history',
      'audit_log',
    ]) {
      for (const statement of [
        `delete from fixward.${table}`,
        `update fixward.${table} set workspace_id = workspace_id`,
      ]) {
        await expect(store.as(users.owner).query(statement), statement).rejects.toMatchObject({
          code: '42501',
        });
      }
    }
  });

  it('a change brings version, time, revision and an entry in the log; a change of nothing does not', async () => {
    const id = await addPattern('member');
    const read = async (): Promise<unknown> =>
      (await store.pglite.query('select version, updated_at from fixward.fix_patterns where id = $1', [id]))
        .rows[0];
    const before = await read();
    expect(
      await change('member', 'fix_patterns', 'title = title, version = 77, updated_at = now()', id),
    ).toBe(1);
    expect(await read()).toEqual(before);
    await change('member', 'fix_patterns', `title = 'Changed', version = 77`, id);
    expect(await read()).toMatchObject({ version: 2 });
    const revisions = await store
      .as(users.reader)
      .query(
        `select version, content ->> 'title' as title, changed_by from fixward.pattern_revisions where pattern_id = $1`,
        [id],
      );
    expect(revisions).toEqual([{ version: 1, title: 'Title', changed_by: users.member }]);
    const log = await store
      .as(users.maintainer)
      .query('select action, changed_fields, actor from fixward.audit_log where row_id = $1 order by id', [
        id,
      ]);
    expect(log).toEqual([
      { action: 'insert', changed_fields: [], actor: users.member },
      { action: 'update', changed_fields: ['title'], actor: users.member },
    ]);
    expect(
      await store.as(users.member).query('select from fixward.audit_log where row_id = $1', [id]),
    ).toEqual([]);
  });

  it("rules are the maintainers'", async () => {
    const insert = `insert into fixward.guardian_rules (workspace_id, name, type, severity) values ($1, $2, 'detection', 'LOW') returning id`;
    await expect(store.as(users.member).query(insert, [tenant.workspaceId, 'r1'])).rejects.toMatchObject({
      code: '42501',
    });
    const [rule] = await store.as(users.maintainer).query<{ id: string }>(insert, [tenant.workspaceId, 'r1']);
    expect(await change('member', 'guardian_rules', 'active = false', rule?.id ?? '')).toBe(0);
    expect(await change('maintainer', 'guardian_rules', 'active = false', rule?.id ?? '')).toBe(1);
  });

  it("a consultation is its user's until he shares it", async () => {
    const [made] = await store
      .as(users.member)
      .query<{ id: string }>(
        `insert into fixward.consultations (workspace_id, title) values ($1, 'Mine') returning id`,
        [tenant.workspaceId],
      );
    const id = made?.id ?? '';
    const seenBy = async (role: Role): Promise<number> =>
      (await store.as(users[role]).query('select from fixward.consultations where id = $1', [id])).length;
    expect([await seenBy('member'), await seenBy('owner')]).toEqual([1, 0]);
    await change('member', 'consultations', 'shared = true', id);
    expect([await seenBy('reader'), await seenBy('owner')]).toEqual([1, 1]);
    expect(await change('owner', 'consultations', `title = 'Taken'`, id)).toBe(0);
  });

  it("a file's course is kept, with the reason when one is given", async () => {
    const [file] = await store
      .as(users.member)
      .query<{ id: string }>(
        `insert into fixward.file_audit (workspace_id, project, path, technical_debt) values ($1, 'app', 'ü ber.ts', 4) returning id`,
        [tenant.workspaceId],
      );
    await change('member', 'file_audit', `notes = 'looked at'`, file?.id ?? '');
    await change('member', 'file_audit', `status = 'Complete', technical_debt = 0`, file?.id ?? '');
    const course = await store
      .as(users.reader)
      .query(
        'select status, technical_debt::float as debt, changed_by from fixward.file_audit_history where file_audit_id = $1 order by changed_at, debt desc',
        [file?.id],
      );
    expect(course).toEqual([
      { status: 'Not Started', debt: 4, changed_by: users.member },
      { status: 'Complete', debt: 0, changed_by: users.member },
    ]);
  });
});
