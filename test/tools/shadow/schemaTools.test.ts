import { afterEach, describe, expect, it } from 'vitest';
import { adviseIndexes } from '../../../src/tools/adviseIndexes.ts';
import { checkSchema } from '../../../src/tools/checkSchema.ts';
import { describeObject } from '../../../src/tools/describeObject.ts';
import { listSchema } from '../../../src/tools/listSchema.ts';
import { relationshipMapTool } from '../../../src/tools/relationshipMapTool.ts';
import { testShadowService } from '../../support/testShadowService.ts';
import {
  migrationFiles,
  type TestContext,
  type TestContextOptions,
  testContext,
} from '../../support/toolContext.ts';

const SHOP = migrationFiles(
  `create type state as enum ('open', 'paid');
create table customers (id bigint generated always as identity primary key, mail text not null);
comment on table customers is 'Who buys';`,
  `create table orders (id bigint generated always as identity primary key,
  customer_id bigint not null references customers (id) on delete cascade, state state not null default 'open');
create table "Büro" ("Straße" text primary key, parent_id bigint references orders (id));
create view open_orders as select id from orders where state = 'open';
create function total() returns int language sql as $$ select 1 $$;`,
);

const TABLES = 300;
const WIDE = migrationFiles(
  Array.from(
    { length: TABLES },
    (_, n) =>
      `create table t${n} (id bigint primary key, note text${n === 0 ? '' : `, parent_id bigint references t${Math.floor((n - 1) / 2)} (id)`});`,
  ).join('\n'),
);

describe('tools that read a schema', { timeout: 180_000 }, () => {
  const shadow = testShadowService();
  const contexts: TestContext[] = [];
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.remove();
  });
  const open = async (options: TestContextOptions = {}): Promise<TestContext> => {
    const context = await testContext({ files: SHOP, shadow: shadow.service, ...options });
    contexts.push(context);
    return context;
  };

  it('list what the migrations make', async () => {
    const result = await listSchema.run({}, await open());
    if (!result.ok) throw new Error(result.message);
    expect(result.text.split('\n')).toEqual([
      'migrations, 2 migrations; schemas: public',
      '3 tables, 1 view, 1 function, 1 type',
      'public."Büro": 2 columns',
      'public.customers: 2 columns — Who buys',
      'public.orders: 3 columns',
      'public.open_orders: view of public.orders',
      'public.total() returns integer: function in sql',
      'public.state: enum open, paid',
    ]);
    expect(result.data.objects.every(({ rowEstimate }) => rowEstimate === undefined)).toBe(true);
  });

  it('filter by kind, name and schema', async () => {
    const context = await open();
    const namesOf = async (input: Parameters<typeof listSchema.run>[0]): Promise<readonly string[]> => {
      const result = await listSchema.run(input, context);
      if (!result.ok) throw new Error(result.message);
      return result.data.objects.map(({ full }) => full);
    };
    expect(await namesOf({ kind: 'views' })).toEqual(['public.open_orders']);
    expect(await namesOf({ match: 'BÜRO' })).toEqual(['public."Büro"']);
    expect(await namesOf({ schema: 'elsewhere' })).toEqual([]);
  });

  it('describe a table, with who refers to it', async () => {
    const result = await describeObject.run({ name: 'Orders' }, await open());
    if (!result.ok) throw new Error(result.message);
    expect(result.text).toContain("state public.state not null default 'open'::public.state");
    expect(result.text).toContain('referenced by:\n  public."Büro" (parent_id)');
    expect(result.text).toContain('read by views:\n  public.open_orders');
    expect(result.data.referencedBy).toEqual([
      { from: 'public."Büro"', columns: ['parent_id'], name: '"Büro_parent_id_fkey"' },
    ]);
  });

  it.each([
    ['public."Büro"', 'table'],
    ['Büro', 'table'],
    ['"Büro"', 'table'],
    ['open_orders', 'view'],
    ['total()', 'routine'],
    ['public.state', 'type'],
  ])('describe %s', async (name, kind) => {
    const result = await describeObject.run({ name }, await open());
    expect(result).toMatchObject({ ok: true, data: { objects: [{ kind }] } });
  });

  it('name what is near when nothing is called so', async () => {
    const result = await describeObject.run({ name: 'custmers' }, await open());
    expect(result).toEqual({
      ok: false,
      code: 'not_found',
      message: 'Nothing is called "custmers" in migrations, 2 migrations; did you mean public.customers?',
    });
  });

  it('map tables and their foreign keys', async () => {
    const result = await relationshipMapTool.run({}, await open());
    if (!result.ok) throw new Error(result.message);
    expect(result.data.edges).toContainEqual({
      name: 'orders_customer_id_fkey',
      from: 'public.orders',
      to: 'public.customers',
      columns: ['customer_id'],
      targetColumns: ['id'],
      one: false,
      optional: false,
      onDelete: 'cascade',
    });
    const focused = await relationshipMapTool.run({ focus: 'customers' }, await open());
    expect(focused).toMatchObject({
      ok: true,
      data: { nodes: [{ id: 'public.customers' }, { id: 'public.orders' }] },
    });
    const wrong = await relationshipMapTool.run({ focus: 'ordrs' }, await open());
    expect(wrong).toMatchObject({ ok: false, message: expect.stringContaining('public.orders') });
  });

  it('check the schema as the command line does', async () => {
    const result = await checkSchema.run({}, await open());
    if (!result.ok) throw new Error(result.message);
    const finding = result.data.findings.find(
      ({ ruleId, object }) => ruleId === 'fk-missing-index' && object.includes('orders'),
    );
    expect(finding).toMatchObject({ path: 'migrations/002_step.sql', line: 1 });
    expect(finding?.remedies[0]).toMatch(/create index/iu);
    const matched = await checkSchema.run({ match: 'fk-missing-index' }, await open());
    if (!matched.ok) throw new Error(matched.message);
    expect(new Set(matched.data.findings.map(({ ruleId }) => ruleId))).toEqual(new Set(['fk-missing-index']));
  });

  it('advise on indexes without a cost', async () => {
    const result = await adviseIndexes.run(
      { queries: ['select * from orders where customer_id = $1', 'select broken from', 'select 1'] },
      await open(),
    );
    if (!result.ok) throw new Error(result.message);
    expect(result.data.candidates.map(({ columns }) => columns)).toEqual([['customer_id']]);
    expect(result.data.costs.costed).toBe(false);
    expect(result.data.notes.join('\n')).toMatch(/Query 2 cannot be read.*\n.*Query 3 reads no table/u);
    expect(await adviseIndexes.run({}, await open())).toMatchObject({ ok: false, code: 'invalid' });
  });

  it('read SQL that is given, without a project', async () => {
    const result = await listSchema.run(
      { sql: 'create table given (id bigint primary key);' },
      await testContext({ shadow: shadow.service }),
    );
    expect(result).toMatchObject({
      ok: true,
      data: { origin: 'the SQL given', objects: [{ full: 'public.given' }] },
    });
  });

  it('keep a schema of 300 tables in little text, whole as data, page by page', async () => {
    const context = await open({ files: WIDE });
    const first = await listSchema.run({ kind: 'tables' }, context);
    if (!first.ok) throw new Error(first.message);
    expect(first.data.objects).toHaveLength(TABLES);
    expect(first.data.pages).toBe(5);
    expect(first.text.length).toBeLessThan(6_100);
    expect(first.text).toContain('page 1 of 5');
    const last = await listSchema.run({ kind: 'tables', page: 99 }, context);
    expect(last).toMatchObject({ ok: true, data: { page: 5 } });
    const map = await relationshipMapTool.run({}, context);
    if (!map.ok) throw new Error(map.message);
    expect(map.data.nodes).toHaveLength(150);
    expect(map.data.leftOut).toBe(150);
    expect(map.text).toMatch(/… \d+ more$/u);
  });

  it('say what is missing, in one line', async () => {
    expect(await listSchema.run({}, await testContext({ shadow: shadow.service }))).toEqual({
      ok: false,
      code: 'not_found',
      message: 'No project is open: open a folder, or give the SQL itself.',
    });
    expect(await listSchema.run({}, await open({ files: { 'a.ts': '' } }))).toMatchObject({
      ok: false,
      code: 'not_found',
      message: expect.stringContaining('No migrations folder was found'),
    });
    expect(await listSchema.run({ folder: 'nowhere' }, await open())).toMatchObject({
      ok: false,
      code: 'not_found',
      message: expect.stringContaining('nowhere'),
    });
  });

  it('go on after statements that fail, and name them', async () => {
    const files = migrationFiles(
      'create table a (id bigint primary key);\ncreate table b (id missing_type);',
      'nonsense;',
    );
    const result = await listSchema.run({}, await open({ files }));
    if (!result.ok) throw new Error(result.message);
    expect(result.data.objects.map(({ full }) => full)).toEqual(['public.a']);
    expect(result.data.notes[0]).toMatch(/^migrations\/001_step\.sql:2 did not run: .*missing_type/u);
    expect(result.text).toContain('note: migrations/002_step.sql:1 did not run');
  });

  it('read an empty schema, CRLF and a byte order mark', async () => {
    const empty = await listSchema.run({}, await open({ files: migrationFiles('-- nothing yet\r\n') }));
    expect(empty).toMatchObject({ ok: true, data: { objects: [] } });
    const files = migrationFiles('\uFEFFcreate table a (\r\n  id bigint primary key\r\n);\r\n');
    expect(await listSchema.run({}, await open({ files }))).toMatchObject({
      ok: true,
      data: { objects: [{ full: 'public.a' }] },
    });
  });

  it('stop when cancelled', async () => {
    const abort = new AbortController();
    const running = listSchema.run({}, await open({ files: WIDE, signal: abort.signal }));
    setTimeout(() => abort.abort(), 20);
    expect(await running).toEqual({ ok: false, code: 'cancelled', message: 'Cancelled.' });
  });
});
