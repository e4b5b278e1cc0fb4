import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../src/core/rules/ruleModel.ts';
import { compileSqlPattern, matchSqlPattern } from '../../../src/core/sql/tokenPattern.ts';
import { active, analyze } from './sqlSupport.ts';

function match(pattern: string, sql: string): readonly Readonly<Record<string, string>>[] {
  const [located] = analyze(sql, { rules: [] }).statements;
  if (!located) return [];
  return matchSqlPattern(compileSqlPattern(pattern), located.statement).map(({ captures }) =>
    Object.fromEntries([...captures].map(([name, { text }]) => [name, text])),
  );
}

describe('token patterns', () => {
  it.each([
    [
      'CREATE INDEX $NAME ON $TABLE $$$REST',
      'create index a_idx on shop.orders (b, c) where d',
      [{ NAME: 'a_idx', TABLE: 'shop.orders', REST: '(b, c) where d' }],
    ],
    ['CREATE INDEX $NAME ON $TABLE $$$REST', 'create unique index a_idx on orders (b)', []],
    ['drop table $T', 'DROP  TABLE "Old Orders"', [{ T: '"Old Orders"' }]],
    ['drop table "Old"', 'drop table old', []],
    ['drop table "Old"', 'drop table "Old"', [{}]],
    ['drop table old', 'drop table "old"', []],
    ['varchar($N)', 'create table t (a varchar(10), b varchar ( 20 ))', [{ N: '10' }, { N: '20' }]],
    ['create table $T $GROUP', 'create table t (a int, b (c))', [{ T: 't', GROUP: '(a int, b (c))' }]],
    [
      'create table $T ($$$A json $$$B)',
      'create table t (a int, b json not null)',
      [{ T: 't', A: 'a int, b', B: 'not null' }],
    ],
    ['$A = $A', 'select 1 from t where a = b and c = C', [{ A: 'c' }]],
    ["set role 'admin'", "SET ROLE 'admin'", [{}]],
    ["set role 'admin'", "SET ROLE 'Admin'", []],
    ['$S.users', 'select * from auth.users', [{ S: 'auth' }]],
    ['now()', 'select now(), now( )', [{}, {}]],
  ])('%s in %s', (pattern, sql, expected) => {
    expect(match(pattern, sql)).toEqual(expected);
  });

  it('matches statements that do not parse', () => {
    expect(match('drop table $T', 'drop table orders where')).toEqual([{ T: 'orders' }]);
  });

  it('gives up on a pattern that would take forever', () => {
    const sql = `select ${'a, '.repeat(3_000)} b`;
    expect(match('$$$A x $$$B x $$$C x $$$D y', sql)).toEqual([]);
  });

  it('refuses a pattern that matches everything', () => {
    expect(() => compileSqlPattern('$$$ALL')).toThrow(RangeError);
    expect(() => compileSqlPattern('')).toThrow(RangeError);
  });

  it('drives rules: message, place and fix are filled from the match', () => {
    const rule: Rule = {
      id: 'no-current-time',
      title: 't',
      kind: 'enforcement',
      severity: 'LOW',
      problemType: 'Standards',
      languages: ['sql'],
      message: '$FN is not allowed in $TABLE.',
      actionRequired: 'a',
      why: 'w',
      howToFix: 'h',
      match: [
        {
          kind: 'sqlPattern',
          pattern: 'insert into $TABLE $$$A $FN() $$$B',
          report: 'FN',
          unless: ['on conflict'],
          fixes: [{ title: 'Use now() in $TABLE', kind: 'auto', edits: [{ at: 'FN', text: 'now' }] }],
        },
      ],
      examples: { fires: [], silent: [] },
    };
    const text =
      'select 1;\nINSERT INTO logs (at) VALUES (clock_timestamp());\ninsert into l values (f()) on conflict do nothing;';
    const { findings } = analyze(text, { rules: [active(rule)] });
    expect(findings).toHaveLength(1);
    const start = text.indexOf('clock_timestamp');
    const span = { start, end: start + 'clock_timestamp'.length };
    expect(findings[0]).toMatchObject({
      message: 'clock_timestamp is not allowed in logs.',
      span,
      fixes: [{ title: 'Use now() in logs', kind: 'auto', edits: [{ span, newText: 'now' }] }],
    });
    expect(findings[0]?.match?.captures.get('TABLE')).toEqual({
      text: 'logs',
      span: { start: text.indexOf('logs'), end: text.indexOf('logs') + 4 },
    });
  });
});
