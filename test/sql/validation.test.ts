import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativePostgres } from '../support/nativePostgres.ts';
import { openNativeStore } from '../support/nativeStore.ts';
import { readStoreCatalog, validationScript } from '../support/storeCatalog.ts';
import { type OpenStore, openStoreDatabase } from '../support/storeDatabase.ts';
import { temporaryPostgres } from '../support/temporaryPostgres.ts';

const native = nativePostgres();
const SQL = fileURLToPath(new URL('../../sql/', import.meta.url));
const CATALOG = `${SQL}validate/001_catalog.sql`;

/** What is damaged, the statement that does it, and what the validation says of it. */
const DAMAGES: readonly (readonly [string, string, RegExp])[] = [
  ['a table', 'drop table fixward.call_results', /table call_results: missing/],
  [
    'a column',
    'alter table fixward.fix_patterns drop column code_type cascade',
    /column fix_patterns\.code_type: missing/,
  ],
  [
    'a type',
    'alter table fixward.jobs alter column leased_by type varchar(9)',
    /column jobs\.leased_by: is "character varying\(9\)", should be "text"/,
  ],
  [
    'a not null',
    'alter table fixward.jobs alter column kind drop not null',
    /column jobs\.kind: is "text", should be "text not null"/,
  ],
  [
    'a default',
    'alter table fixward.file_audit alter column created_by drop default',
    /column file_audit\.created_by: /,
  ],
  [
    'a check',
    'alter table fixward.fix_patterns drop constraint fix_patterns_layers_check',
    /constraint fix_patterns\.fix_patterns_layers_check: missing/,
  ],
  [
    'a foreign key',
    'alter table fixward.memberships drop constraint memberships_workspace_id_organisation_id_fkey',
    /constraint memberships\.memberships_workspace_id_organisation_id_fkey: missing/,
  ],
  ['an index', 'drop index fixward.fix_patterns_layers_idx', /index fix_patterns_layers_idx: missing/],
  [
    'a trigger',
    'drop trigger a_keep_identity on fixward.fix_patterns',
    /trigger fix_patterns\.a_keep_identity: missing/,
  ],
  [
    'a disabled trigger',
    'alter table fixward.fix_patterns disable trigger b_touch',
    /trigger fix_patterns\.b_touch: is .*not enabled/,
  ],
  [
    'a function',
    'drop function fixward.accept_invitation(jsonb)',
    /function accept_invitation\(jsonb\): missing/,
  ],
  [
    'a search path',
    'alter function fixward.current_user_id() reset search_path',
    /function current_user_id\(\): is /,
  ],
  [
    'a security mode',
    'alter function fixward.current_user_id() security invoker',
    /function current_user_id\(\): is /,
  ],
  [
    'a body',
    `create or replace function fixward.role_rank(role text) returns integer language sql immutable set search_path = '' as 'select 4'`,
    /function role_rank\(text\): is /,
  ],
  [
    'a policy',
    'drop policy fix_patterns_update on fixward.fix_patterns',
    /policy fix_patterns\.fix_patterns_update: missing/,
  ],
  [
    "a policy's condition",
    'alter policy fix_patterns_select on fixward.fix_patterns using (true)',
    /policy fix_patterns\.fix_patterns_select: is "select to authenticated using true"/,
  ],
  [
    "a policy's roles",
    'alter policy fix_patterns_select on fixward.fix_patterns to public',
    /policy fix_patterns\.fix_patterns_select: is "select to public/,
  ],
  [
    'a policy too many',
    'create policy everyone on fixward.audit_log for select to authenticated using (true)',
    /policy audit_log\.everyone: nobody made it here/,
  ],
  [
    'row security',
    'alter table fixward.audit_log disable row level security',
    /table audit_log: is "forced"/,
  ],
  [
    'forced row security',
    'alter table fixward.audit_log no force row level security',
    /table audit_log: is "row security", should be "row security, forced"/,
  ],
  ['a view', 'drop view fixward.rule_overview', /view rule_overview: missing/],
  [
    "a view's option",
    'alter view fixward.rule_overview reset (security_invoker)',
    /view rule_overview: is "", should be "security_invoker=on"/,
  ],
  [
    'a right of anon',
    'grant select on fixward.fix_patterns to anon',
    /right anon select on fix_patterns: nobody made it here/,
  ],
  [
    'a right of everyone',
    'grant execute on function fixward.secure_schema() to public',
    /right public execute on secure_schema\(\): nobody made it here/,
  ],
  [
    'a right too many',
    'grant delete on fixward.fix_patterns to authenticated',
    /right authenticated delete, insert, select, update on fix_patterns: nobody made it here/,
  ],
  [
    'a right on a column',
    'grant update (user_id) on fixward.memberships to authenticated',
    /right authenticated update on memberships\.user_id: nobody made it here/,
  ],
  [
    'a right too few',
    'revoke select on fixward.fix_patterns from authenticated',
    /right authenticated insert, select, update on fix_patterns: missing/,
  ],
  ['a version', 'delete from fixward.schema_version where version = 3', /version 3: missing/],
];

/** What only the trials find, or find as well: how the data is no longer protected. */
const LOST_PROTECTIONS: readonly (readonly [string, string, RegExp])[] = [
  [
    'row security',
    'alter table fixward.audit_log no force row level security',
    /table audit_log: row security is not forced/,
  ],
  [
    'an unprotected table',
    'create table fixward.later (id integer)',
    /table later: row security is not forced/,
  ],
  [
    'a policy',
    'alter policy fix_patterns_select on fixward.fix_patterns using (true)',
    /a foreign pattern read: it went through/,
  ],
  [
    'a trusting policy',
    `create policy x on fixward.audit_log for select to authenticated using (current_setting('request.jwt.claims')::jsonb -> 'user_metadata' ->> 'role' = 'owner')`,
    /policy audit_log\.x: trusts what users can write themselves/,
  ],
  [
    "a view's option",
    'alter view fixward.rule_overview set (security_invoker = off)',
    /view rule_overview: does not read with its reader's rights/,
  ],
  [
    "a function's path",
    'alter function fixward.role_rank(text) reset search_path',
    /role_rank\(text\): sets no search_path/,
  ],
  [
    'a check',
    'alter table fixward.fix_patterns drop constraint fix_patterns_severity_check',
    /a severity that there is not: it went through/,
  ],
  [
    'a membership trigger',
    'drop trigger x_keep_an_owner on fixward.memberships',
    /the last owner leaving: it went through/,
  ],
  [
    "the counts' trigger",
    'drop trigger a_keep_counts on fixward.fix_patterns',
    /counts written by hand: it went through/,
  ],
  [
    'the approval',
    `alter policy fix_patterns_update on fixward.fix_patterns with check (true)`,
    /a member who approves: it went through/,
  ],
  [
    'the revisions',
    'drop trigger x_keep_revision on fixward.fix_patterns',
    /pattern_revisions: a change leaves no revision/,
  ],
  ['the log', 'drop trigger y_log_update on fixward.fix_patterns', /audit_log: a change is not logged/],
  [
    'a definer function without its policy',
    'drop policy organisations_installer on fixward.organisations',
    /table organisations: its owner has no policy/,
  ],
];

async function withDamage(store: OpenStore, damage: string, script: string): Promise<string> {
  // The scripts have a transaction of their own; the damage stands around what is inside.
  const inner = script.replace(/^begin;$/m, '').replace(/^rollback;$/m, '');
  await store.session.exec('begin');
  try {
    await store.session.exec(damage);
    await store.session.exec(inner);
    return 'nothing';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await store.session.exec('rollback');
  }
}

function suite(open: () => Promise<OpenStore>): void {
  let store: OpenStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  it('finds a fresh installation whole', async () => {
    for (const script of [`${SQL}validate.sql`, CATALOG]) {
      await store.session.exec(await readFile(script, 'utf8'));
    }
  });

  it('keeps none of the rows it tries with', async () => {
    await store.session.exec(await readFile(`${SQL}validate.sql`, 'utf8'));
    const { rows } = await store.session.query('select from fixward.organisations');
    expect(rows).toEqual([]);
  });

  it.each(DAMAGES)('names %s', async (_what, damage, said) => {
    expect(await withDamage(store, damage, await readFile(CATALOG, 'utf8'))).toMatch(said);
  });

  it.each(LOST_PROTECTIONS)('notices the loss of %s', async (_what, damage, said) => {
    expect(await withDamage(store, damage, await readFile(`${SQL}validate.sql`, 'utf8'))).toMatch(said);
  });
}

describe('validating the store, on the embedded engine', () => {
  suite(openStoreDatabase);

  it('compares with all that the migrations make', async () => {
    const store = await openStoreDatabase();
    const script = validationScript(await readStoreCatalog(store.session));
    await store.close();
    await expect(script).toMatchFileSnapshot(CATALOG);
  });
});

describe.skipIf('missing' in native)('validating the store, on a real PostgreSQL', () => {
  const server = temporaryPostgres('missing' in native ? '' : native.binFolder);
  suite(() => openNativeStore(server, 'validated'));
});
