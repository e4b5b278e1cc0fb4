import { describe, expect, it } from 'vitest';
import { blockedWords, explainedStatement, statementWords } from '../../../src/core/advice/lockWords.ts';
import type { ProvenStatement } from '../../../src/core/proof/certificate.ts';
import { blocksReads, blocksWrites } from '../../../src/core/proof/locks/lockModes.ts';
import { LOCK_MODES, type LockMode } from '../../../src/core/sql/lockModes.ts';

function statement(mode: LockMode, more: Partial<ProvenStatement> = {}): ProvenStatement {
  return {
    direction: 'up',
    sql: 'alter table t\n  add column x int;',
    span: { start: 0, end: 1 },
    locks: [{ relation: 'public.t', mode, blocksReads: blocksReads(mode), blocksWrites: blocksWrites(mode) }],
    rewrites: [],
    scans: [],
    ms: 1,
    ...more,
  };
}

describe('lock words', () => {
  it('say for each mode what waits, as the manual’s table of conflicts has it', () => {
    const words = LOCK_MODES.map((mode) => {
      const [lock] = explainedStatement(statement(mode)).locks ?? [];
      return [mode, lock ? blockedWords(lock) : '', lock?.conflictsWith.length];
    });
    expect(words).toEqual([
      ['ACCESS SHARE', 'blocks only what needs the whole table', 1],
      ['ROW SHARE', 'blocks only what needs the whole table', 2],
      ['ROW EXCLUSIVE', 'blocks only what needs the whole table', 4],
      ['SHARE UPDATE EXCLUSIVE', 'blocks DDL', 5],
      ['SHARE', 'blocks writes and DDL', 5],
      ['SHARE ROW EXCLUSIVE', 'blocks writes and DDL', 6],
      ['EXCLUSIVE', 'blocks writes and DDL', 7],
      ['ACCESS EXCLUSIVE', 'blocks reads, writes and DDL', 8],
    ]);
  });

  it('tell rewrites, scans and what was not measured', () => {
    const one = statement('ACCESS EXCLUSIVE', { rewrites: ['public.t'], scans: ['public.t'] });
    expect(statementWords(explainedStatement(one))).toEqual([
      'alter table t add column x int;',
      '  ACCESS EXCLUSIVE on public.t: blocks reads, writes and DDL',
      '  writes anew: public.t',
      '  reads from end to end: public.t',
    ]);
    const other = statement('SHARE', { locks: null, note: 'Not measured.' });
    expect(explainedStatement(other).locks).toBeUndefined();
    expect(statementWords(explainedStatement(other))).toEqual([
      'alter table t add column x int;',
      '  Not measured.',
    ]);
    const free = statement('SHARE', { locks: [] });
    expect(statementWords(explainedStatement(free))[1]).toBe('  locks nothing that was there before');
  });
});
