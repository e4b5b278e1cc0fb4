import { describe, expect, it } from 'vitest';
import { readSchemaModel } from '../../../../src/core/advice/schema/readSchemaModel.ts';
import type { SchemaModel } from '../../../../src/core/advice/schema/schemaModel.ts';
import type { SchemaSettings } from '../../../../src/core/schema/schemaRule.ts';
import { testShadow } from '../../../support/shadowDatabase.ts';

const SETTINGS: SchemaSettings = {
  platform: 'postgres',
  exposedSchemas: [],
  authFunctions: [],
  targetVersion: 18,
};

const SHOP = `
create type state as enum ('open', 'paid');
create domain email as text check (value like '%@%');
create type money_amount as (amount numeric, currency text);
create table customers (id bigint generated always as identity primary key, mail email not null unique,
  full_name text generated always as ('x') stored);
comment on table customers is 'Who buys';
comment on column customers.mail is 'For receipts';
create table orders (id bigint primary key, customer_id bigint not null references customers (id) on delete cascade,
  state state not null default 'open', total numeric(10, 2) check (total >= 0), "Größe €" text);
create index orders_customer on orders (customer_id, id desc) include (total) where state = 'open';
create index orders_lower on orders (lower("Größe €"));
alter table orders enable row level security;
create policy "read own" on orders for select using (total > 0);
create view open_orders as select id, total from orders where state = 'open';
create materialized view totals as select customer_id, sum(total) as total from orders group by 1;
create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger touched before update on orders for each row execute function touch();
create procedure tidy(days int) language sql as $$ select 1 $$;
create table events (at timestamptz not null, kind text) partition by range (at);
create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01');
create schema "Büro";
create table "Büro"."Wände" ("Höhe" int);
`;

describe('readSchemaModel', () => {
  const shadow = testShadow();

  const modelOf = async (sql: string): Promise<SchemaModel> => {
    await shadow.database.run('begin');
    try {
      await shadow.database.run(sql);
      return await readSchemaModel(shadow.database, SETTINGS);
    } finally {
      await shadow.database.run('rollback');
    }
  };

  it('tells tables with columns, keys, indexes, policies, triggers and comments', async () => {
    const model = await modelOf(SHOP);
    const orders = model.tables.find(({ full }) => full === 'public.orders');
    expect(orders?.columns.map(({ name, type, required }) => [name, type, required])).toEqual([
      ['id', 'bigint', true],
      ['customer_id', 'bigint', true],
      ['state', 'public.state', true],
      ['total', 'numeric(10,2)', false],
      ['"Größe €"', 'text', false],
    ]);
    expect(orders?.columns[2]?.initial).toBe("'open'::public.state");
    expect(orders?.constraints.filter(({ kind }) => kind === 'foreign key')).toEqual([
      {
        name: 'orders_customer_id_fkey',
        kind: 'foreign key',
        columns: ['customer_id'],
        definition: 'FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE CASCADE',
        validated: true,
        references: { table: 'public.customers', columns: ['id'] },
      },
    ]);
    const [byCustomer, byExpression] = orders?.indexes ?? [];
    expect(byCustomer).toMatchObject({
      columns: ['customer_id', 'id'],
      included: ['total'],
      unique: false,
      ofConstraint: false,
      valid: true,
    });
    expect(byCustomer?.predicate).toContain('open');
    expect(byExpression?.columns).toEqual([undefined]);
    expect(orders?.rowSecurity).toBe(true);
    expect(orders?.policies).toEqual([
      {
        name: '"read own"',
        command: 'select',
        permissive: true,
        roles: ['public'],
        using: 'total > 0::numeric',
      },
    ]);
    expect(orders?.triggers.map(({ name }) => name)).toEqual(['touched']);
    const customers = model.tables.find(({ full }) => full === 'public.customers');
    expect(customers?.comment).toBe('Who buys');
    expect(
      customers?.columns.map(({ identity, generated, comment }) => [identity, generated, comment]),
    ).toEqual([
      [true, undefined, undefined],
      [undefined, undefined, 'For receipts'],
      [undefined, true, undefined],
    ]);
    expect(customers?.indexes.every(({ ofConstraint }) => ofConstraint)).toBe(true);
  });

  it('tells views, routines and types, and what a view reads', async () => {
    const model = await modelOf(SHOP);
    expect(model.views.map(({ full, kind, reads }) => [full, kind, reads])).toEqual([
      ['public.open_orders', 'view', ['public.orders']],
      ['public.totals', 'materialized view', ['public.orders']],
    ]);
    expect(model.routines.map(({ full, kind, arguments: given }) => [full, kind, given])).toEqual([
      ['public.tidy', 'procedure', 'IN days integer'],
      ['public.touch', 'function', ''],
    ]);
    expect(model.types.map(({ full, kind, labels }) => [full, kind, labels])).toEqual([
      ['public.email', 'domain', []],
      ['public.money_amount', 'composite', []],
      ['public.state', 'enum', ['open', 'paid']],
    ]);
    expect(model.types[0]?.definition).toMatch(/^text CHECK/u);
  });

  it('knows partitions, other schemas and names beyond ASCII', async () => {
    const model = await modelOf(SHOP);
    expect(model.tables.find(({ name }) => name === 'events')?.kind).toBe('partitioned');
    expect(model.tables.find(({ name }) => name === 'events_2026')?.partitionOf).toBe('public.events');
    expect(model.schemas).toEqual(['"Büro"', 'public']);
    expect(model.tables.find(({ full }) => full === '"Büro"."Wände"')?.columns[0]?.name).toBe('"Höhe"');
  });

  it('is empty for an empty database, and knows no rows of one that was never counted', async () => {
    const empty = await modelOf('select 1');
    expect(empty).toMatchObject({ schemas: ['public'], tables: [], views: [], routines: [], types: [] });
    const model = await modelOf('create table t (id int)');
    expect(model.tables[0]?.rowEstimate).toBeUndefined();
  });

  it('reads 300 tables', async () => {
    const sql = Array.from(
      { length: 300 },
      (_, index) =>
        `create table t${index} (id bigint primary key, a text${index === 0 ? '' : `, c bigint references t${index - 1}`});`,
    ).join('\n');
    const model = await modelOf(sql);
    expect(model.tables).toHaveLength(300);
    expect(model.tables.flatMap(({ constraints }) => constraints.filter((c) => c.references))).toHaveLength(
      299,
    );
  });

  it('puts the search path back', async () => {
    await shadow.database.run("set search_path = 'shop', public");
    await readSchemaModel(shadow.database, SETTINGS);
    expect(await shadow.database.query('show search_path')).toEqual([{ search_path: 'shop, public' }]);
  });
});
