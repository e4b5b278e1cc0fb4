import { beforeAll, describe, expect, it } from 'vitest';
import { classifySql, SQL_LENGTH_MAX } from '../../../../src/core/policy/sql/classifySql.ts';
import type { SqlClassification } from '../../../../src/core/policy/sql/sqlClass.ts';
import type { ParseScript } from '../../../../src/core/ports.ts';
import { loadLibpgQuery } from '../../../../src/engines/libpgQuery.ts';
import { ENDLESS, READS, REFUSED } from './sqlCases.ts';

let parse: ParseScript;
beforeAll(async () => {
  parse = (await loadLibpgQuery()).parseScript;
});

function judge(sql: string): SqlClassification {
  return classifySql(parse, sql);
}

describe('reads', () => {
  it.each(READS)('lets %j run', (sql) => {
    expect(judge(sql)).toMatchObject({ class: 'read', decision: 'allow', reasons: [], statements: 1 });
  });

  it.each(ENDLESS)('lets %j run until its timeout', (sql) => {
    expect(judge(sql)).toMatchObject({ class: 'dangerous-function', decision: 'allow-with-timeout' });
  });

  it('explains without running what would never end', () => {
    expect(judge('EXPLAIN SELECT generate_series(1, 10000000000)').decision).toBe('allow');
  });
});

describe('what is no read', () => {
  it.each(REFUSED)('takes %j as %s: %s', (sql, ownClass, decision) => {
    const found = judge(sql);
    expect([found.class, found.decision]).toEqual([ownClass, decision]);
    if (decision === 'deny') expect(found.reasons.join(' ')).toMatch(/\S/u);
  });

  it('names the worst thing first and tells of all', () => {
    const found = judge('WITH x AS (DELETE FROM a RETURNING pg_sleep(1)) SELECT f() FROM x FOR UPDATE');
    expect(found.class).toBe('write');
    expect(found.reasons.join('\n')).toMatch(/DELETE/u);
    expect(found.reasons.join('\n')).toMatch(/pg_sleep/u);
    expect(found.reasons.join('\n')).toMatch(/f is not known/u);
    expect(found.reasons.join('\n')).toMatch(/FOR UPDATE/u);
  });

  it('gives every prefix of a hostile text an answer', () => {
    const hostile = `/* /* */ */ WITH x AS (DELETE FROM a WHERE b = U&'\\0041' RETURNING $q$;$q$) SELECT ("x".y).pg_sleep FROM x; COMMIT; \\! id`;
    for (let length = 0; length <= hostile.length; length++) {
      expect(judge(hostile.slice(0, length)).decision, hostile.slice(0, length)).toBe('deny');
    }
  });
});

describe('size and depth', () => {
  it('refuses a text of a megabyte before it is parsed', () => {
    const found = classifySql(
      () => {
        throw new Error('it was parsed');
      },
      `SELECT '${'x'.repeat(1_000_000)}'`,
    );
    expect(found).toMatchObject({ class: 'invalid', decision: 'deny' });
    expect(found.reasons.join()).toContain(String(SQL_LENGTH_MAX));
  });

  it('reads a text of the greatest length', () => {
    const values = 'SELECT 1 WHERE 1 IN (';
    const sql = `${values}${'1,'.repeat((SQL_LENGTH_MAX - values.length - 2) / 2)}1)`;
    expect(sql.length).toBeLessThanOrEqual(SQL_LENGTH_MAX);
    expect(judge(sql).decision).toBe('allow');
  });

  it.each([
    ['parentheses around selects', `SELECT ${'(SELECT '.repeat(3000)}1${')'.repeat(3000)}`],
    ['sums', `SELECT 1${' + 1'.repeat(5000)}`],
    ['casts', `SELECT 1${'::int'.repeat(5000)}`],
    ['negations', `SELECT ${'NOT '.repeat(5000)}true`],
    ['cases', `SELECT ${'CASE WHEN true THEN '.repeat(2000)}1${' END'.repeat(2000)}`],
    ['unions', `SELECT 1${' UNION SELECT 1'.repeat(3000)}`],
    ['calls', `SELECT ${'lower('.repeat(5000)}'A'${')'.repeat(5000)}`],
    ['hidden depth', `SELECT ${'lower('.repeat(600)}pg_sleep(1)::text${')'.repeat(600)}`],
  ])('refuses very deep %s', (_, sql) => {
    expect(judge(sql).decision).toBe('deny');
    expect(judge('SELECT 1').decision).toBe('allow');
  });

  it('reads the depth that people write', () => {
    const concatenated = `SELECT ${Array.from({ length: 60 }, (_, index) => `a${index}`).join(" || ',' || ")} FROM t`;
    expect(judge(concatenated).decision).toBe('allow');
    expect(judge(`SELECT 1 WHERE ${'a = 1 OR '.repeat(2000)}b`).decision).toBe('allow');
  });
});

describe('names for the database to look up', () => {
  it('collects functions, operators, relations and attributes', () => {
    const { names } = judge(
      'SELECT lower(o.name), (c).total FROM shop.orders o, customers c WHERE o.a <-> 1 < 2',
    );
    expect(names).toEqual({
      functions: [{ name: 'lower' }],
      operators: expect.arrayContaining([{ name: '<' }, { name: '<->' }]),
      relations: expect.arrayContaining([{ name: 'orders', schema: 'shop' }, { name: 'customers' }]),
      attributes: expect.arrayContaining(['name', 'total', 'a']),
    });
  });
});
