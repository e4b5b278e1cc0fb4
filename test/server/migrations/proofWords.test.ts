import { describe, expect, it } from 'vitest';
import type { Certificate, MeasuredLock, ProvenStatement } from '../../../src/core/proof/certificate.ts';
import { certificateMarkdown } from '../../../src/core/proof/certificateMarkdown.ts';
import { lockLabel, verdictLine } from '../../../src/server/migrations/proofWords.ts';

function certificate(more: Partial<Certificate> = {}): Certificate {
  return {
    version: 1,
    name: '20240131_add_state',
    path: 'migrations/20240131_add_state/up.sql',
    downPath: 'migrations/20240131_add_state/down.sql',
    verdict: 'PROVEN',
    engine: { name: 'PGlite', version: '18.6', notes: [] },
    fingerprints: { before: 'a'.repeat(64), afterUp: 'b'.repeat(64), afterDown: null, afterSecondUp: null },
    leftBehind: [],
    lost: [],
    dataProbe: { rows: { 'public.orders': 3 }, survived: true, losses: [], notes: [] },
    statements: [],
    reasons: [],
    notes: [],
    findings: [],
    ms: 412,
    ...more,
  };
}

function statement(more: Partial<ProvenStatement> = {}): ProvenStatement {
  return {
    direction: 'up',
    sql: 'alter table orders add column state text',
    span: { start: 0, end: 40 },
    locks: [],
    rewrites: [],
    scans: [],
    ms: 1.4,
    ...more,
  };
}

function lock(mode: MeasuredLock['mode'], relation: string): MeasuredLock {
  return {
    relation,
    mode,
    blocksReads: mode === 'ACCESS EXCLUSIVE',
    blocksWrites: mode !== 'SHARE UPDATE EXCLUSIVE',
  };
}

describe('the line above a migration', () => {
  it.each([
    [{}, 'Proven on Postgres 18.6 · 0.4 s'],
    [{ ms: 40 }, 'Proven on Postgres 18.6 · 40 ms'],
    [
      { verdict: 'NOT_IDENTICAL', leftBehind: ['enum type public.status'] },
      'Not identical: left behind enum type public.status',
    ],
    [
      { verdict: 'NOT_IDENTICAL', leftBehind: ['enum type a', 'table b', 'table c'] },
      'Not identical: left behind enum type a and 2 more',
    ],
    [
      { verdict: 'NOT_IDENTICAL', lost: ['default of public.orders.state'] },
      'Not identical: lost default of public.orders.state',
    ],
    [
      {
        verdict: 'IRREVERSIBLE',
        dataProbe: {
          rows: {},
          survived: false,
          losses: ['column orders.email comes back empty: data is gone'],
          notes: [],
        },
      },
      'Irreversible: column orders.email comes back empty: data is gone',
    ],
    [
      { verdict: 'UNPROVABLE', reasons: ['There is no down migration.'] },
      'Not provable: there is no down migration',
    ],
    [
      { verdict: 'FAILED', reasons: ['relation "x"\n  does not exist'] },
      'Failed: relation "x" does not exist',
    ],
    [{ verdict: 'FAILED' }, 'Failed'],
  ] as const)('%j reads %j', (more, line) => {
    expect(verdictLine(certificate(more))).toBe(line);
  });

  it('stays on one line however long the reason is', () => {
    const reasons = ['a very long reason '.repeat(40)];
    expect(verdictLine(certificate({ verdict: 'FAILED', reasons })).length).toBeLessThan(140);
  });
});

describe('the text beside a statement', () => {
  it('names the strongest lock, whom it blocks, and the work done under it', () => {
    const locks = [lock('ACCESS EXCLUSIVE', 'public.orders'), lock('SHARE ROW EXCLUSIVE', 'sales.customers')];
    expect(lockLabel(statement({ locks, rewrites: ['public.orders'] }))).toBe(
      'ACCESS EXCLUSIVE on orders: blocks reads and writes · 1 more lock · rewrites it',
    );
    expect(lockLabel(statement({ locks: [lock('SHARE', 'sales.orders')], scans: ['public.items'] }))).toBe(
      'SHARE on sales.orders: blocks writes · reads all of items',
    );
  });

  it('is left out where nobody would wait', () => {
    expect(lockLabel(statement())).toBeUndefined();
    const weak: MeasuredLock = {
      relation: 'public.orders',
      mode: 'ROW EXCLUSIVE',
      blocksReads: false,
      blocksWrites: false,
    };
    expect(lockLabel(statement({ locks: [weak] }))).toBeUndefined();
  });

  it('says that locks were not measured rather than nothing', () => {
    expect(lockLabel(statement({ locks: null }))).toBe('locks not measured');
  });
});

describe('a certificate as Markdown', () => {
  it('says the verdict first, and each statement with its locks and time', () => {
    const statements = [
      statement({ locks: [lock('ACCESS EXCLUSIVE', 'public.orders')] }),
      statement({ direction: 'down', locks: null, ms: null, note: 'cannot run in a transaction' }),
    ];
    const markdown = certificateMarkdown(certificate({ statements }), '2026-01-02T03:04:05Z', false);
    expect(markdown.split('\n', 1)).toEqual(['# Proven: 20240131\\_add\\_state']);
    expect(markdown).toContain(
      '| `alter table orders add column state text` | ACCESS EXCLUSIVE on `public.orders`: blocks reads and writes |  | 1 ms |',
    );
    expect(markdown).toContain('| not measured | cannot run in a transaction | not measured |');
    expect(markdown).toContain('3 probe rows in `public.orders`: all came back unchanged.');
    expect(markdown).toContain('Postgres 18.6');
    expect(markdown).not.toContain('has changed since');
  });

  it('says that a script has changed since', () => {
    expect(certificateMarkdown(certificate(), '2026-01-02T03:04:05Z', true)).toContain('has changed since');
  });

  it('shows names and statements as they are, never as markup', () => {
    const sql = 'comment on table t is \'a | b `c` <img src=x onerror="x">\'';
    const markdown = certificateMarkdown(
      certificate({
        verdict: 'NOT_IDENTICAL',
        reasons: ['Down leaves behind: table public."[x](command:y)".', 'left behind <b>table</b>'],
        statements: [statement({ sql })],
      }),
      '2026-01-02T03:04:05Z',
      false,
    );
    expect(markdown).toContain('table public."\\[x\\](command:y)"');
    expect(markdown).toContain('\\<b\\>table');
    expect(markdown).toContain('a \\| b `c`');
  });

  it('shows a proposed down migration with what cannot come back', () => {
    const proposedDown = {
      sql: 'alter table orders add column email text;',
      verdict: 'IRREVERSIBLE' as const,
      cannotComeBack: ['data of column orders.email'],
      leftBehind: [],
      lost: [],
    };
    const markdown = certificateMarkdown(
      certificate({ verdict: 'UNPROVABLE', proposedDown }),
      '2026-01-02T03:04:05Z',
      false,
    );
    expect(markdown).toContain('```sql\nalter table orders add column email text;\n```');
    expect(markdown).toContain('cannot come back: data of column orders.email');
  });
});
