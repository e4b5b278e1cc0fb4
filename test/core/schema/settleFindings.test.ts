import { describe, expect, it } from 'vitest';
import type { ReplayReport } from '../../../src/core/replay/replayReport.ts';
import type { Waiver } from '../../../src/core/rules/projectConfig.ts';
import type { SchemaFinding } from '../../../src/core/schema/schemaRule.ts';
import { type SettleInput, settleFindings } from '../../../src/core/schema/settleFindings.ts';

function found(ruleId: string, name: string, path: string | undefined = 'a.sql'): SchemaFinding {
  return {
    ruleId,
    object: { catalog: 'pg_class', oid: '1', name },
    message: `${ruleId} ${name}`,
    ...(path !== '' && { place: { path, start: 0, end: 1 } }),
  };
}

function settle(findings: readonly SchemaFinding[], input: Partial<SettleInput> = {}) {
  const report: ReplayReport = {
    engine: { name: 'PGlite', version: '18.6', notes: [] },
    findings,
    failures: [],
    notes: [],
    statementCount: 1,
    reusedCount: 0,
    ms: 1,
  };
  const settled = settleFindings(report, {
    waivers: [],
    idsOf: (name) => [name],
    ruleIds: new Set(findings.map(({ ruleId }) => ruleId)),
    ...input,
  });
  return { ...settled, messages: [...settled.byPath.values()].flat().map(({ message }) => message) };
}

function waiver(rule: string, object: string): Waiver {
  return { rule, object, reason: 'because', line: 3 };
}

describe('settleFindings', () => {
  it('gives findings file by file, and apart those without a place', () => {
    const settled = settle([found('a', 'x', 'a.sql'), found('b', 'y', 'b.sql'), found('c', 'z', '')]);
    expect([...settled.byPath.keys()]).toEqual(['a.sql', 'b.sql']);
    expect(settled.unplaced.map(({ ruleId }) => ruleId)).toEqual(['c']);
  });

  it('leaves out what another rule says better of the same object', () => {
    const messages = settle([
      found('rls-disabled', 'public.a'),
      found('policy-rls-disabled', 'public.a'),
      found('rls-disabled', 'public.b'),
      found('definer-executable-anon', 'public.f()'),
      found('definer-executable-auth', 'public.f()'),
      found('definer-executable-auth', 'public.g()'),
    ]).messages;
    expect(messages).toEqual([
      'policy-rls-disabled public.a',
      'rls-disabled public.b',
      'definer-executable-anon public.f()',
      'definer-executable-auth public.g()',
    ]);
  });

  it('lets the newest migration leave the second step for later', () => {
    const findings = [
      found('not-valid-left-behind', 'a', '1.sql'),
      found('not-valid-left-behind', 'b', '2.sql'),
      found('no-primary-key', 'c', '2.sql'),
    ];
    expect(settle(findings, { newestPath: '2.sql' }).messages).toEqual([
      'not-valid-left-behind a',
      'no-primary-key c',
    ]);
    expect(settle(findings).messages).toHaveLength(3);
  });

  it('lets waived objects be, however the name is quoted, and tells waivers that meet nothing', () => {
    const waivers = [
      waiver('no-primary-key', 'public.Größe'),
      waiver('aliased', 'policy read all  on public.orders'),
      waiver('no-primary-key', 'public.gone'),
      waiver('not-run', 'public.x'),
    ];
    const settled = settle(
      [
        found('no-primary-key', 'public."Größe"'),
        found('rls-always-true', 'policy "read all" on public.orders'),
        found('rls-initplan', 'policy "read all" on public.orders'),
      ],
      { waivers, idsOf: (name) => (name === 'aliased' ? ['rls-always-true', 'other'] : [name]) },
    );
    expect(settled.messages).toEqual(['rls-initplan policy "read all" on public.orders']);
    expect(settled.waivedCount).toBe(2);
    expect(settled.unusedWaivers.map(({ object }) => object)).toEqual(['public.gone']);
  });

  it('does not bring back what a waived finding said better', () => {
    const findings = [found('rls-disabled', 'public.a'), found('policy-rls-disabled', 'public.a')];
    expect(settle(findings, { waivers: [waiver('policy-rls-disabled', 'public.a')] }).messages).toEqual([]);
  });
});
