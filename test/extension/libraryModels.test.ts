import { describe, expect, it } from 'vitest';
import { deadLettersMarkdown } from '../../src/extension/account/deadLettersMarkdown.ts';
import { auditRowOf } from '../../src/extension/audit/auditGateway.ts';
import { auditRowsIn, auditTree } from '../../src/extension/audit/auditTreeModel.ts';
import { patternIn, patternNameIn } from '../../src/extension/library/libraryArguments.ts';
import { patternTree } from '../../src/extension/library/patternTreeModel.ts';
import { patternOf, summaryOf } from '../../src/extension/library/readPatterns.ts';
import { panelHtml } from '../../src/extension/panel/panelHtml.ts';
import { readPageMessage } from '../../src/extension/panel/readPageMessage.ts';
import { ROW } from './scriptedService.ts';

describe('a row of the store', () => {
  it('is read with numbers that arrive as texts', () => {
    expect(patternOf({ ...ROW, confidence_score: '0.6667', avg_time_saved: '12.5' })).toMatchObject({
      confidence_score: 0.6667,
      avg_time_saved: 12.5,
      version: 7,
    });
  });

  it('that is wrong in every field still becomes something to show', () => {
    const pattern = patternOf({
      id: 7,
      title: null,
      layers: 'all',
      severity: 'DIRE',
      symptoms: [1, 'x'],
      examples: [3],
    });
    expect(pattern).toMatchObject({
      id: '',
      title: '',
      layers: [],
      severity: 'MEDIUM',
      symptoms: ['x'],
      examples: [],
    });
    expect(pattern).not.toHaveProperty('success_rate');
  });

  it('of the audit counts findings by rule together', () => {
    expect(
      auditRowOf({ path: 'a.ts', findings: { 'no-eval': 2, 'prefer-jsonb': 3 }, technical_debt: '4.50' }),
    ).toMatchObject({
      findings: 5,
      technical_debt: 4.5,
      status: 'Not Started',
    });
  });
});

describe('the tree of patterns', () => {
  const patterns = [
    summaryOf({ ...ROW, id: 'a', title: 'Zebra', layers: [1, 3], status: 'active' }),
    summaryOf({ ...ROW, id: 'b', title: 'Ärger', layers: [], status: 'suggested' }),
  ];

  it('shows a pattern in each of its layers, those of no layer last, ids never twice', () => {
    const tree = patternTree(patterns, 'layer');
    expect(tree.map(({ value }) => value)).toEqual(['1', '3', '']);
    const ids = tree.flatMap(({ id, children }) => [id, ...children.map((child) => child.id)]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('shows what waits first', () => {
    expect(patternTree(patterns, 'status').map(({ value }) => value)).toEqual(['suggested', 'active']);
  });

  it('is empty for an empty library', () => {
    expect(patternTree([], 'origin')).toEqual([]);
  });

  it('names its patterns to commands, and nothing else does', () => {
    const node = { kind: 'pattern', id: 'x', pattern: patterns[0] };
    expect(patternIn(node)?.title).toBe('Zebra');
    expect(patternNameIn('a-key')).toBe('a-key');
    for (const value of [undefined, null, '', 4, {}, { kind: 'pattern' }])
      expect(patternNameIn(value)).toBeUndefined();
  });
});

describe('the tree of audited files', () => {
  const row = (path: string, status: string, technical_debt: number) =>
    auditRowOf({ id: path, path, status, technical_debt });

  it('shows failed before complete, and more debt before less', () => {
    const tree = auditTree([row('c.ts', 'Complete', 9), row('a.ts', 'Failed', 1), row('b.ts', 'Failed', 5)]);
    expect(tree.map(({ status, children }) => [status, children.map(({ id }) => id)])).toEqual([
      ['Failed', ['audit:Failed:b.ts', 'audit:Failed:a.ts']],
      ['Complete', ['audit:Complete:c.ts']],
    ]);
  });

  it('leaves the rest of 10,000 files to the table', () => {
    const tree = auditTree(
      Array.from({ length: 10_000 }, (_, index) => row(`f${index}`, 'Not Started', index)),
    );
    expect(tree[0]?.children).toHaveLength(201);
    expect(tree[0]?.children.at(-1)).toMatchObject({ kind: 'moreAudit', count: 9_800 });
  });

  it('hands all selected files to a command', () => {
    const [group] = auditTree([row('a.ts', 'Failed', 1), row('b.ts', 'Failed', 5)]);
    expect(auditRowsIn(group?.children[0], group?.children).map(({ path }) => path)).toEqual([
      'b.ts',
      'a.ts',
    ]);
    expect(auditRowsIn(group?.children[1], undefined).map(({ path }) => path)).toEqual(['a.ts']);
    expect(auditRowsIn({ kind: 'other' }, [null])).toEqual([]);
  });
});

describe('messages of the page', () => {
  it.each([
    undefined,
    'ready',
    { kind: 'explode' },
    { kind: 'show', view: { place: 'elsewhere' } },
    { kind: 'request', id: 'one', action: { kind: 'refresh' } },
    { kind: 'request', id: 1, action: { kind: 'constructor' } },
    { kind: 'request', id: 1, action: { kind: 'toString' } },
    { kind: 'request', id: 1, action: { kind: 'command', command: 'workbench.action.quit' } },
    { kind: 'request', id: 1, action: { kind: 'review', ids: ['a'], decision: 'burn' } },
    { kind: 'draft' },
  ])('that mean nothing are refused: %j', (value) => {
    expect(readPageMessage(value)).toBeUndefined();
  });

  it('merge only when they clearly say so', () => {
    const action = { kind: 'mergePatterns', into: 'a', from: ['b'] };
    expect(readPageMessage({ kind: 'request', id: 1, action })).toMatchObject({ action: { preview: true } });
    expect(readPageMessage({ kind: 'request', id: 1, action: { ...action, preview: false } })).toMatchObject({
      action: { preview: false },
    });
  });

  it('ask for no endless list', () => {
    const view = {
      place: 'patterns',
      query: 'ü',
      filters: { layers: ['1', 2], statuses: [] },
      order: 'chaos',
      limit: 1e9,
    };
    expect(readPageMessage({ kind: 'show', view })).toEqual({
      kind: 'show',
      view: { place: 'patterns', query: 'ü', filters: { layers: [1, 2] }, order: 'confidence', limit: 5000 },
    });
  });
});

describe('the page’s HTML', () => {
  const parts = {
    script: 'https://host/main.js',
    style: 'https://host/panel.css',
    cspSource: 'https://host',
    language: 'de',
    shape: 'side',
    translations: { Save: '</script><script>alert(1)</script>' },
  } as const;

  it('allows scripts by nonce alone and nothing inline', () => {
    const html = panelHtml(parts);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/unsafe|eval|\*/u);
    const [, nonce] = /script-src &#39;nonce-|script-src 'nonce-([\w-]{32})'/u.exec(html) ?? [];
    expect(html).toContain(`nonce="${nonce}" src="https://host/main.js"`);
    expect(panelHtml(parts)).not.toContain(String(nonce));
  });

  it('cannot be ended by a translation', () => {
    expect(panelHtml(parts).match(/<\/script>/gu)).toHaveLength(2);
  });
});

it('refused changes are shown in a fence that their own text cannot end', () => {
  const letter = {
    id: '1',
    table: 'fix_patterns',
    rowId: 'r',
    reason: 'forbidden',
    attempts: 2,
    at: 'now',
    fields: { title: '```` # x' },
  };
  expect(deadLettersMarkdown([letter])).toContain('`````json');
});
