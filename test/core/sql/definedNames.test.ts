import { describe, expect, it } from 'vitest';
import { definedNames } from '../../../src/core/sql/definedNames.ts';
import { analyze } from './sqlSupport.ts';

function namesIn(code: string): readonly string[] {
  return analyze(code, { rules: [] }).statements.flatMap(({ statement }) =>
    definedNames(statement).map(({ name, isColumn, span }) => {
      expect(statement.text.slice(span.start, span.end)).not.toBe('');
      return isColumn ? `${name}.` : name;
    }),
  );
}

describe('names that a statement gives', () => {
  it.each([
    [
      'CREATE TABLE IF NOT EXISTS shop."Größe 🎉" (id int, CONSTRAINT c CHECK (id > 0));',
      ['Größe 🎉', 'id.', 'c'],
    ],
    ['CREATE TEMP TABLE t AS SELECT 1;', ['t']],
    ['CREATE FOREIGN TABLE f (a int) SERVER s;', ['f', 'a.']],
    ['CREATE MATERIALIZED VIEW m AS SELECT 1;', ['m']],
    ['CREATE OR REPLACE RECURSIVE VIEW v (n) AS SELECT 1;', ['v']],
    ['CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a);', ['i']],
    ['CREATE INDEX ON t (a);', []],
    ['CREATE SEQUENCE s;', ['s']],
    ['CREATE SCHEMA IF NOT EXISTS x;', ['x']],
    ['CREATE SCHEMA AUTHORIZATION joe;', []],
    ['CREATE FUNCTION shop.f(a int) RETURNS int LANGUAGE sql RETURN 1;', ['f']],
    ['CREATE PROCEDURE p() LANGUAGE sql AS $$ $$;', ['p']],
    ['CREATE DATABASE d;', ['d']],
    ['CREATE USER u;', ['u']],
    ["CREATE TABLESPACE t LOCATION '/x';", ['t']],
    ['CREATE TRIGGER g BEFORE INSERT ON t EXECUTE FUNCTION f();', ['g']],
    ["CREATE TYPE e AS ENUM ('a');", ['e']],
    ['CREATE TYPE c AS (x int);', ['c', 'x.']],
    ['CREATE DOMAIN d AS int CONSTRAINT p CHECK (value > 0);', ['d', 'p']],
    ['CREATE RULE r AS ON INSERT TO t DO NOTHING;', ['r']],
    ['CREATE POLICY "own rows" ON t USING (true);', ['own rows']],
    ['CREATE AGGREGATE a (int) (sfunc = f, stype = int);', ['a']],
    ['SELECT 1 AS one INTO UNLOGGED TABLE t;', ['t']],
    ['ALTER TABLE t ADD COLUMN a int CONSTRAINT b UNIQUE, ADD CONSTRAINT c UNIQUE (a);', ['a.', 'b', 'c']],
    ['ALTER TABLE t RENAME COLUMN a TO b;', ['b.']],
    ['ALTER INDEX i RENAME TO j;', ['j']],
    ['ALTER DOMAIN d ADD CONSTRAINT p CHECK (value > 0);', ['p']],
    ['ALTER TABLE t ALTER COLUMN a TYPE bigint;', []],
    ['SELECT a AS b FROM t;', []],
    ['DROP TABLE t;', []],
    ['CREATE TABLE', []],
  ])('%s', (code, expected) => {
    expect([...namesIn(code)].sort()).toEqual([...expected].sort());
  });
});
