import { beforeAll, describe, expect, it } from 'vitest';
import { confirmationWord, destroys } from '../../../../src/core/policy/sql/destroys.ts';
import type { ParseScript } from '../../../../src/core/ports.ts';
import { loadLibpgQuery } from '../../../../src/engines/libpgQuery.ts';

let parse: ParseScript;
beforeAll(async () => {
  parse = (await loadLibpgQuery()).parseScript;
});

function told(sql: string): readonly string[] | undefined {
  return destroys(parse, sql)?.map(({ what }) => what);
}

describe('what a text destroys', () => {
  it.each([
    [
      'DROP TABLE IF EXISTS shop.orders, "Old" CASCADE',
      [
        'drops the table shop.orders and all that depends on it',
        'drops the table Old and all that depends on it',
      ],
    ],
    ['DROP MATERIALIZED VIEW v', ['drops the materialized view v']],
    ['DROP FUNCTION f(int)', ['drops the function f']],
    ['DROP TYPE shop.size', ['drops the type shop.size']],
    ['DROP SCHEMA shop', ['drops the schema shop']],
    ['DROP POLICY p ON orders', ['drops the policy orders.p']],
    ['DROP INDEX CONCURRENTLY i', ['drops the index i']],
    ['DROP DATABASE d', ['drops the database d']],
    ['DROP ROLE r', ['drops the role r']],
    ['DROP OWNED BY CURRENT_USER', ['drops everything that belongs to the current role']],
    ['DROP SUBSCRIPTION s', ['drops the subscription s']],
    [
      'TRUNCATE a, b.c CASCADE',
      [
        'removes all rows of a and of all tables that refer to it',
        'removes all rows of b.c and of all tables that refer to it',
      ],
    ],
    ['DELETE FROM orders', ['deletes all rows of orders']],
    ['DELETE FROM orders WHERE true', ['deletes all rows of orders']],
    ['DELETE FROM orders WHERE 1 = 1', ['deletes all rows of orders']],
    ['UPDATE orders SET total = 0', ['overwrites all rows of orders']],
    ['WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone', ['deletes all rows of orders']],
    ['MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DELETE', ['deletes matching rows of a']],
    [
      'ALTER TABLE orders DROP COLUMN note, DROP CONSTRAINT c',
      ['drops the column orders.note', 'drops the constraint orders.c'],
    ],
    [
      'ALTER TABLE orders ALTER note DROP NOT NULL, ALTER id DROP IDENTITY',
      ['drops NOT NULL of the column orders.note', 'drops the identity of the column orders.id'],
    ],
    ['ALTER TABLE orders ALTER total TYPE int', ['may cut off values of orders.total, which becomes int4']],
    [
      'ALTER TABLE orders ALTER total TYPE numeric(10,2)',
      ['may cut off values of orders.total, which becomes numeric(10, 2)'],
    ],
    [
      'ALTER TABLE orders ALTER note TYPE varchar(10)',
      ['may cut off values of orders.note, which becomes varchar(10)'],
    ],
    ['ALTER TABLE orders DISABLE ROW LEVEL SECURITY', ['takes row level security off orders']],
    ['ALTER DOMAIN d DROP CONSTRAINT c', ['drops the constraint of d: c']],
    ['ALTER TYPE t DROP ATTRIBUTE a', ['drops the column t.a']],
    ['ALTER PUBLICATION p DROP TABLE x', ['takes tables out of the publication p']],
  ])('%s', (sql, what) => {
    expect(told(sql)).toEqual(what);
  });

  it.each([
    '',
    '-- DROP TABLE orders',
    "SELECT 'DROP TABLE orders'",
    'CREATE TABLE a (b int)',
    'DELETE FROM orders WHERE id = 1',
    'UPDATE orders SET total = 0 WHERE id = $1',
    'ALTER TABLE orders ADD COLUMN note text',
    'ALTER TABLE orders ALTER id TYPE bigint, ALTER note TYPE text, ALTER total TYPE numeric',
    'ALTER TABLE orders ALTER note DROP DEFAULT',
    'ALTER TABLE orders ENABLE ROW LEVEL SECURITY',
    'ALTER TABLE a DETACH PARTITION b',
    "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'DROP TABLE orders'",
  ])('nothing by %j', (sql) => {
    expect(told(sql)).toEqual([]);
  });

  it('numbers the statements of a text, and knows nothing of one that cannot be read', () => {
    const found = destroys(
      parse,
      'BEGIN;\r\nDROP TABLE a;\r\nCREATE TABLE a ();\r\nTRUNCATE "žluť";\r\nCOMMIT;',
    );
    expect(found).toEqual([
      { statement: 1, what: 'drops the table a', name: 'a' },
      { statement: 3, what: 'removes all rows of žluť', name: 'žluť' },
    ]);
    expect(destroys(parse, 'DROP TABLE')).toBeUndefined();
  });

  it('gives the word that confirms', () => {
    const word = (sql: string) => confirmationWord(destroys(parse, sql) ?? []);
    expect(word('DROP TABLE shop.orders')).toBe('orders');
    expect(word('ALTER TABLE a ALTER b TYPE int')).toBe('b');
    expect(word('CREATE TABLE a ()')).toBeUndefined();
    expect(confirmationWord([{ statement: 0, what: 'is gone' }])).toBe('destroy');
  });
});
