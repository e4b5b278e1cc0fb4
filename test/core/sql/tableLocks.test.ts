import { describe, expect, it } from 'vitest';
import { tableLocks } from '../../../src/core/sql/tableLocks.ts';
import { analyze } from './sqlSupport.ts';

function locksOf(sql: string): readonly string[] {
  const statement = analyze(sql, { rules: [] }).statements[0]?.statement;
  return statement ? tableLocks(statement).map(({ table = '?', mode }) => `${table}: ${mode}`) : [];
}

describe('the locks of a statement', () => {
  it.each([
    ['ALTER TABLE a ADD b int', ['a: ACCESS EXCLUSIVE']],
    ['ALTER TABLE shop.a RENAME b TO c', ['shop.a: ACCESS EXCLUSIVE']],
    ['ALTER TABLE public.a SET SCHEMA s', ['a: ACCESS EXCLUSIVE']],
    ['ALTER TABLE a VALIDATE CONSTRAINT c', ['a: SHARE UPDATE EXCLUSIVE']],
    ['ALTER TABLE a ALTER b SET STATISTICS 9, ENABLE TRIGGER t', ['a: SHARE ROW EXCLUSIVE']],
    ['ALTER TABLE a ALTER b SET STATISTICS 9, ADD c int', ['a: ACCESS EXCLUSIVE']],
    ['ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c', ['a: SHARE ROW EXCLUSIVE', 'c: SHARE ROW EXCLUSIVE']],
    ['ALTER TABLE a ADD b int REFERENCES c (id)', ['a: ACCESS EXCLUSIVE', 'c: SHARE ROW EXCLUSIVE']],
    ['ALTER TABLE a DETACH PARTITION p CONCURRENTLY', ['a: SHARE UPDATE EXCLUSIVE', 'p: ACCESS EXCLUSIVE']],
    ['CREATE INDEX ON a (b)', ['a: SHARE']],
    ['CREATE INDEX CONCURRENTLY ON a (b)', ['a: SHARE UPDATE EXCLUSIVE']],
    ['CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f()', ['a: SHARE ROW EXCLUSIVE']],
    ['CREATE POLICY p ON a', ['a: ACCESS EXCLUSIVE']],
    ['DROP TABLE a, s.b', ['a: ACCESS EXCLUSIVE', 's.b: ACCESS EXCLUSIVE']],
    ['DROP VIEW v', ['v: ACCESS EXCLUSIVE']],
    ['DROP TRIGGER t ON s.a', ['s.a: ACCESS EXCLUSIVE']],
    ['DROP INDEX i', ['?: ACCESS EXCLUSIVE']],
    ['DROP INDEX CONCURRENTLY i', ['?: SHARE UPDATE EXCLUSIVE']],
    ['DROP TYPE t', []],
    ['TRUNCATE a, b', ['a: ACCESS EXCLUSIVE', 'b: ACCESS EXCLUSIVE']],
    ['LOCK a', ['a: ACCESS EXCLUSIVE']],
    ['LOCK a IN ROW SHARE MODE', ['a: ROW SHARE']],
    ['VACUUM (FULL off) a', ['a: SHARE UPDATE EXCLUSIVE']],
    ['VACUUM (FULL 1) a', ['a: ACCESS EXCLUSIVE']],
    ['VACUUM FULL', ['?: ACCESS EXCLUSIVE']],
    ['CLUSTER a USING i', ['a: ACCESS EXCLUSIVE']],
    ['REINDEX TABLE a', ['a: SHARE']],
    ["REINDEX (CONCURRENTLY 'false') INDEX i", ['?: SHARE']],
    ['REINDEX (CONCURRENTLY) TABLE a', ['?: SHARE UPDATE EXCLUSIVE']],
    ['REFRESH MATERIALIZED VIEW v', ['v: ACCESS EXCLUSIVE']],
    ['REFRESH MATERIALIZED VIEW CONCURRENTLY v', ['v: EXCLUSIVE']],
    ['SELECT * FROM a', []],
    ['ALTER TABLE', []],
  ])('of %s', (sql, locks) => {
    expect(locksOf(sql)).toEqual(locks);
  });
});
