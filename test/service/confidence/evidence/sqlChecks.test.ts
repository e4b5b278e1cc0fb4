import { beforeAll, describe, expect, it } from 'vitest';
import type { SchemaModel, TableModel } from '../../../../src/core/advice/schema/schemaModel.ts';
import type { ParseScript } from '../../../../src/core/ports.ts';
import { createEngines } from '../../../../src/engines/workspace/engines.ts';
import { objectEvidence, parseEvidence } from '../../../../src/service/confidence/evidence/sqlChecks.ts';
import { sqlReferences } from '../../../../src/service/confidence/evidence/sqlReferences.ts';

let parse: ParseScript;
beforeAll(async () => {
  const engines = createEngines();
  await engines.prepare('sql');
  parse = engines.sqlParser.parseScript;
});

function references(sql: string) {
  const read = parse(sql);
  if ('error' in read) throw new Error(read.error.message);
  const { relations, columns } = sqlReferences(read.statements.map(({ tree }) => tree));
  return { relations, columns: columns.map(({ relation, column }) => `${relation}.${column}`) };
}

describe('what SQL takes for granted', () => {
  it.each([
    ['select o.id from public.orders o', ['public.orders'], ['public.orders.id']],
    ['select orders.id, nothing from orders', ['orders'], ['orders.id']],
    ['with recent as (select 1) select * from recent join users on true', ['users'], []],
    ['insert into orders (id, total) values (1, 2)', ['orders'], ['orders.id', 'orders.total']],
    ['update orders set total = 0 where id = 1', ['orders'], ['orders.total']],
    ['create index on orders (user_id, (lower(note)))', ['orders'], ['orders.user_id']],
    ['alter table orders add column note text', ['orders'], []],
    ['create table parts (id bigint references orders (id))', ['orders'], []],
    ['create table a (id int); create view b as select id from a; select * from b', [], []],
    ['create table parts as select * from orders', ['orders'], []],
    ['alter table orders rename to sales; select * from sales', ['orders'], []],
    ['select * from pg_stat_activity, information_schema.tables', [], []],
    ['select 1', [], []],
    ['select "Größe"."é" from "Größe"', ['Größe'], ['Größe.é']],
  ])('%s', (sql, relations, columns) => {
    const found = references(sql);
    expect(found.relations.toSorted()).toEqual([...relations].toSorted());
    expect(found.columns.toSorted()).toEqual([...columns].toSorted());
  });

  it('leaves out an alias that stands for two things', () => {
    const sql = 'select x.id from orders x where exists (select from users x where x.id = 1)';
    expect(references(sql).columns).toEqual([]);
  });

  it('reads deep statements', () => {
    const deep = `select ${'('.repeat(300)}o.id${')'.repeat(300)} from orders o`;
    expect(references(deep)).toEqual({ relations: ['orders'], columns: ['orders.id'] });
  });
});

const table = (name: string, columns: readonly string[]): TableModel => ({
  full: `public.${name}`,
  schema: 'public',
  name,
  kind: 'table',
  rowSecurity: false,
  columns: columns.map((column) => ({ name: column, type: 'text', required: false })),
  constraints: [],
  indexes: [],
  policies: [],
  triggers: [],
});
const MODEL: SchemaModel = {
  engine: { name: 'PostgreSQL', version: '18' },
  schemas: ['public'],
  tables: [table('orders', ['id', 'user_id'])],
  views: [],
  routines: [],
  types: [],
  extensions: [],
};

describe('evidence about objects', () => {
  const check = (...texts: string[]) => objectEvidence(parse, texts, MODEL);

  it('counts what is there and names what is not', () => {
    expect(check('select o.id, o.colour from orders o join userz u on u.id = o.user_id')).toEqual([
      {
        part: 'factual',
        kind: 'object_exists',
        text: 'Not in the schema: userz (1 of 2 relations).',
        passed: 1,
        of: 2,
      },
      {
        part: 'factual',
        kind: 'column_exists',
        text: 'Not in the schema: orders.colour (1 of 3 columns).',
        passed: 2,
        of: 3,
      },
    ]);
  });

  it('counts what an earlier text makes as made', () => {
    expect(check('create table parts (id int);', 'insert into parts (id) values (1)')).toEqual([]);
  });

  it('is none where nothing is named or can be read', () => {
    expect(check('select 1')).toEqual([]);
    expect(check('select from from')).toEqual([]);
    expect(check()).toEqual([]);
  });
});

describe('evidence about syntax', () => {
  it('counts texts that Postgres can read', () => {
    expect(parseEvidence(parse, ['select 1;\r\nselect 2;', 'selec 1', ''])).toMatchObject([
      { kind: 'sql_parses', passed: 1, of: 2 },
    ]);
  });

  it('is none without a text', () => {
    expect(parseEvidence(parse, ['', ' \n'])).toEqual([]);
  });
});
