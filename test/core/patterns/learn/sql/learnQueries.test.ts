import { beforeAll, describe, expect, it } from 'vitest';
import { type Carry, createCarry, type Example } from '../carried.ts';

let carried: Carry;

beforeAll(async () => {
  carried = await createCarry();
});

/** What is learned from the examples makes each site's first text its second. */
type Case = readonly [what: string, examples: readonly Example[], sites: readonly Example[]];

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
  [
    'leaves rows alone that are there',
    [['INSERT INTO a VALUES (1, 2);', 'INSERT INTO a VALUES (1, 2) ON CONFLICT DO NOTHING;']],
    [
      [
        "insert into b (x, y) values (3, 'q');",
        "insert into b (x, y) values (3, 'q') on conflict do nothing;",
      ],
    ],
  ],
  [
    'orders what is read page by page',
    [['SELECT * FROM a LIMIT 10 OFFSET 20;', 'SELECT * FROM a ORDER BY id LIMIT 10 OFFSET 20;']],
    [['SELECT b FROM c LIMIT 5 OFFSET 50;', 'SELECT b FROM c ORDER BY id LIMIT 5 OFFSET 50;']],
  ],
  [
    'orders by what it keeps one of',
    [['SELECT DISTINCT ON (a) a, b FROM t;', 'SELECT DISTINCT ON (a) a, b FROM t ORDER BY a;']],
    [['SELECT DISTINCT ON (x.y) x.y, z FROM x;', 'SELECT DISTINCT ON (x.y) x.y, z FROM x ORDER BY x.y;']],
  ],
  [
    'compares whatever the case',
    [["SELECT a FROM t WHERE b LIKE '%x%';", "SELECT a FROM t WHERE b ILIKE '%x%';"]],
    [["select a from t where c.d like 'q%' and e;", "select a from t where c.d ilike 'q%' and e;"]],
  ],
  [
    'compares whatever the case, without a function',
    [["SELECT a FROM t WHERE lower(b) = lower('X');", "SELECT a FROM t WHERE b ILIKE 'X';"]],
    [['SELECT 1 FROM u WHERE lower(u.mail) = lower($1);', 'SELECT 1 FROM u WHERE u.mail ILIKE $1;']],
  ],
  [
    'gathers JSON in its binary form',
    [['SELECT json_agg(a) FROM t;', 'SELECT jsonb_agg(a) FROM t;']],
    [['SELECT json_agg(x.y ORDER BY x.z) FROM x;', 'SELECT jsonb_agg(x.y ORDER BY x.z) FROM x;']],
  ],
  [
    'asks for a row with exists instead of a join',
    [
      [
        'SELECT a.b FROM a JOIN c ON a.id = c.id WHERE c.d = 1;',
        'SELECT a.b FROM a WHERE EXISTS (SELECT 1 FROM c WHERE a.id = c.id AND c.d = 1);',
      ],
    ],
    [
      [
        'SELECT u.x FROM u JOIN o ON u.k = o.k WHERE o.z = 2;',
        'SELECT u.x FROM u WHERE EXISTS (SELECT 1 FROM o WHERE u.k = o.k AND o.z = 2);',
      ],
    ],
  ],
  [
    'writes names without quotes',
    [['SELECT "name" FROM "users";', 'SELECT name FROM users;']],
    [['SELECT "a", "b" FROM "c";', 'SELECT a, b FROM c;']],
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
  ['a query', QUERIES],
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
