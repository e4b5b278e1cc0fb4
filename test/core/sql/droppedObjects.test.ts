import { describe, expect, it } from 'vitest';
import { droppedObjects } from '../../../src/core/sql/droppedObjects.ts';
import { analyze } from './sqlSupport.ts';

describe('objects that a DROP names', () => {
  it.each([
    ['DROP TABLE IF EXISTS shop."Größe 🎉", b CASCADE;', ['shop."Größe 🎉"', 'b']],
    ['DROP MATERIALIZED VIEW IF EXISTS m;', ['m']],
    ['DROP FOREIGN TABLE f RESTRICT;', ['f']],
    ['DROP INDEX CONCURRENTLY IF EXISTS shop.i;', ['shop.i']],
    ['DROP FUNCTION shop.f(a int, numeric(1, 2)), g;', ['shop.f', 'g']],
    ['DROP TRIGGER IF EXISTS t ON shop.orders;', ['t']],
    ['DROP POLICY "own rows" ON orders;', ['"own rows"']],
    ['DROP SCHEMA a, b;', ['a', 'b']],
    ['DROP TYPE IF EXISTS state, shop.size CASCADE;', ['state', 'shop.size']],
    ['DROP FOREIGN DATA WRAPPER w;', ['w']],
    ['DROP TEXT SEARCH CONFIGURATION c;', ['c']],
    ['DROP OPERATOR CLASS o USING btree;', ['o']],
    ['DROP CAST (text AS int);', ['(text AS int)']],
    ['DROP EXTENSION IF EXISTS "uuid-ossp";', ['"uuid-ossp"']],
    ['DROP OWNED BY joe CASCADE;', []],
    ['DROP DATABASE d;', []],
    ['DROP TABLE', []],
  ])('%s', (code, expected) => {
    const { statements } = analyze(code, { rules: [] });
    const written = statements.flatMap(({ statement }) =>
      droppedObjects(statement).map(({ span }) => statement.text.slice(span.start, span.end)),
    );
    expect(written).toEqual(expected);
  });

  it('spells names as facts do', () => {
    const [object] = analyze('DROP TABLE public."Orders";').statements.flatMap(({ statement }) =>
      droppedObjects(statement),
    );
    expect(object).toMatchObject({ name: 'Orders', ownName: 'Orders', partCount: 2 });
  });
});
