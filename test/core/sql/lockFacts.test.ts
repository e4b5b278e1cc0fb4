import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../src/core/rules/ruleModel.ts';
import type { SqlFileContext } from '../../../src/core/sql/sqlFileContext.ts';
import { active, analyze } from './sqlSupport.ts';

/** What a context answers at each statement of the text. */
function answers<T>(sql: string, ask: (context: SqlFileContext) => T): readonly T[] {
  const heard: T[] = [];
  const rule: Rule = {
    id: 'probe',
    title: 'probe',
    kind: 'detection',
    severity: 'LOW',
    problemType: 'Data',
    languages: ['sql'],
    message: 'm',
    actionRequired: 'a',
    why: 'w',
    howToFix: 'h',
    match: [
      {
        kind: 'sqlCheck',
        check: (_, context) => {
          heard.push(ask(context));
          return [];
        },
      },
    ],
    examples: { fires: [], silent: [] },
  };
  analyze(sql, { rules: [active(rule)] });
  return heard;
}

describe('tables locked before a statement', () => {
  it.each([
    [
      'gather',
      'ALTER TABLE a ADD x int; DROP TABLE b; ALTER TABLE a ADD y int; SELECT 1',
      ['', 'a', 'a b', 'a b'],
    ],
    ['end with the transaction', 'BEGIN; TRUNCATE a; COMMIT; SELECT 1', ['', '', 'a', '']],
    ['end where one begins', 'TRUNCATE a; BEGIN; SELECT 1', ['', 'a', '']],
    [
      'leave out what the file makes',
      'CREATE TABLE a (); ALTER TABLE public.a ADD x int; SELECT 1',
      ['', '', ''],
    ],
    [
      'leave out weaker locks',
      'CREATE INDEX ON a (b); ALTER TABLE a VALIDATE CONSTRAINT c; SELECT 1',
      ['', '', ''],
    ],
    ['do not reach from up to down', '-- +goose Up\nDROP TABLE a;\n-- +goose Down\nSELECT 1;', ['', '']],
  ])('%s', (_, sql, expected) => {
    expect(answers(sql, (context) => context.lockedBefore().join(' '))).toEqual(expected);
  });
});

it('measures from the statement to its neighbours', () => {
  const sql = '-- é\r\nBEGIN; /* 𝄞 */ SELECT 1;\n\n-- end\n';
  expect(answers(sql, (context) => context.leadLength())).toEqual([6, 10]);
  expect(answers(sql, (context) => context.lastStatementEnd())).toEqual([25, 9]);
});
