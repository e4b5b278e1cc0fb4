import { describe, expect, it } from 'vitest';
import { FolderFactIndex } from '../../../../src/core/sql/folderFacts.ts';
import { rule } from '../../../../src/core/sql/rules/prefer-bigint.ts';
import { factsOfStatement, narrowKeyFact } from '../../../../src/core/sql/statementFacts.ts';
import { active, analyze } from '../sqlSupport.ts';

/** Findings in a file of a folder whose earlier migrations say `earlier`. */
function marks(code: string, earlier: readonly string[]): readonly string[] {
  const history = { earlier: new Set(earlier), later: new Set<string>() };
  const { findings } = analyze(code, { rules: [active(rule)], options: { history } });
  return findings.map(({ span }) => code.slice(span.start, span.end));
}

describe('columns that refer to a key of an earlier migration', () => {
  const earlier = ['narrow-key:crates', 'narrow-key:categories'];

  it('follow it when it is smaller than bigint', () => {
    expect(marks('ALTER TABLE versions ADD COLUMN origin int REFERENCES crates (id);', earlier)).toEqual([]);
    expect(marks('CREATE TABLE v (crate_id INTEGER NOT NULL, "categoryId" int);', earlier)).toEqual([]);
    expect(marks('CREATE TABLE v (dependent_crate_ids int[]);', earlier)).toEqual([]);
    expect(marks('CREATE TABLE v (crate_id int PRIMARY KEY);', earlier)).toEqual([]);
  });

  it('are reported when nothing says so', () => {
    expect(marks('CREATE TABLE v (crate_id int REFERENCES packages);', earlier)).toEqual(['int']);
    expect(marks('ALTER TABLE users ADD COLUMN "größe 🎉" text, ADD gh_id integer;', earlier)).toEqual([
      'integer',
    ]);
  });

  it('are reported when they count themselves', () => {
    expect(marks('CREATE TABLE v (crate_id serial);', earlier)).toEqual(['serial']);
    expect(marks('CREATE TABLE v (id int PRIMARY KEY);', earlier)).toEqual(['int']);
  });
});

it('knows the key of a table that was given another name', () => {
  const folder = (...files: (readonly string[])[]): boolean =>
    new FolderFactIndex(files).around(files.length).earlier.has(narrowKeyFact('crates'));
  expect(folder([narrowKeyFact('packages')], ['rename:packages>crates'])).toBe(true);
  expect(folder([narrowKeyFact('packages')], ['drop:table:packages'], ['rename:packages>crates'])).toBe(
    false,
  );
  expect(folder(['rename:packages>crates'])).toBe(false);
});

describe('what a migration says of its keys', () => {
  it.each([
    ['CREATE TABLE crates (id serial PRIMARY KEY);', true],
    ['CREATE TABLE crates (id int, PRIMARY KEY (id));', true],
    ['CREATE TABLE crates (id int, name text, PRIMARY KEY (id, name));', false],
    ['CREATE TABLE crates (id bigint PRIMARY KEY, downloads int);', false],
  ])('%s', (code, isNarrow) => {
    const facts = analyze(code).statements.flatMap(({ statement }) => factsOfStatement(statement));
    expect(facts.includes(narrowKeyFact('crates'))).toBe(isNarrow);
  });
});
