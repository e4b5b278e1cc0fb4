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
    'takes columns away one by one',
    [
      [
        'ALTER TABLE a DROP COLUMN b, DROP COLUMN c;\n',
        'ALTER TABLE a DROP COLUMN b;\nALTER TABLE a DROP COLUMN c;\n',
      ],
    ],
    [
      [
        'alter table s.t drop column x, drop column y;\n',
        'alter table s.t drop column x;\nalter table s.t drop column y;\n',
      ],
      ['ALTER TABLE a DROP COLUMN b;\n', 'ALTER TABLE a DROP COLUMN b;\n'],
    ],
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
  [
    'calls the function of a trigger a function',
    [
      [
        'CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW EXECUTE PROCEDURE f();',
        'CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION f();',
      ],
    ],
    [
      [
        "create trigger x before update or delete on s.b for each row when (new.a <> old.a) execute procedure s.g(1, 'x');",
        "create trigger x before update or delete on s.b for each row when (new.a <> old.a) execute function s.g(1, 'x');",
      ],
    ],
  ],
  [
    'names an index after what it holds',
    [['CREATE INDEX ON orders (day);', 'CREATE INDEX orders_day_idx ON orders (day);']],
    [['create index on users (email);', 'create index users_email_idx on users (email);']],
  ],
  [
    'makes a column unique without locking its table',
    [
      [
        'ALTER TABLE a ADD CONSTRAINT a_b_key UNIQUE (b);\n',
        'CREATE UNIQUE INDEX CONCURRENTLY a_b_key ON a (b);\nALTER TABLE a ADD CONSTRAINT a_b_key UNIQUE USING INDEX a_b_key;\n',
      ],
    ],
    [
      [
        'ALTER TABLE shop.users ADD CONSTRAINT users_email_key UNIQUE (email);\n',
        'CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON shop.users (email);\nALTER TABLE shop.users ADD CONSTRAINT users_email_key UNIQUE USING INDEX users_email_key;\n',
      ],
    ],
  ],
  [
    'says how a value becomes one of the new type',
    [
      [
        'ALTER TABLE a ALTER COLUMN b TYPE bigint;',
        'ALTER TABLE a ALTER COLUMN b TYPE bigint USING b::bigint;',
      ],
    ],
    [
      [
        'ALTER TABLE c ALTER COLUMN d TYPE numeric(9, 2);',
        'ALTER TABLE c ALTER COLUMN d TYPE numeric(9, 2) USING d::numeric(9, 2);',
      ],
    ],
  ],
  [
    'empties a table row by row',
    [['TRUNCATE a;', 'DELETE FROM a;']],
    [
      ['truncate table b;', 'truncate table b;'],
      ['TRUNCATE s.c;', 'DELETE FROM s.c;'],
    ],
  ],
  [
    'drops a table only where it is there',
    [['DROP TABLE a;', 'DROP TABLE IF EXISTS a;']],
    [
      ['drop table s.b cascade;', 'drop table if exists s.b cascade;'],
      ['DROP TABLE IF EXISTS b;', 'DROP TABLE IF EXISTS b;'],
    ],
  ],
  [
    'reads a view with the rights of who asks',
    [['CREATE VIEW v AS SELECT 1;', 'CREATE VIEW v WITH (security_invoker = true) AS SELECT 1;']],
    [
      [
        'CREATE OR REPLACE VIEW s.w AS SELECT a FROM b WHERE c;',
        'CREATE OR REPLACE VIEW s.w WITH (security_invoker = true) AS SELECT a FROM b WHERE c;',
      ],
    ],
  ],
  [
    'installs an extension once, and in its schema',
    [['CREATE EXTENSION pgcrypto;', 'CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA extensions;']],
    [['create extension "uuid-ossp";', 'create extension if not exists "uuid-ossp" with schema extensions;']],
  ],
  [
    'gives a reference its index',
    [
      [
        'CREATE TABLE a (id bigint PRIMARY KEY, b_id bigint REFERENCES b (id));\n',
        'CREATE TABLE a (id bigint PRIMARY KEY, b_id bigint REFERENCES b (id));\nCREATE INDEX ON a (b_id);\n',
      ],
    ],
    [
      [
        'CREATE TABLE x (k uuid PRIMARY KEY, owner uuid REFERENCES users (id));\n',
        'CREATE TABLE x (k uuid PRIMARY KEY, owner uuid REFERENCES users (id));\nCREATE INDEX ON x (owner);\n',
      ],
    ],
  ],
  [
    'makes keys without an extension',
    [
      [
        'CREATE TABLE a (id uuid DEFAULT uuid_generate_v4());',
        'CREATE TABLE a (id uuid DEFAULT gen_random_uuid());',
      ],
    ],
    [
      [
        'ALTER TABLE b ALTER COLUMN c SET DEFAULT uuid_generate_v4();',
        'ALTER TABLE b ALTER COLUMN c SET DEFAULT gen_random_uuid();',
      ],
      ['insert into t values (uuid_generate_v4(), 1);', 'insert into t values (gen_random_uuid(), 1);'],
    ],
  ],
  [
    'keeps JSON in its binary form',
    [['CREATE TABLE a (j json);', 'CREATE TABLE a (j jsonb);']],
    [
      ['ALTER TABLE b ADD c json NOT NULL;', 'ALTER TABLE b ADD c jsonb NOT NULL;'],
      ['SELECT a::json FROM t;', 'SELECT a::jsonb FROM t;'],
    ],
  ],
  [
    'keeps money as a number',
    [['CREATE TABLE a (n money);', 'CREATE TABLE a (n numeric(12, 2));']],
    [['CREATE TABLE b (x int, p money DEFAULT 0);', 'CREATE TABLE b (x int, p numeric(12, 2) DEFAULT 0);']],
  ],
  [
    'keeps a renamed column for those who still read it',
    [['ALTER TABLE a RENAME COLUMN b TO c;\n', 'ALTER TABLE a ADD COLUMN c text;\nUPDATE a SET c = b;\n']],
    [
      [
        'ALTER TABLE users RENAME COLUMN mail TO email;\n',
        'ALTER TABLE users ADD COLUMN email text;\nUPDATE users SET email = mail;\n',
      ],
    ],
  ],
  [
    'takes an index out of its transaction',
    [['begin;\ncreate index i on t (a);\ncommit;\n', 'create index concurrently i on t (a);\n']],
    [['begin;\ncreate index j on u (b, c);\ncommit;\n', 'create index concurrently j on u (b, c);\n']],
  ],
  [
    'says that a function changes nothing',
    [
      [
        'CREATE FUNCTION f() RETURNS int AS $$ SELECT 1 $$ LANGUAGE sql;',
        'CREATE FUNCTION f() RETURNS int AS $$ SELECT 1 $$ LANGUAGE sql STABLE;',
      ],
    ],
    [
      [
        'CREATE FUNCTION g(a int) RETURNS text AS $$ SELECT a::text $$ LANGUAGE sql;',
        'CREATE FUNCTION g(a int) RETURNS text AS $$ SELECT a::text $$ LANGUAGE sql STABLE;',
      ],
    ],
  ],
];

describe('an edit of a migration', () => {
  it.each(
    MIGRATIONS.flatMap(([what, examples, sites]) =>
      sites.map((site) => [what, site[0], site[1], examples] as const),
    ),
  )('%s: %s', (_case, before, after, examples) => {
    expect(carried('sql', examples, before)).toBe(after);
  });
});
