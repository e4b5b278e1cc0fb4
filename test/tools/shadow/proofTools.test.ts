import { afterEach, describe, expect, it } from 'vitest';
import { ShadowError, type ShadowService } from '../../../src/engines/shadow/shadowService.ts';
import { explainLocks } from '../../../src/tools/explainLocks.ts';
import { makeRollback } from '../../../src/tools/makeRollback.ts';
import { proposeMigration } from '../../../src/tools/proposeMigration.ts';
import { verifyMigration } from '../../../src/tools/verifyMigration.ts';
import { testShadowService } from '../../support/testShadowService.ts';
import {
  migrationFiles,
  type TestContext,
  type TestContextOptions,
  testContext,
} from '../../support/toolContext.ts';

const BASE = migrationFiles(
  `create table customers (id bigint generated always as identity primary key, mail text not null);`,
  `create table orders (id bigint generated always as identity primary key, customer_id bigint not null references customers (id), total numeric);
create index orders_customer_id on orders (customer_id);`,
);

describe('tools that prove', () => {
  const shadow = testShadowService();
  const contexts: TestContext[] = [];
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.remove();
  });
  const open = async (options: TestContextOptions = {}): Promise<TestContext> => {
    const context = await testContext({ files: BASE, shadow: shadow.service, ...options });
    contexts.push(context);
    return context;
  };

  describe('propose_migration', () => {
    it('writes the rollback, proves both and keeps the proposal', async () => {
      const context = await open();
      const up = `set lock_timeout = '2s';\nalter table orders add column state text not null default 'open';\n`;
      const result = await proposeMigration.run({ title: 'Add the state of orders', up }, context);
      if (!result.ok) throw new Error(result.message);
      const { proposal, shown } = result.data;
      expect(proposal).toMatchObject({
        number: 1,
        verdict: 'PROVEN',
        reasons: [],
        destroys: [],
        up,
      });
      expect(proposal.hash).toMatch(/^[0-9a-f]{64}$/u);
      expect(proposal.down).toMatch(/alter table orders drop column state;/iu);
      expect(proposal.certificate).toMatch(/^# Proven: add.+orders/u);
      expect(proposal.dataProbe).toMatch(/came back unchanged/u);
      expect(proposal.locks).toContainEqual({
        statement: expect.stringContaining('add column state'),
        relation: 'public.orders',
        mode: 'ACCESS EXCLUSIVE',
        rewrites: false,
      });
      expect(shown.up).toContain('alter table');
      expect(context.proposals.list()).toEqual([proposal]);
      expect(result.text).toContain('PROVEN after 2 migrations of migrations');
    });

    it('says what a dropped column destroys, and that its values do not come back', async () => {
      const context = await open();
      const result = await proposeMigration.run(
        { title: 'Drop totals', up: 'alter table orders drop column total;' },
        context,
      );
      if (!result.ok) throw new Error(result.message);
      const { proposal } = result.data;
      expect(proposal.verdict).toBe('IRREVERSIBLE');
      expect(proposal.destroys).toEqual([expect.stringMatching(/^drops the column .*total/u)]);
      expect(proposal.reasons.join('\n')).toMatch(/values of column/u);
    });

    it('adds what the guardian finds in the text and in the schema it leads to', async () => {
      const context = await open();
      const result = await proposeMigration.run(
        {
          title: 'Invoices',
          up: 'create table invoices (id bigint primary key, order_id bigint not null references orders (id));',
        },
        context,
      );
      if (!result.ok) throw new Error(result.message);
      const ids = result.data.proposal.findings.map(({ ruleId }) => ruleId);
      expect(ids).toContain('fk-missing-index');
      expect(result.data.proposal.findings[0]?.line).toBe(1);
    });

    it('keeps a given rollback and names what it leaves behind', async () => {
      const context = await open();
      const result = await proposeMigration.run(
        {
          title: 'State',
          up: `create type state as enum ('a');\nalter table orders add column state state;`,
          down: 'alter table orders drop column state;',
        },
        context,
      );
      if (!result.ok) throw new Error(result.message);
      expect(result.data.proposal.verdict).toBe('NOT_IDENTICAL');
      expect(result.data.proposal.reasons.join('\n')).toContain('public.state');
    });

    it('tells a statement that fails', async () => {
      const context = await open();
      const result = await proposeMigration.run(
        { title: 'Wrong', up: 'alter table order add column x int;' },
        context,
      );
      if (!result.ok) throw new Error(result.message);
      expect(result.data.proposal.verdict).toBe('FAILED');
      expect(result.data.proposal.reasons[0]).toContain('alter table order');
    });

    it('is proven on an empty database where there are no migrations, and says so', async () => {
      const context = await open({ files: { 'README.md': 'x' } });
      const result = await proposeMigration.run(
        { title: 'Größen', up: 'create table "Größen" ("Höhe" bigint primary key);' },
        context,
      );
      if (!result.ok) throw new Error(result.message);
      expect(result.data.proposal.verdict).toBe('PROVEN');
      expect(result.data.where).toBe('on an empty database');
      expect(result.data.notes.join()).toContain('empty');
    });

    it('is not proven, with the reason, when the shadow cannot be had', async () => {
      const lost: ShadowService = {
        prove: async () => Promise.reject(new ShadowError('unavailable', 'It could not be started.')),
        replay: async () => Promise.reject(new ShadowError('unavailable', 'It could not be started.')),
        dispose: async () => {},
      };
      const context = await open({ shadow: lost });
      const result = await proposeMigration.run(
        { title: 'x', up: 'create table x (id bigint primary key);' },
        context,
      );
      if (!result.ok) throw new Error(result.message);
      expect(result.data.proposal.verdict).toBe('NOT_PROVEN');
      expect(result.data.proposal.reasons).toEqual([
        'The shadow database could not prove it: It could not be started.',
      ]);
    });

    it('names the earlier statement that did not run', async () => {
      const context = await open({
        files: migrationFiles(
          'create table a (id bigint primary key);',
          'alter table missing add column x int;',
        ),
      });
      const result = await proposeMigration.run(
        { title: 'b', up: 'create table b (id bigint primary key);' },
        context,
      );
      if (!result.ok) throw new Error(result.message);
      expect(result.data.notes.join('\n')).toContain('migrations/002_step.sql:1 did not run');
    });
  });

  it('explain_locks says what each statement blocks', async () => {
    const context = await open();
    const result = await explainLocks.run(
      {
        sql: `create index on orders (total);\nalter table orders alter column total type text;\nalter table orders validate constraint orders_customer_id_fkey;`,
      },
      context,
    );
    if (!result.ok) throw new Error(result.message);
    const [index, rewrite] = result.data.statements;
    expect(index?.locks?.[0]).toMatchObject({
      relation: 'public.orders',
      mode: 'SHARE',
      blocksReads: false,
      blocksWrites: true,
      blocksDdl: true,
    });
    expect(rewrite?.rewrites).toContain('public.orders');
    expect(result.text).toContain('SHARE on public.orders: blocks writes and DDL');
    expect(result.text).toContain('ACCESS EXCLUSIVE on public.orders: blocks reads, writes and DDL');
  });

  it('explain_locks tells the statement that failed', async () => {
    const context = await open();
    const result = await explainLocks.run({ sql: 'alter table nothing add column x int;' }, context);
    if (!result.ok) throw new Error(result.message);
    expect(result.data.failure ?? result.data.notes.join()).toMatch(/nothing/u);
  });

  it('verify_migration gives the certificate', async () => {
    const context = await open();
    const result = await verifyMigration.run(
      { up: 'alter table orders add column x int;', down: 'alter table orders drop column x;' },
      context,
    );
    expect(result).toMatchObject({ ok: true, data: { certificate: { verdict: 'PROVEN' } } });
  });

  it('verify_migration reads both sections of one text', async () => {
    const context = await open();
    const result = await verifyMigration.run(
      {
        up: '-- migrate:up\nalter table orders add column x int;\n-- migrate:down\nalter table orders drop column x;\n',
      },
      context,
    );
    expect(result).toMatchObject({ ok: true, data: { certificate: { verdict: 'PROVEN' } } });
  });

  it('make_rollback writes the way back', async () => {
    const context = await open();
    const result = await makeRollback.run({ up: 'create table y (id bigint primary key);' }, context);
    expect(result).toMatchObject({
      ok: true,
      data: { verdict: 'PROVEN', sql: expect.stringMatching(/drop table y/iu) },
    });
  });

  it('make_rollback fails in one line when up does not run', async () => {
    const context = await open();
    const result = await makeRollback.run({ up: 'create table (;' }, context);
    expect(result).toMatchObject({ ok: false, code: 'failed' });
    if (!result.ok) expect(result.message).not.toContain('\n');
  });

  it('stops when cancelled', async () => {
    const abort = new AbortController();
    const context = await open({ signal: abort.signal });
    const running = verifyMigration.run({ up: 'create table z (id bigint primary key);' }, context);
    abort.abort();
    expect(await running).toEqual({ ok: false, code: 'cancelled', message: 'Cancelled.' });
  });

  it('runs nothing of a workspace that is not trusted', async () => {
    const context = await open({ trusted: false });
    expect(await explainLocks.run({ sql: 'select 1;' }, context)).toMatchObject({
      ok: false,
      code: 'refused',
    });
  });
});
