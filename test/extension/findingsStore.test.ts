import { describe, expect, it } from 'vitest';
import { FindingsStore } from '../../src/extension/findings/findingsStore.ts';
import type { FindingSummary, FindingsParams } from '../../src/protocol/lsp.ts';

const finding: FindingSummary = {
  ruleId: 'no-eval',
  title: 'Code built from text',
  severity: 'CRITICAL',
  problemType: 'Security',
  message: 'message',
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 4 } },
  origin: 'builtin',
  fixable: false,
};

function params(uri: string, count: number, hidden: Partial<FindingsParams> = {}): FindingsParams {
  const findings = Array.from({ length: count }, () => finding);
  return { uri, findings, baselineCount: 0, suppressedCount: 0, ...hidden };
}

function changesOf(store: FindingsStore): { count: number; stop: () => void } {
  const seen = { count: 0, stop: () => {} };
  const listening = store.onChange(() => {
    seen.count += 1;
  });
  seen.stop = () => listening.dispose();
  return seen;
}

describe('FindingsStore', () => {
  it('keeps the latest findings of each file', () => {
    const store = new FindingsStore();
    store.set(params('file:///a.ts', 3));
    store.set(params('file:///a.ts', 1));
    store.set(params('file:///b.ts', 2));
    expect(store.totals()).toEqual({ findings: 3, files: 2, baseline: 0, suppressed: 0 });
    expect(store.findingsOf('file:///a.ts')).toHaveLength(1);
    expect(store.findingsOf('file:///unknown.ts')).toEqual([]);
  });

  it('forgets a file without findings, but counts what is hidden in it', () => {
    const store = new FindingsStore();
    store.set(params('file:///a.ts', 1));
    store.set(params('file:///a.ts', 0));
    expect([...store.files()]).toEqual([]);
    store.set(params('file:///b.ts', 0, { baselineCount: 4, suppressedCount: 1 }));
    expect(store.totals()).toEqual({ findings: 0, files: 0, baseline: 4, suppressed: 1 });
  });

  it('tells of changes only, and only while somebody listens', () => {
    const store = new FindingsStore();
    const changes = changesOf(store);
    store.clear();
    store.set(params('file:///a.ts', 0));
    expect(changes.count).toBe(0);
    store.set(params('file:///a.ts', 1));
    store.clear();
    expect(changes.count).toBe(2);
    changes.stop();
    store.set(params('file:///a.ts', 1));
    expect(changes.count).toBe(2);
  });
});
