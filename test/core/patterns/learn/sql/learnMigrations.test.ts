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

describe.each([
  ['a migration', MIGRATIONS],
  ['a policy or a right', POLICIES],
])('an edit of %s', (_what, cases) => {
  it.each(
    cases.flatMap(([what, examples, sites]) =>
      sites.map((site) => [what, site[0], site[1], examples] as const),
    ),
  )('%s: %s', (_case, before, after, examples) => {
    expect(carried('sql', examples, before)).toBe(after);
  });
});
