import { beforeAll, describe, expect, it } from 'vitest';
import { scriptParts } from '../../../../src/core/policy/sql/scriptParts.ts';
import type { ParseScript } from '../../../../src/core/ports.ts';
import { loadLibpgQuery } from '../../../../src/engines/libpgQuery.ts';

let parse: ParseScript;
beforeAll(async () => {
  parse = (await loadLibpgQuery()).parseScript;
});

/** `T` for a transaction with its statements, `-` for a statement by itself. */
function cut(sql: string): readonly string[] | string {
  const parsed = parse(sql);
  if ('error' in parsed) throw new Error(parsed.error.message);
  const read = scriptParts(parsed.statements);
  if ('problem' in read) return read.problem;
  return read.parts.map(
    ({ inTransaction, statements }) =>
      `${inTransaction ? 'T' : '-'} ${statements.map(({ text }) => text.trim()).join('; ')}`,
  );
}

describe('cutting a migration', () => {
  it('keeps together what can run together', () => {
    expect(cut('CREATE TABLE a ();\nCREATE INDEX ON a (b);')).toEqual([
      'T CREATE TABLE a (); CREATE INDEX ON a (b)',
    ]);
    expect(cut('')).toEqual([]);
  });

  it.each([
    'CREATE INDEX CONCURRENTLY i ON a (b)',
    'DROP INDEX CONCURRENTLY i',
    'REINDEX INDEX CONCURRENTLY i',
    'REINDEX (CONCURRENTLY) TABLE a',
    'REINDEX SCHEMA public',
    'VACUUM a',
    'CLUSTER',
    'ALTER TABLE a DETACH PARTITION b CONCURRENTLY',
  ])('runs %s by itself', (sql) => {
    expect(cut(`CREATE TABLE x ();${sql};CREATE TABLE y ()`)).toEqual([
      'T CREATE TABLE x ()',
      `- ${sql}`,
      'T CREATE TABLE y ()',
    ]);
  });

  it.each([
    'ANALYZE a',
    'REINDEX TABLE a',
    'CLUSTER a USING i',
    'ALTER TABLE a DETACH PARTITION b',
    'DROP INDEX i',
  ])('runs %s with the others', (sql) => {
    expect(cut(`SELECT 1;${sql}`)).toEqual([`T SELECT 1; ${sql}`]);
  });

  it("takes the text's own frame for the transaction around it", () => {
    expect(cut('BEGIN; CREATE TABLE a (); COMMIT;')).toEqual(['T CREATE TABLE a ()']);
    expect(cut('START TRANSACTION; CREATE TABLE a (); END')).toEqual(['T CREATE TABLE a ()']);
  });

  it.each([
    'CREATE TABLE a (); COMMIT; DROP TABLE b',
    'BEGIN; CREATE TABLE a ()',
    'BEGIN; SELECT 1; ROLLBACK',
    'BEGIN; SELECT 1; COMMIT; BEGIN; SELECT 2; COMMIT',
    'SAVEPOINT a',
    'BEGIN; CREATE INDEX CONCURRENTLY i ON a (b); COMMIT',
  ])('refuses %s', (sql) => {
    expect(typeof cut(sql)).toBe('string');
  });
});
