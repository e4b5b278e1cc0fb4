import { beforeAll, describe, expect, it } from 'vitest';
import { type Carry, createCarry, type Example } from '../carried.ts';

let carried: Carry;

beforeAll(async () => {
  carried = await createCarry();
});

/** What is learned from the examples makes each site's first text its second. */
type Case = readonly [what: string, examples: readonly Example[], sites: readonly Example[]];

const MIGRATIONS: readonly Case[] = [
  [
    'builds an index without locking its table',
    [
      [
        'CREATE INDEX orders_by_day ON orders (day);\n',
        'CREATE INDEX CONCURRENTLY orders_by_day ON orders (day);\n',
      ],
    ],
    [
      [
        'create index on shop.items (name, price desc);',
        'create index concurrently on shop.items (name, price desc);',
      ],
      [
        'CREATE UNIQUE INDEX u ON users (lower(email)) WHERE deleted IS NULL;',
        'CREATE UNIQUE INDEX CONCURRENTLY u ON users (lower(email)) WHERE deleted IS NULL;',
      ],
      [
        'CREATE INDEX IF NOT EXISTS i ON "Straße" USING gin (tags);\r\n',
        'CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON "Straße" USING gin (tags);\r\n',
      ],
      ['CREATE INDEX CONCURRENTLY a ON b (c);', 'CREATE INDEX CONCURRENTLY a ON b (c);'],
    ],
  ],
  [
    'drops an index without locking its table',
    [['DROP INDEX orders_by_day;', 'DROP INDEX CONCURRENTLY orders_by_day;']],
    [
      ['DROP INDEX IF EXISTS shop.i;', 'DROP INDEX CONCURRENTLY IF EXISTS shop.i;'],
      ['drop index i;', 'drop index concurrently i;'],
      ['DROP TABLE i;', 'DROP TABLE i;'],
    ],
  ],
  [
    'demands a value through a check that is validated later',
    [
      [
        'ALTER TABLE orders ALTER COLUMN day SET NOT NULL;\n',
        'ALTER TABLE orders ADD CONSTRAINT day_not_null CHECK (day IS NOT NULL) NOT VALID;\n' +
          'ALTER TABLE orders VALIDATE CONSTRAINT day_not_null;\n',
      ],
    ],
    [
      [
        'ALTER TABLE items ALTER COLUMN price SET NOT NULL;\n',
        'ALTER TABLE items ADD CONSTRAINT price_not_null CHECK (price IS NOT NULL) NOT VALID;\n' +
          'ALTER TABLE items VALIDATE CONSTRAINT price_not_null;\n',
      ],
      [
        'alter table shop.users alter column email set not null;\n',
        'alter table shop.users add constraint email_not_null check (email is not null) not valid;\n' +
          'alter table shop.users validate constraint email_not_null;\n',
      ],
      ['ALTER TABLE t ALTER COLUMN c DROP NOT NULL;\n', 'ALTER TABLE t ALTER COLUMN c DROP NOT NULL;\n'],
    ],
  ],
  [
    'adds a foreign key without reading the table',
    [
      [
        'ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (buyer) REFERENCES users (id);\n',
        'ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (buyer) REFERENCES users (id) NOT VALID;\n',
      ],
    ],
    [
      [
        'alter table only a.items add constraint by_order foreign key (a, b) references a.orders (a, b) on delete cascade;',
        'alter table only a.items add constraint by_order foreign key (a, b) references a.orders (a, b) on delete cascade not valid;',
      ],
      [
        'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES y;',
        'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES y NOT VALID;',
      ],
      ['ALTER TABLE t ADD CONSTRAINT u UNIQUE (x);', 'ALTER TABLE t ADD CONSTRAINT u UNIQUE (x);'],
    ],
  ],
  [
    'counts in big integers',
    [['CREATE TABLE a (id int PRIMARY KEY);', 'CREATE TABLE a (id bigint PRIMARY KEY);']],
    [
      [
        'create table b (n text, size int not null default 0);',
        'create table b (n text, size bigint not null default 0);',
      ],
      ['ALTER TABLE c ADD COLUMN size int;', 'ALTER TABLE c ADD COLUMN size bigint;'],
      ['SELECT int FROM t;', 'SELECT int FROM t;'],
    ],
  ],
  [
    'stores text without a length',
    [['CREATE TABLE a (name varchar(80) NOT NULL);', 'CREATE TABLE a (name text NOT NULL);']],
    [
      ['CREATE TABLE b (id bigint, label varchar(12));', 'CREATE TABLE b (id bigint, label text);'],
      [
        "ALTER TABLE c ADD COLUMN note varchar(2000) DEFAULT '';",
        "ALTER TABLE c ADD COLUMN note text DEFAULT '';",
      ],
      ['ALTER TABLE d ALTER COLUMN e TYPE varchar(3);', 'ALTER TABLE d ALTER COLUMN e TYPE text;'],
    ],
  ],
  [
    'stores moments with their zone',
    [['CREATE TABLE a (made timestamp NOT NULL);', 'CREATE TABLE a (made timestamptz NOT NULL);']],
    [
      [
        'create table b (id int, at timestamp default now());',
        'create table b (id int, at timestamptz default now());',
      ],
      ['ALTER TABLE c ADD seen timestamp;', 'ALTER TABLE c ADD seen timestamptz;'],
      ['SELECT timestamp FROM a;', 'SELECT timestamp FROM a;'],
    ],
  ],
  [
    'makes ids by identity',
    [
      [
        'CREATE TABLE a (id serial PRIMARY KEY);',
        'CREATE TABLE a (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY);',
      ],
    ],
    [
      [
        'create table b (n text, key serial not null);',
        'create table b (n text, key integer generated always as identity not null);',
      ],
      ['CREATE TABLE c (id uuid);', 'CREATE TABLE c (id uuid);'],
    ],
  ],
  [
    'takes a column away in two steps',
    [
      [
        'ALTER TABLE a DROP COLUMN b;\n',
        'ALTER TABLE a ALTER COLUMN b DROP NOT NULL;\nALTER TABLE a DROP COLUMN b;\n',
      ],
    ],
    [],
  ],
  [
    'sets a time limit before a lock is taken',
    [['ALTER TABLE a ADD COLUMN b int;\n', "SET lock_timeout = '2s';\nALTER TABLE a ADD COLUMN b int;\n"]],
    [
      [
        'ALTER TABLE users ADD COLUMN age int;\n',
        "SET lock_timeout = '2s';\nALTER TABLE users ADD COLUMN age int;\n",
      ],
    ],
  ],
  [
    'parts a column from its constraint',
    [
      [
        'ALTER TABLE a ADD COLUMN b bigint REFERENCES c (id);\n',
        'ALTER TABLE a ADD COLUMN b bigint;\nALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c (id) NOT VALID;\n',
      ],
    ],
    [
      [
        'ALTER TABLE shop.items ADD COLUMN "order" uuid REFERENCES shop.orders (key);\n',
        'ALTER TABLE shop.items ADD COLUMN "order" uuid;\n' +
          'ALTER TABLE shop.items ADD FOREIGN KEY ("order") REFERENCES shop.orders (key) NOT VALID;\n',
      ],
    ],
  ],
  [
    'names the schema',
    [
      ['CREATE TABLE users (id bigint);', 'CREATE TABLE public.users (id bigint);'],
      ['CREATE TABLE notes (id bigint, text text);', 'CREATE TABLE public.notes (id bigint, text text);'],
    ],
    [
      ['create table orders (id bigint, day date);', 'create table public.orders (id bigint, day date);'],
      ['CREATE TABLE IF NOT EXISTS t (x int);', 'CREATE TABLE IF NOT EXISTS public.t (x int);'],
      ['CREATE TABLE public.a (x int);', 'CREATE TABLE public.a (x int);'],
    ],
  ],
  [
    'makes a thing only where it is missing',
    [['CREATE TABLE a (id int);', 'CREATE TABLE IF NOT EXISTS a (id int);']],
    [
      ['create table b.c (x int, y int);', 'create table if not exists b.c (x int, y int);'],
      ['CREATE TABLE IF NOT EXISTS d (x int);', 'CREATE TABLE IF NOT EXISTS d (x int);'],
    ],
  ],
];

const QUERIES: readonly Case[] = [
  [
    'asks for a row with exists',
    [
      [
        'SELECT * FROM users u WHERE (SELECT count(*) FROM orders o WHERE o.buyer = u.id) > 0;',
        'SELECT * FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.buyer = u.id);',
      ],
    ],
    [
      [
        'select id from a where (select count(*) from b where b.a = a.id) > 0;',
        'select id from a where exists (select 1 from b where b.a = a.id);',
      ],
      [
        'SELECT 1 FROM a WHERE a.x AND (SELECT count(*) FROM b, c WHERE b.id = c.id AND c.k = a.k) > 0;',
        'SELECT 1 FROM a WHERE a.x AND EXISTS (SELECT 1 FROM b, c WHERE b.id = c.id AND c.k = a.k);',
      ],
      [
        'SELECT 1 FROM a WHERE (SELECT count(*) FROM b) > 5;',
        'SELECT 1 FROM a WHERE (SELECT count(*) FROM b) > 5;',
      ],
    ],
  ],
  [
    'excludes with not exists',
    [
      [
        'SELECT * FROM a WHERE a.id NOT IN (SELECT b.a_id FROM b);',
        'SELECT * FROM a WHERE NOT EXISTS (SELECT 1 FROM b WHERE b.a_id = a.id);',
      ],
    ],
    [
      [
        'select x from users where users.id not in (select bans.who from bans);',
        'select x from users where not exists (select 1 from bans where bans.who = users.id);',
      ],
    ],
  ],
  [
    'compares with an array',
    [['SELECT * FROM a WHERE id IN ($1, $2);', 'SELECT * FROM a WHERE id = ANY (ARRAY[$1, $2]);']],
    [
      ['SELECT b FROM c WHERE c.k IN ($1, $2);', 'SELECT b FROM c WHERE c.k = ANY (ARRAY[$1, $2]);'],
      ['SELECT b FROM c WHERE k IN (SELECT 1);', 'SELECT b FROM c WHERE k IN (SELECT 1);'],
    ],
  ],
  [
    'compares with nothing by is null',
    [['SELECT * FROM a WHERE b = NULL;', 'SELECT * FROM a WHERE b IS NULL;']],
    [
      ['select 1 from t x where x.y = null and z > 1;', 'select 1 from t x where x.y is null and z > 1;'],
      ['SELECT 1 FROM a JOIN b ON a.c = NULL;', 'SELECT 1 FROM a JOIN b ON a.c IS NULL;'],
      ['SELECT * FROM a WHERE b = 1;', 'SELECT * FROM a WHERE b = 1;'],
    ],
  ],
  [
    'writes unequal as the standard does',
    [['SELECT 1 FROM a WHERE b != 2;', 'SELECT 1 FROM a WHERE b <> 2;']],
    [
      ['select 1 from a join c on a.d != c.d;', 'select 1 from a join c on a.d <> c.d;'],
      ["SELECT '!=' FROM a;", "SELECT '!=' FROM a;"],
    ],
  ],
  [
    'takes the first that is there',
    [['SELECT ifnull(a, 0) FROM t;', 'SELECT coalesce(a, 0) FROM t;']],
    [
      ["SELECT ifnull(x.y, 'none') AS z FROM x;", "SELECT coalesce(x.y, 'none') AS z FROM x;"],
      ['SELECT IFNULL(f(a), b) FROM t;', 'SELECT coalesce(f(a), b) FROM t;'],
    ],
  ],
  [
    'casts as the standard does',
    [['SELECT a::text FROM t;', 'SELECT CAST(a AS text) FROM t;']],
    [
      ['SELECT b.c::numeric(9, 2) FROM b;', 'SELECT CAST(b.c AS numeric(9, 2)) FROM b;'],
      ['SELECT f(x)::date FROM t WHERE y;', 'SELECT CAST(f(x) AS date) FROM t WHERE y;'],
    ],
  ],
  [
    'keeps duplicates where there are none',
    [['SELECT a FROM b UNION SELECT c FROM d;', 'SELECT a FROM b UNION ALL SELECT c FROM d;']],
    [
      ['select 1 union select 2;', 'select 1 union all select 2;'],
      ['SELECT 1 UNION ALL SELECT 2;', 'SELECT 1 UNION ALL SELECT 2;'],
    ],
  ],
  [
    'joins in words',
    [['SELECT * FROM a, b WHERE a.id = b.a_id;', 'SELECT * FROM a JOIN b ON a.id = b.a_id;']],
    [
      [
        'select x from users, orders where users.id = orders.buyer;',
        'select x from users join orders on users.id = orders.buyer;',
      ],
    ],
  ],
];

const POLICIES: readonly Case[] = [
  [
    'asks who the user is once for a query',
    [
      [
        'CREATE POLICY own ON notes FOR SELECT USING (auth.uid() = owner);\n',
        'CREATE POLICY own ON notes FOR SELECT USING ((SELECT auth.uid()) = owner);\n',
      ],
    ],
    [
      [
        'create policy "their own" on public.files for update using (owner_id = auth.uid()) with check (owner_id = auth.uid());\n',
        'create policy "their own" on public.files for update using (owner_id = (select auth.uid())) with check (owner_id = (select auth.uid()));\n',
      ],
      [
        'CREATE POLICY p ON t USING (auth.uid() IN (SELECT who FROM members WHERE team = t.team));\n',
        'CREATE POLICY p ON t USING ((SELECT auth.uid()) IN (SELECT who FROM members WHERE team = t.team));\n',
      ],
      [
        'CREATE POLICY p ON t USING ((SELECT auth.uid()) = a);\n',
        'CREATE POLICY p ON t USING ((SELECT auth.uid()) = a);\n',
      ],
    ],
  ],
  [
    'guards a table by rows as soon as it is made',
    [
      [
        'CREATE TABLE notes (id bigint);\n',
        'CREATE TABLE notes (id bigint);\nALTER TABLE notes ENABLE ROW LEVEL SECURITY;\n',
      ],
    ],
    [
      [
        'create table shop.items (\n  id bigint primary key,\n  name text\n);\n',
        'create table shop.items (\n  id bigint primary key,\n  name text\n);\nalter table shop.items enable row level security;\n',
      ],
    ],
  ],
  [
    'fixes what a function finds its names in',
    [
      [
        'CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS $$ SELECT 1 $$;\n',
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' AS $$ SELECT 1 $$;\n",
      ],
    ],
    [
      [
        'CREATE OR REPLACE FUNCTION app.g(a int, b text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $fn$ BEGIN NULL; END $fn$;\n',
        "CREATE OR REPLACE FUNCTION app.g(a int, b text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $fn$ BEGIN NULL; END $fn$;\n",
      ],
      [
        'create function h() returns trigger language plpgsql security definer as $$ begin return new; end $$;\n',
        "create function h() returns trigger language plpgsql security definer set search_path = '' as $$ begin return new; end $$;\n",
      ],
      [
        'CREATE FUNCTION i() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;\n',
        'CREATE FUNCTION i() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;\n',
      ],
    ],
  ],
  [
    'takes a right away from everybody',
    [['GRANT EXECUTE ON FUNCTION f() TO PUBLIC;', 'GRANT EXECUTE ON FUNCTION f() TO app;']],
    [
      [
        'GRANT EXECUTE ON FUNCTION s.g(int, text) TO PUBLIC;',
        'GRANT EXECUTE ON FUNCTION s.g(int, text) TO app;',
      ],
      ['grant execute on function h() to public;', 'grant execute on function h() to app;'],
    ],
  ],
];

const BODIES: readonly Case[] = [
  [
    'runs a query whose rows nobody wants',
    [['DO $$ BEGIN SELECT f(1); END $$;\n', 'DO $$ BEGIN PERFORM f(1); END $$;\n']],
    [
      [
        "CREATE FUNCTION g() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n  SELECT log.write(now(), 'ü');\nEND\n$$;\n",
        "CREATE FUNCTION g() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n  PERFORM log.write(now(), 'ü');\nEND\n$$;\n",
      ],
    ],
  ],
  [
    'quotes what a statement is put together from',
    [
      [
        "DO $$ BEGIN EXECUTE 'DROP TABLE ' || t; END $$;\n",
        "DO $$ BEGIN EXECUTE 'DROP TABLE ' || quote_ident(t); END $$;\n",
      ],
      [
        "DO $$ BEGIN EXECUTE 'DROP VIEW ' || old.view; END $$;\n",
        "DO $$ BEGIN EXECUTE 'DROP VIEW ' || quote_ident(old.view); END $$;\n",
      ],
    ],
    [
      [
        "do $x$ begin execute 'DROP TABLE ' || old.name; end $x$;\n",
        "do $x$ begin execute 'DROP TABLE ' || quote_ident(old.name); end $x$;\n",
      ],
    ],
  ],
  [
    'assigns with one sign',
    [['DO $$ DECLARE a int; BEGIN a = 1; END $$;\n', 'DO $$ DECLARE a int; BEGIN a := 1; END $$;\n']],
    [
      [
        'DO $$ DECLARE total numeric; BEGIN total = f(2) + 3; END $$;\n',
        'DO $$ DECLARE total numeric; BEGIN total := f(2) + 3; END $$;\n',
      ],
      ['SELECT 1 FROM t WHERE a = 1;\n', 'SELECT 1 FROM t WHERE a = 1;\n'],
    ],
  ],
  [
    'writes the time of the transaction as the standard does',
    [
      [
        'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := now(); RETURN NEW; END $$;\n',
        'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := current_timestamp; RETURN NEW; END $$;\n',
      ],
    ],
    [
      ['UPDATE t SET seen = now() WHERE id = 1;\n', 'UPDATE t SET seen = current_timestamp WHERE id = 1;\n'],
      [
        'CREATE TABLE t (a timestamptz DEFAULT now());\n',
        'CREATE TABLE t (a timestamptz DEFAULT current_timestamp);\n',
      ],
    ],
  ],
  [
    'asks for a row in a body with exists',
    [
      [
        "DO $$ BEGIN IF (SELECT count(*) FROM a) > 0 THEN RAISE NOTICE 'x'; END IF; END $$;\n",
        "DO $$ BEGIN IF EXISTS (SELECT 1 FROM a) THEN RAISE NOTICE 'x'; END IF; END $$;\n",
      ],
    ],
    [
      [
        'DO $$ BEGIN IF (SELECT count(*) FROM b WHERE c = 2) > 0 THEN DELETE FROM b; END IF; END $$;\n',
        'DO $$ BEGIN IF EXISTS (SELECT 1 FROM b WHERE c = 2) THEN DELETE FROM b; END IF; END $$;\n',
      ],
    ],
  ],
];

describe.each([
  ['a migration', MIGRATIONS],
  ['a query', QUERIES],
  ['a policy or a right', POLICIES],
  ['a body', BODIES],
])('an edit of %s', (_what, cases) => {
  it.each(
    cases.flatMap(([what, examples, sites]) =>
      sites.map((site) => [what, site[0], site[1], examples] as const),
    ),
  )('%s: %s', (_case, before, after, examples) => {
    expect(carried('sql', examples, before)).toBe(after);
  });
});
