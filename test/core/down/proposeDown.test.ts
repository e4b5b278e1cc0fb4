import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCatalog } from '../../../src/core/down/catalog/readCatalog.ts';
import { differenceOf } from '../../../src/core/down/matchCatalogs.ts';
import { type DownProposal, proposeDown } from '../../../src/core/down/proposeDown.ts';
import { openPglite, type PgliteDatabase } from '../../../src/engines/shadow/pgliteDatabase.ts';
import { analyze } from '../sql/sqlSupport.ts';

let database: PgliteDatabase;

beforeAll(async () => {
  database = await openPglite();
}, 120_000);

afterAll(async () => {
  await database.close();
});

/** A start, its up migration, and the proposal; the proposal is run a second time, on its own, to prove it. */
async function propose(start: string, up: string): Promise<DownProposal> {
  const statements = analyze(up, { rules: [] }).statements.map(({ statement }) => statement);
  await reset();
  await database.run(start);
  const first = await proposeDown({ database, runUp: () => database.run(up), up, statements });
  await reset();
  await database.run(start);
  const before = await readCatalog(database, '');
  await database.run(up);
  await database.run(first.sql);
  const difference = differenceOf(await readCatalog(database, ''), before);
  expect(difference).toEqual({ leftBehind: first.leftBehind, lost: first.lost });
  return first;
}

async function reset(): Promise<void> {
  await database.run(`
    DROP SCHEMA IF EXISTS app CASCADE;
    DROP SCHEMA public CASCADE;
    CREATE SCHEMA public;
    DROP PUBLICATION IF EXISTS changes;
    DROP ROLE IF EXISTS clerk;
  `);
}

const CLEAN = { leftBehind: [], lost: [], cannotComeBack: [] };
const ORDERS = `CREATE TABLE orders (id bigint PRIMARY KEY, state text NOT NULL DEFAULT 'new', total numeric(10,2));`;

describe('proposeDown', () => {
  it.each([
    [
      'a table',
      'CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n serial, UNIQUE (n));',
      'DROP TABLE t;\n',
    ],
    ['a column', 'ALTER TABLE orders ADD COLUMN note text UNIQUE;', 'ALTER TABLE orders DROP COLUMN note;\n'],
    [
      'a column in lower case',
      'alter table orders add column note text;',
      'alter table orders drop column note;\n',
    ],
    [
      'with full names where the author writes them',
      'ALTER TABLE public.orders ADD COLUMN note text;',
      'ALTER TABLE public.orders DROP COLUMN note;\n',
    ],
    [
      'a renamed column',
      'ALTER TABLE orders RENAME COLUMN total TO amount;',
      'ALTER TABLE orders RENAME COLUMN amount TO total;\n',
    ],
    [
      'a renamed table',
      'ALTER TABLE orders RENAME TO purchases;',
      'ALTER TABLE purchases RENAME TO orders;\n',
    ],
    [
      'a rename inside DO',
      "DO $$ BEGIN EXECUTE 'ALTER TABLE orders RENAME COLUMN total TO amount'; END $$;",
      'ALTER TABLE orders RENAME COLUMN amount TO total;\n',
    ],
    [
      'a dropped default',
      'ALTER TABLE orders ALTER state DROP DEFAULT;',
      "ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'new'::text;\n",
    ],
    [
      'a dropped NOT NULL',
      'ALTER TABLE orders ALTER state DROP NOT NULL;',
      'ALTER TABLE orders ALTER COLUMN state SET NOT NULL;\n',
    ],
    ['an index', 'CREATE INDEX CONCURRENTLY orders_state ON orders (state);', 'DROP INDEX orders_state;\n'],
    [
      'row security',
      'ALTER TABLE orders ENABLE ROW LEVEL SECURITY;',
      'ALTER TABLE orders DISABLE ROW LEVEL SECURITY;\n',
    ],
    [
      'a comment',
      "COMMENT ON COLUMN orders.state IS 'it''s one';",
      'COMMENT ON COLUMN orders.state IS NULL;\n',
    ],
    ['an enum', "CREATE TYPE mood AS ENUM ('sad', 'ok');", 'DROP TYPE mood;\n'],
    [
      'a foreign key',
      'CREATE TABLE lines (id bigint, order_id bigint REFERENCES orders);',
      'DROP TABLE lines;\n',
    ],
    [
      'quoted names',
      'ALTER TABLE orders ADD COLUMN "Größe 😀" int;',
      'ALTER TABLE orders DROP COLUMN "Größe 😀";\n',
    ],
  ])('undoes %s', async (_, up, sql) => {
    expect(await propose(ORDERS, up)).toEqual({ ...CLEAN, sql });
  });

  it('has nothing to say of a migration that changes nothing', async () => {
    expect(await propose(ORDERS, '-- nothing yet\n')).toEqual({ ...CLEAN, sql: '' });
  });

  it('brings back a dropped column with all that belongs to it, and says that its values are gone', async () => {
    const start = `CREATE ROLE clerk;
      CREATE TABLE orders (id bigint PRIMARY KEY, state text COLLATE "C" NOT NULL DEFAULT 'new' CONSTRAINT known CHECK (state <> ''));
      COMMENT ON COLUMN orders.state IS 'where it stands';
      GRANT SELECT (state) ON orders TO clerk;
      CREATE INDEX orders_state ON orders (state);`;
    const proposal = await propose(start, 'ALTER TABLE orders DROP COLUMN state;');
    expect(proposal).toMatchObject({ leftBehind: [], lost: [] });
    expect(proposal.cannotComeBack).toEqual(['the values of column orders.state']);
    expect(proposal.sql).toContain(
      `ALTER TABLE orders ADD COLUMN state text COLLATE "C" DEFAULT 'new'::text NOT NULL;`,
    );
    expect(proposal.sql).toContain('GRANT SELECT (state) ON TABLE orders TO clerk;');
  });

  it('says when a column cannot get its place back', async () => {
    const proposal = await propose(ORDERS, 'ALTER TABLE orders DROP COLUMN state;');
    expect(proposal.cannotComeBack).toEqual([
      'the values of column orders.state',
      'the order of the columns of table orders: it ends with state now',
    ]);
  });

  it('brings a NOT NULL column back to a table that holds rows, and says what they get', async () => {
    const start = `CREATE TYPE mood AS ENUM ('sad', 'ok');
      CREATE TABLE t (id int, n int NOT NULL, s varchar(9) NOT NULL, m mood NOT NULL, d timestamptz NOT NULL, u uuid NOT NULL, j jsonb NOT NULL, a text[] NOT NULL, h time NOT NULL, e date NOT NULL, i interval NOT NULL);
      INSERT INTO t VALUES (1, 1, 'x', 'ok', now(), gen_random_uuid(), '1', '{x}', now()::time, now(), '1 day');`;
    const columns = ['n', 's', 'm', 'd', 'u', 'j', 'a', 'h', 'e', 'i'];
    const up = `ALTER TABLE t ${columns.map((name) => `DROP COLUMN ${name}`).join(', ')};`;
    const proposal = await propose(start, up);
    expect(proposal).toMatchObject({ leftBehind: [], lost: [] });
    expect(proposal.cannotComeBack).toHaveLength(columns.length);
    expect(proposal.cannotComeBack).toContain("the values of column t.m: rows get 'sad' instead");
  });

  it('makes a dropped table anew with its parts', async () => {
    const start = `${ORDERS}
      CREATE TABLE lines (id serial PRIMARY KEY, order_id bigint REFERENCES orders ON DELETE CASCADE, kind text);
      CREATE INDEX lines_kind ON lines (kind) WHERE kind IS NOT NULL;
      ALTER TABLE lines ENABLE ROW LEVEL SECURITY;
      CREATE POLICY mine ON lines FOR SELECT USING (kind = 'mine' AND id > 0);
      CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
      CREATE TRIGGER touched BEFORE UPDATE ON lines FOR EACH ROW EXECUTE FUNCTION touch();
      ALTER TABLE lines DISABLE TRIGGER touched;
      CREATE VIEW kinds AS SELECT DISTINCT kind FROM lines;`;
    const proposal = await propose(start, 'DROP VIEW kinds; DROP TABLE lines; DROP FUNCTION touch();');
    expect(proposal).toMatchObject({
      leftBehind: [],
      lost: [],
      cannotComeBack: ['the rows of table lines'],
    });
  });

  it('gives back replaced functions and views', async () => {
    const start = `${ORDERS}
      CREATE FUNCTION rate(n int) RETURNS int LANGUAGE sql AS 'SELECT n + 1';
      CREATE VIEW totals AS SELECT id, total FROM orders;
      CREATE VIEW big AS SELECT * FROM totals WHERE total > 10;`;
    const up = `CREATE OR REPLACE FUNCTION rate(n int) RETURNS int LANGUAGE sql AS 'SELECT n + 2';
      CREATE OR REPLACE VIEW totals AS SELECT id, total * 2 AS total FROM orders;`;
    const proposal = await propose(
      ORDERS + start.slice(ORDERS.length),
      up.replace('total * 2', 'total::numeric(10,2)'),
    );
    expect(proposal).toMatchObject({ leftBehind: [], lost: [] });
    expect(proposal.sql).toContain('SELECT n + 1');
  });

  it('changes a type back though views stand in the way', async () => {
    const start = `${ORDERS} CREATE VIEW totals AS SELECT id, total FROM orders; GRANT SELECT ON totals TO PUBLIC;`;
    const up = `DROP VIEW totals;
      ALTER TABLE orders ALTER COLUMN total TYPE text USING total::text;
      CREATE VIEW totals AS SELECT id, total FROM orders; GRANT SELECT ON totals TO PUBLIC;`;
    const proposal = await propose(start, up);
    expect(proposal).toMatchObject({ leftBehind: [], lost: [] });
    expect(proposal.cannotComeBack).toEqual([
      'what the change of column orders.total from numeric(10,2) to text cuts off',
    ]);
  });

  it('takes a value back out of an enum in use', async () => {
    const start = `CREATE TYPE mood AS ENUM ('sad', 'ok');
      CREATE TABLE people (name text, mood mood NOT NULL DEFAULT 'ok', moods mood[]);`;
    const proposal = await propose(start, "ALTER TYPE mood ADD VALUE 'happy' BEFORE 'ok';");
    expect(proposal).toMatchObject({ leftBehind: [], lost: [] });
    expect(proposal.cannotComeBack).toEqual([
      "rows that hold the new value 'happy' of enum type mood: the down migration stops at them",
    ]);
  });

  it('takes views out of the way of a change that the migration did not need to', async () => {
    const start = `CREATE TYPE mood AS ENUM ('sad', 'ok');
      CREATE TABLE people (name text, mood mood DEFAULT 'ok');
      ALTER TABLE people ENABLE ROW LEVEL SECURITY;
      CREATE POLICY happy ON people USING (mood = 'ok');
      CREATE VIEW moods AS SELECT mood FROM people;
      CREATE VIEW distinct_moods AS SELECT DISTINCT mood FROM moods;
      CREATE VIEW other AS SELECT 1 AS one;
      COMMENT ON VIEW moods IS 'all of them';
      GRANT SELECT ON moods TO PUBLIC;`;
    const proposal = await propose(start, "ALTER TYPE mood ADD VALUE 'happy';");
    expect(proposal).toMatchObject({ leftBehind: [], lost: [] });
    expect(proposal.sql).not.toContain('VIEW other');
  });

  it('renames enum values back', async () => {
    const up = "ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';";
    const { sql } = await propose("CREATE TYPE mood AS ENUM ('sad', 'ok');", up);
    expect(sql).toBe("ALTER TYPE mood RENAME VALUE 'fine' TO 'ok';\n");
  });

  it('undoes roles, schemas, grants, default privileges and publications', async () => {
    const up = `CREATE ROLE clerk NOLOGIN;
      CREATE SCHEMA app;
      GRANT USAGE ON SCHEMA app TO clerk;
      GRANT SELECT, INSERT ON orders TO clerk WITH GRANT OPTION;
      ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO clerk;
      CREATE PUBLICATION changes FOR TABLE orders;
      REVOKE EXECUTE ON FUNCTION rate(int) FROM PUBLIC;`;
    const start = `${ORDERS} CREATE FUNCTION rate(n int) RETURNS int LANGUAGE sql AS 'SELECT n';`;
    expect(await propose(start, up)).toMatchObject(CLEAN);
  });

  it('undoes a swap of two tables', async () => {
    const up = `ALTER TABLE orders RENAME TO orders_old;
      CREATE TABLE orders (LIKE orders_old INCLUDING ALL);
      INSERT INTO orders SELECT * FROM orders_old;`;
    const proposal = await propose(ORDERS, up);
    expect(proposal).toMatchObject({ leftBehind: [], lost: [] });
    expect(proposal.sql).toContain('ALTER TABLE orders_old RENAME TO orders;');
  });

  it('attaches and detaches partitions', async () => {
    const start = `CREATE TABLE p (id int, d date) PARTITION BY RANGE (d);
      CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');`;
    expect(await propose(start, 'ALTER TABLE p DETACH PARTITION p1;')).toMatchObject(CLEAN);
    const up = `CREATE TABLE p2 PARTITION OF p FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');`;
    expect(await propose(start, up)).toEqual({ ...CLEAN, sql: 'DROP TABLE p2;\n' });
  });

  it('says what a migration does to rows', async () => {
    const up = `UPDATE orders SET state = 'old';
      DELETE FROM orders WHERE id = 1;
      INSERT INTO orders VALUES (2);
      CREATE TABLE fresh (id int);
      INSERT INTO fresh VALUES (1);
      DO $$ BEGIN DELETE FROM orders; END $$;`;
    const { cannotComeBack } = await propose(ORDERS, up);
    expect(cannotComeBack).toEqual([
      'the values that UPDATE overwrites in orders',
      'the rows that DELETE removes from orders',
      'the rows that INSERT adds stay in orders',
      'what the DO block changes in rows',
    ]);
  });
});
