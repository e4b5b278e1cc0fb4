import { beforeAll, describe, expect, it } from 'vitest';
import type { Migration, MigrationScript } from '../../../src/core/migrations/migration.ts';
import type { SqlParser } from '../../../src/core/ports.ts';
import type { Certificate } from '../../../src/core/proof/certificate.ts';
import { takeFingerprint } from '../../../src/core/proof/fingerprint/fingerprint.ts';
import type { ProofOutcome } from '../../../src/core/proof/proofOptions.ts';
import { proveMigration } from '../../../src/core/proof/proveMigration.ts';
import { loadLibpgQuery } from '../../../src/engines/libpgQuery.ts';
import { testShadow } from '../../support/shadowDatabase.ts';

const BASE = `
  create type status as enum ('new', 'done');
  create table users (
    id bigint generated always as identity primary key,
    email varchar(40) unique not null,
    age int check (age between 0 and 150),
    seen timestamptz
  );
  create table orders (
    id serial primary key,
    user_id bigint not null references users,
    parent_id int references orders,
    note varchar(10),
    state status default 'new'
  );
  create table codes (code char(3) primary key check (code ~ '^[A-Z]+$'), name text);
  insert into codes values ('EUR', 'Euro');
`;

function script(path: string, text: string, inTransaction: boolean): MigrationScript {
  return { path, text, span: { start: 0, end: text.length }, inTransaction };
}

function migration(up: string, down?: string, inTransaction = true): Migration {
  return {
    name: '1_change',
    up: script('1_change/up.sql', up, inTransaction),
    ...(down !== undefined && { down: script('1_change/down.sql', down, inTransaction) }),
  };
}

// Each test opens the database anew, which takes its time on a busy machine.
describe('the proof of a migration', { timeout: 60_000 }, () => {
  const shadow = testShadow((database) => database.run(BASE));
  let parser: SqlParser;
  beforeAll(async () => {
    parser = await loadLibpgQuery();
  });

  async function outcome(change: Migration, proposeDown = false): Promise<ProofOutcome> {
    const database = await shadow.reset();
    return proveMigration(database, change, {
      parser,
      platform: 'postgres',
      now: () => 0,
      engineNotes: [],
      notes: [],
      proposeDown,
    });
  }

  async function prove(up: string, down?: string, inTransaction?: boolean): Promise<Certificate> {
    return (await outcome(migration(up, down, inTransaction))).certificate;
  }

  it('is PROVEN when down undoes up, the rows stay and up runs again', async () => {
    const { verdict, reasons, fingerprints, dataProbe } = await prove(
      `create type mood as enum ('good');
       alter table orders add column mood mood not null default 'good';
       create index orders_mood on orders (mood);`,
      'alter table orders drop column mood; drop type mood;',
    );
    expect({ verdict, reasons }).toEqual({ verdict: 'PROVEN', reasons: [] });
    expect(fingerprints.before).toMatch(/^[0-9a-f]{64}$/u);
    expect(fingerprints.afterDown).toBe(fingerprints.before);
    expect(fingerprints.afterSecondUp).toBe(fingerprints.afterUp);
    expect(fingerprints.afterUp).not.toBe(fingerprints.before);
    expect(dataProbe).toEqual({ rows: { 'public.orders': 5 }, survived: true, losses: [], notes: [] });
  });

  it('is NOT_IDENTICAL when down leaves something behind', async () => {
    const { verdict, leftBehind, lost } = await prove(
      `create type mood as enum ('good'); alter table users add column mood mood;`,
      'alter table users drop column mood;',
    );
    expect({ verdict, leftBehind, lost }).toEqual({
      verdict: 'NOT_IDENTICAL',
      leftBehind: ['enum type public.mood'],
      lost: [],
    });
  });

  it('is NOT_IDENTICAL when down forgets a default', async () => {
    const { verdict, lost } = await prove('alter table orders alter column state drop default;', 'select 1;');
    expect({ verdict, lost }).toEqual({ verdict: 'NOT_IDENTICAL', lost: ['default of public.orders.state'] });
  });

  it('is IRREVERSIBLE when a column comes back empty', async () => {
    const { verdict, dataProbe, reasons } = await prove(
      'alter table orders drop column note;',
      'alter table orders add column note varchar(10);',
    );
    expect(verdict).toBe('IRREVERSIBLE');
    expect(dataProbe.survived).toBe(false);
    expect(dataProbe.losses).toEqual(['column public.orders.note comes back empty: data is gone']);
    expect(reasons[0]).toBe(
      'Data does not come back: column public.orders.note comes back empty: data is gone.',
    );
  });

  it('is IRREVERSIBLE when a narrower type cuts values', async () => {
    const { verdict } = await prove(
      'alter table users alter column seen type date;',
      'alter table users alter column seen type timestamptz;',
    );
    expect(verdict).toBe('IRREVERSIBLE');
  });

  it('is IRREVERSIBLE when rows that were there go', async () => {
    const { dataProbe } = await prove('delete from codes;', 'select 1;');
    expect(dataProbe.losses).toEqual(['table public.codes comes back empty: data is gone']);
  });

  it('is FAILED where up needs empty tables, and says so', async () => {
    const { verdict, reasons } = await prove(
      'alter table orders add column x int not null;',
      'alter table orders drop column x;',
    );
    expect(verdict).toBe('FAILED');
    expect(reasons[0]).toBe(
      'Up fails where a table has rows, at 1_change/up.sql:1, "alter table orders add column x int not null": column "x" of relation "orders" contains null values.',
    );
  });

  it('is FAILED with the line and the words of Postgres when down fails', async () => {
    const { verdict, reasons } = await prove('create table t (a int);', 'select 1;\n\ndrop table tt;');
    expect(verdict).toBe('FAILED');
    expect(reasons).toEqual([
      'Down fails at 1_change/down.sql:3, "drop table tt": table "tt" does not exist.',
    ]);
  });

  it('is FAILED when up cannot run a second time though down brought the schema back', async () => {
    const { verdict, reasons } = await prove(`insert into codes values ('USD', 'Dollar');`, 'select 1;');
    expect(verdict).toBe('FAILED');
    expect(reasons[0]).toMatch(/^Up fails when it runs again after down at 1_change\/up\.sql:1/u);
  });

  it('is UNPROVABLE without a down migration, and can propose one', async () => {
    const { certificate, state } = await outcome(migration('create table t (a int);'), true);
    expect(certificate.verdict).toBe('UNPROVABLE');
    expect(certificate.reasons).toEqual(['There is no down migration.']);
    expect(certificate.proposedDown).toMatchObject({ verdict: 'PROVEN', leftBehind: [], lost: [] });
    expect(certificate.proposedDown?.sql).toMatch(/drop table (?:public\.)?t;/u);
    expect(state).toBe('afterUp');
  });

  it.each([
    ['a program', `copy users to program 'cat > /tmp/x'`],
    ['a program inside a block', `do $$ begin execute 'copy users to program ''id'''; end $$`],
    ['a file', `copy users from '/etc/passwd'`],
    ['a placeholder', 'create table ${prefix}_t (a int)'],
    ['the server', 'alter system set work_mem = 1'],
  ])('is UNPROVABLE, and runs nothing, when a statement reaches %s', async (_, statement) => {
    const before = (await takeFingerprint(await shadow.reset())).hash;
    const { certificate } = await outcome(migration(`create table made (a int); ${statement};`, 'select 1;'));
    expect(certificate.verdict).toBe('UNPROVABLE');
    expect(certificate.statements).toEqual([]);
    expect((await takeFingerprint(shadow.database)).hash).toBe(before);
  });

  it('keeps a refusal of unusual rows apart from the verdict', async () => {
    const { verdict, dataProbe } = await prove(
      'alter table orders alter column note set not null;',
      'alter table orders alter column note drop not null;',
    );
    expect(verdict).toBe('PROVEN');
    expect(dataProbe.notes).toEqual([
      'Up fails on some rows that the schema allows: column "note" of relation "orders" contains null values.',
    ]);
  });

  it('makes rows that keep a reference to come', async () => {
    const { verdict, dataProbe } = await prove(
      'create table payments (user_id bigint); drop table payments; alter table codes add column user_id bigint; update codes set user_id = (select min(id) from users); alter table codes add foreign key (user_id) references users;',
      'alter table codes drop column user_id;',
    );
    expect(verdict).toBe('PROVEN');
    expect(dataProbe.survived).toBe(true);
  });

  it('leaves the database as up alone leaves it, sequences and rows included', async () => {
    const up = `alter table orders add column paid boolean; insert into users (email) values ('a@example.com');`;
    const change = migration(
      up,
      `delete from users where email = 'a@example.com'; alter table orders drop paid;`,
    );
    const { state } = await outcome(change);
    expect(state).toBe('afterUp');
    const proven = await takeFingerprint(shadow.database);
    const rows = await shadow.database.query('select id::text as id, email from users');
    expect(rows).toEqual([{ id: '1', email: 'a@example.com' }]);
    const fresh = await shadow.reset();
    await fresh.run(up);
    expect((await takeFingerprint(fresh)).hash).toBe(proven.hash);
  });

  it('counts a sequence that moved on as no difference, and one that was set as one', async () => {
    const moved = await prove(
      `insert into users (email) values ('a@example.com');`,
      `delete from users where email = 'a@example.com';`,
    );
    expect(moved.verdict).toBe('PROVEN');
    expect(moved.fingerprints.afterDown).toBe(moved.fingerprints.before);
    expect(moved.notes).toEqual([
      'Sequence public.users_id_seq moved on; the numbers it gave out do not come back.',
    ]);
    const set = await prove(`select setval('orders_id_seq', 100);`, 'select 1;');
    expect(set.verdict).toBe('NOT_IDENTICAL');
  });

  it('measures locks, rewrites and scans of each statement, in both directions', async () => {
    const { statements } = await prove(
      `alter table orders alter column parent_id type bigint;\nupdate users set age = 1;`,
      'alter table orders alter column parent_id type int;',
      false,
    );
    expect(statements.map(({ direction, sql }) => [direction, sql])).toEqual([
      ['up', 'alter table orders alter column parent_id type bigint;'],
      ['up', 'update users set age = 1;'],
      ['down', 'alter table orders alter column parent_id type int;'],
    ]);
    expect(statements[0]).toMatchObject({
      locks: [{ relation: 'public.orders', mode: 'ACCESS EXCLUSIVE', blocksReads: true, blocksWrites: true }],
      rewrites: ['public.orders', 'public.orders_pkey'],
    });
    expect(statements[1]).toMatchObject({
      locks: [{ relation: 'public.users', mode: 'ROW EXCLUSIVE', blocksReads: false, blocksWrites: false }],
      rewrites: [],
      scans: ['public.users'],
      span: { start: 55, end: 80 },
    });
  });

  it('says of a lock held on by the transaction that an earlier statement took it', async () => {
    const { statements } = await prove(
      'alter table users add column a int; create index on users (a);',
      'alter table users drop column a;',
    );
    expect(statements[1]).toMatchObject({
      locks: [{ relation: 'public.users', mode: 'ACCESS EXCLUSIVE' }],
      scans: ['public.users'],
      note: 'A lock that an earlier statement of the transaction took is still held.',
    });
  });

  it('says what is known of a statement that no transaction takes', async () => {
    const { verdict, statements } = await prove(
      'create index concurrently by_note on orders (note);',
      'drop index concurrently by_note;',
      false,
    );
    expect(verdict).toBe('PROVEN');
    expect(statements.map(({ locks }) => locks)).toEqual([null, null]);
    expect(statements[0]?.note).toBe(
      'Not measured: the statement runs outside of a transaction. Documented: SHARE UPDATE EXCLUSIVE, which lets reads and writes go on.',
    );
  });

  it('is FAILED when the tool runs such a statement in a transaction', async () => {
    const { verdict, reasons } = await prove(
      'create index concurrently by_note on orders (note);',
      'drop index by_note;',
      true,
    );
    expect(verdict).toBe('FAILED');
    expect(reasons[0]).toContain('cannot run inside a transaction block');
  });

  it('runs what a script says about transactions itself', async () => {
    const { verdict, statements } = await prove(
      'begin;\nalter table users add column a int;\ncommit;',
      'alter table users drop column a;',
      false,
    );
    expect(verdict).toBe('PROVEN');
    expect(statements[1]?.locks).toHaveLength(1);
  });

  it('is FAILED where a semicolon is missing, as for the tool', async () => {
    const { verdict, reasons } = await prove(
      'create table t (a int);',
      'drop table t\nalter table users add column a int;\n',
    );
    expect(verdict).toBe('FAILED');
    expect(reasons[0]).toMatch(/^Down fails at 1_change\/down\.sql:1, .*syntax error at or near "alter"/u);
  });

  it.each([true, false])(
    'takes SET TRANSACTION, which must come first (wrapped by the tool: %s)',
    async (wrapped) => {
      const own = (text: string): string => (wrapped ? text : `begin;\n${text}\ncommit;`);
      const first = 'set transaction isolation level repeatable read;';
      const { verdict } = await prove(
        own(`${first}\nalter table users add a int;`),
        own(`${first}\nalter table users drop a;`),
        wrapped,
      );
      expect(verdict).toBe('PROVEN');
    },
  );

  it('is UNPROVABLE where the throw-away database has too little memory', async () => {
    const { verdict, reasons } = await prove(
      "do $$ begin raise exception 'out of memory' using errcode = '53200'; end $$;",
      'select 1;',
    );
    expect(verdict).toBe('UNPROVABLE');
    expect(reasons[1]).toBe('The throw-away database has less memory and room than a server.');
  });

  it('ends statements at the markers of drizzle', async () => {
    const up = 'create table t (a int)\n--> statement-breakpoint\ncreate table u (a int)';
    expect((await prove(up, 'drop table t; drop table u;')).verdict).toBe('PROVEN');
  });

  it.each([
    ['nothing', ''],
    ['comments alone', '-- nothing here\r\n/* nor here */'],
  ])('takes a script with %s', async (_, text) => {
    const { verdict, statements } = await prove(text, text);
    expect({ verdict, statements }).toEqual({ verdict: 'PROVEN', statements: [] });
  });

  it('places statements after emoji and CRLF in UTF-16 units', async () => {
    const up = '-- 🎉 Größe\r\nalter table users add column "größe" int;\r\n';
    const { statements, verdict } = await prove(up, 'alter table users drop column "größe";');
    expect(verdict).toBe('PROVEN');
    const span = statements[0]?.span ?? { start: 0, end: 0 };
    expect(up.slice(span.start, span.end)).toBe('alter table users add column "größe" int;');
  });
});
