import { beforeAll, describe, expect, it } from 'vitest';
import { type IndexProposals, indexCandidates } from '../../../../src/core/advice/index/indexCandidates.ts';
import { type TableUse, tableUses } from '../../../../src/core/advice/index/queryUse.ts';
import type { IndexModel, SchemaModel, TableModel } from '../../../../src/core/advice/schema/schemaModel.ts';
import type { SqlParser } from '../../../../src/core/ports.ts';
import { statementsOf } from '../../../../src/core/recipes/schemaKnowledge.ts';
import { loadLibpgQuery } from '../../../../src/engines/libpgQuery.ts';

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadLibpgQuery();
});

function table(
  full: string,
  columns: Readonly<Record<string, string>>,
  ...indexes: readonly IndexModel[]
): TableModel {
  const [schema = '', name = ''] = full.split('.');
  return {
    full,
    schema,
    name,
    kind: 'table',
    rowSecurity: false,
    columns: Object.entries(columns).map(([column, type]) => ({ name: column, type, required: false })),
    constraints: [],
    indexes,
    policies: [],
    triggers: [],
  };
}

function index(name: string, columns: readonly string[], more: Partial<IndexModel> = {}): IndexModel {
  return {
    name,
    method: 'btree',
    columns,
    included: [],
    unique: false,
    ofConstraint: false,
    valid: true,
    definition: '',
    ...more,
  };
}

const key = (name: string): IndexModel => index(name, ['id'], { unique: true, ofConstraint: true });

const MODEL: SchemaModel = {
  engine: { name: 'PGlite', version: '18.6' },
  schemas: ['public', 'shop'],
  tables: [
    table(
      'public.orders',
      {
        id: 'bigint',
        customer_id: 'bigint',
        state: 'text',
        total: 'numeric(10,2)',
        created_at: 'timestamp with time zone',
        deleted_at: 'timestamp with time zone',
        paid: 'boolean',
        tags: 'text[]',
        data: 'jsonb',
        note: 'text',
      },
      key('orders_pkey'),
    ),
    table('public.customers', { id: 'bigint', mail: 'text', country: 'text' }, key('customers_pkey')),
    table('shop."Größen"', { '"Höhe"': 'integer', id: 'bigint' }, key('groessen_pkey')),
  ],
  views: [],
  routines: [],
  types: [],
  extensions: [],
};

const usesOf = (query: string, model = MODEL): readonly TableUse[] =>
  statementsOf(query, parser).flatMap(({ tree }) => tableUses(tree, model));
const propose = (queries: readonly string[], model = MODEL): IndexProposals =>
  indexCandidates(queries.map((query) => usesOf(query, model)));
const sqlOf = (...queries: readonly string[]): readonly string[] =>
  propose(queries).candidates.map(({ sql }) => sql);

const withIndex = (added: IndexModel): SchemaModel => ({
  ...MODEL,
  tables: MODEL.tables.map((one) =>
    one.full === 'public.orders' ? { ...one, indexes: [...one.indexes, added] } : one,
  ),
});

describe('indexCandidates', () => {
  it.each([
    [
      'equality first, then the order, then nothing of the range that the order cannot hold',
      'select * from orders where customer_id = $1 and total > 5 order by created_at desc limit 10',
      [
        'CREATE INDEX CONCURRENTLY orders_customer_id_created_at_total_idx ON public.orders (customer_id, created_at, total);',
      ],
    ],
    [
      'a range comes last',
      'select * from orders where created_at > now() and state = $1',
      ['CREATE INDEX CONCURRENTLY orders_state_created_at_idx ON public.orders (state, created_at);'],
    ],
    [
      'a range over the sorted column is the order',
      'select * from orders where created_at < $1 order by created_at desc limit 20',
      ['CREATE INDEX CONCURRENTLY orders_created_at_idx ON public.orders (created_at);'],
    ],
    [
      'orders in both directions keep them',
      'select * from orders where state = $1 order by total desc, id limit 5',
      ['CREATE INDEX CONCURRENTLY orders_state_total_id_idx ON public.orders (state, total DESC, id);'],
    ],
    [
      'both sides of a join, but no key that is there',
      'select o.total from orders o join customers c on c.id = o.customer_id where c.mail = $1',
      [
        'CREATE INDEX CONCURRENTLY orders_customer_id_idx ON public.orders (customer_id) INCLUDE (total);',
        'CREATE INDEX CONCURRENTLY customers_mail_idx ON public.customers (mail) INCLUDE (id);',
      ],
    ],
    [
      'few small columns are read from the index',
      'select total from orders where customer_id = 5',
      ['CREATE INDEX CONCURRENTLY orders_customer_id_idx ON public.orders (customer_id) INCLUDE (total);'],
    ],
    [
      'wide ones are not',
      'select note from orders where customer_id = 5',
      ['CREATE INDEX CONCURRENTLY orders_customer_id_idx ON public.orders (customer_id);'],
    ],
    [
      'an expression',
      'select * from customers where lower(mail) = $1',
      ['CREATE INDEX CONCURRENTLY customers_lower_mail_idx ON public.customers (lower(mail));'],
    ],
    [
      'a list of values is an equality',
      'select * from orders where state in ($1, $2) and customer_id = any ($3)',
      ['CREATE INDEX CONCURRENTLY orders_state_customer_id_idx ON public.orders (state, customer_id);'],
    ],
    [
      'containment asks for gin',
      `select * from orders where data @> '{"a":1}' and tags && array['x']`,
      [
        'CREATE INDEX CONCURRENTLY orders_data_idx ON public.orders USING gin (data);',
        'CREATE INDEX CONCURRENTLY orders_tags_idx ON public.orders USING gin (tags);',
      ],
    ],
    [
      'words inside of a text ask for trigrams',
      `select * from customers where mail ilike '%x%'`,
      ['CREATE INDEX CONCURRENTLY customers_mail_idx ON public.customers USING gin (mail gin_trgm_ops);'],
    ],
    [
      'a correlated subquery',
      'select * from customers c where exists (select 1 from orders o where o.customer_id = c.id and o.paid)',
      ['CREATE INDEX CONCURRENTLY orders_paid_customer_id_idx ON public.orders (paid, customer_id);'],
    ],
    [
      'an update',
      'update orders set state = $2 where customer_id = $1',
      ['CREATE INDEX CONCURRENTLY orders_customer_id_idx ON public.orders (customer_id);'],
    ],
    [
      'a delete that joins',
      'delete from orders o using customers c where c.id = o.customer_id and c.country = $1',
      ['CREATE INDEX CONCURRENTLY orders_customer_id_idx ON public.orders (customer_id);'],
    ],
    [
      'a table that is joined to itself, each side',
      'select * from orders a join orders b on b.customer_id = a.customer_id where a.state = $1',
      ['CREATE INDEX CONCURRENTLY orders_state_customer_id_idx ON public.orders (state, customer_id);'],
    ],
    [
      'names that need quotes',
      `select id from shop."Größen" g where g."Höhe" = $1`,
      ['CREATE INDEX CONCURRENTLY "Größen_Höhe_idx" ON shop."Größen" ("Höhe") INCLUDE (id);'],
    ],
    [
      'a union, each side',
      'select id from orders where state = $1 union all select id from orders where total = $2',
      ['CREATE INDEX CONCURRENTLY orders_state_idx ON public.orders (state) INCLUDE (id);'],
    ],
  ])('%s', (_, query, expected) => {
    const found = sqlOf(query);
    for (const sql of expected) {
      const prefix = sql.replace(/ INCLUDE.*$/u, '').replace(/;$/u, '');
      expect(
        found.some((one) => one === sql || one.startsWith(prefix)),
        found.join('\n'),
      ).toBe(true);
    }
  });

  it.each([
    ['an order without conditions of a single unknown', 'select * from nowhere where x = 1'],
    ['a key', 'select * from orders where id = $1'],
    ['a key with more', 'select * from orders where id = $1 and state = $2 order by created_at'],
    ['conditions that are alternatives', 'select * from orders where state = $1 or total = $2'],
    ['two columns of one row', 'select * from orders where created_at = deleted_at'],
    ['what is computed', 'select * from orders where total * 2 = $1'],
    ['text that is not SQL', 'selekt * from orders'],
    ['nothing', ''],
    ['a table of a WITH', 'with orders as (select 1 as state) select * from orders where state = 1'],
    ['statements that read nothing', 'insert into orders (id) values (1)'],
  ])('proposes nothing for %s', (_, query) => {
    expect(sqlOf(query)).toEqual([]);
  });

  it('says which index serves a query already', () => {
    const query = ['select * from orders where state = $1 and customer_id = $2'];
    for (const existing of [
      index('by_both', ['customer_id', 'state']),
      index('by_more', ['state', 'customer_id', 'total']),
    ]) {
      const { candidates, covered } = propose(query, withIndex(existing));
      expect(candidates).toEqual([]);
      expect(covered).toEqual([
        { table: 'public.orders', query: 0, reason: `${existing.name} serves it already` },
      ]);
    }
  });

  it('does not count an index that is invalid, partial or in another order', () => {
    const query = ['select * from orders where customer_id = $1 order by created_at limit 1'];
    for (const existing of [
      index('broken', ['customer_id', 'created_at'], { valid: false }),
      index('part', ['customer_id', 'created_at'], { predicate: 'paid' }),
      index('other', ['created_at', 'customer_id']),
      index('hashed', ['customer_id', 'created_at'], { method: 'hash' }),
    ]) {
      expect(propose(query, withIndex(existing)).candidates, existing.name).toHaveLength(1);
    }
  });

  it('names the index that a longer one makes needless, but none that holds a constraint', () => {
    const query = ['select * from orders where customer_id = $1 order by created_at limit 1'];
    expect(propose(query, withIndex(index('short', ['customer_id']))).candidates[0]?.replaces).toBe('short');
    const unique = index('short', ['customer_id'], { unique: true });
    expect(
      propose(
        ['select * from orders where customer_id > $1 order by customer_id, created_at limit 1'],
        withIndex(unique),
      ).candidates[0]?.replaces,
    ).toBeUndefined();
  });

  it('makes an index partial when a constant repeats', () => {
    const { candidates } = propose([
      'select * from orders where deleted_at is null and customer_id = $1',
      'select * from orders where deleted_at is null and customer_id = $1 order by created_at limit 3',
    ]);
    expect(candidates).toEqual([
      expect.objectContaining({
        sql: 'CREATE INDEX CONCURRENTLY orders_customer_id_created_at_part_idx ON public.orders (customer_id, created_at) WHERE deleted_at IS NULL;',
        predicate: 'deleted_at IS NULL',
        queries: [0, 1],
      }),
    ]);
  });

  it('knows a partial index that is there, as Postgres writes its condition', () => {
    const existing = index('open_orders', ['customer_id'], { predicate: "state = 'open'::text" });
    const { candidates } = propose(
      [
        `select * from orders where state = 'open' and customer_id = $1`,
        `select 1 from orders where state = 'open' and customer_id = $2`,
      ],
      withIndex(existing),
    );
    expect(candidates).toEqual([]);
  });

  it('proposes the longer of two that begin alike, for the queries of both', () => {
    const { candidates } = propose([
      'select * from orders where state = $1',
      'select * from orders where state = $1 and created_at > $2',
    ]);
    expect(candidates.map(({ columns, queries }) => [columns, queries])).toEqual([
      [
        ['state', 'created_at'],
        [0, 1],
      ],
    ]);
  });

  it('keeps names within what Postgres allows, and away from those that are taken', () => {
    const wide = table('public.t', { ['x'.repeat(60)]: 'int', ['ö'.repeat(30)]: 'int' });
    const [first] = indexCandidates([
      usesOf(`select 1 from t where ${'x'.repeat(60)} = $1 and "${'ö'.repeat(30)}" = $2`, {
        ...MODEL,
        tables: [wide],
      }),
    ]).candidates;
    const name = /CONCURRENTLY "?([^"\s]+)/u.exec(first?.sql ?? '')?.[1] ?? '';
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
    expect(Buffer.byteLength(name)).toBeGreaterThan(20);
    const taken = propose(
      ['select * from orders where state = $1'],
      withIndex(index('orders_state_idx', ['total'])),
    ).candidates[0]?.sql;
    expect(taken).not.toContain(' orders_state_idx ');
  });

  it('reads a query of a thousand conditions', () => {
    const query = `select * from orders where ${Array.from({ length: 1_000 }, (_, i) => `total <> ${i}`).join(' and ')} and state = $1`;
    expect(propose([query]).candidates).toHaveLength(1);
  });
});
