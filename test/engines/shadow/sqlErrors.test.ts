import { describe, expect, it } from 'vitest';
import { ShadowSqlError } from '../../../src/core/proof/shadowDatabase.ts';
import { DatabaseLost, toShadowSqlError } from '../../../src/engines/shadow/sqlErrors.ts';

function told(message: string, parts: object = {}): Error {
  return toShadowSqlError(Object.assign(new Error(message), { code: '42601', ...parts }), 'select', 0);
}

describe("the errors of a database's client", () => {
  it('keep what Postgres says', () => {
    const error = told('syntax error at or near "é"', { detail: 'why', position: '3' });
    expect(error).toBeInstanceOf(ShadowSqlError);
    expect(error).toMatchObject({
      message: 'syntax error at or near "é"',
      code: '42601',
      detail: 'why',
      offset: 2,
    });
  });

  it.each([['x'], ['👩'], ['a👩']])('are cut where Postgres repeats a very long word of %s', (part) => {
    const { message } = told(`syntax error at or near "${part.repeat(1_000_000)}"`);
    expect(message.length).toBeLessThanOrEqual(501);
    expect(message).toMatch(/^syntax error at or near ".*…$/u);
    expect(message).not.toMatch(/[\ud800-\udbff]…$/u);
  });

  it('tell the end of a server apart', () => {
    expect(told('terminating connection', { severity: 'FATAL' })).toBeInstanceOf(DatabaseLost);
  });
});
