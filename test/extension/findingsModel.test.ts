import { describe, expect, it } from 'vitest';
import {
  CHILDREN_MAX,
  fixableRules,
  groupFindings,
  NO_FILTER,
  selectFindings,
  type TreeNode,
} from '../../src/extension/findings/findingsModel.ts';
import type { FindingSummary, FindingsParams } from '../../src/protocol/lsp.ts';

const pathOf = (uri: string): string => uri.replace('file:///project/', '');

function finding(ruleId: string, parts: Partial<FindingSummary> = {}): FindingSummary {
  return {
    ruleId,
    title: `Title of ${ruleId}`,
    severity: 'HIGH',
    problemType: 'Security',
    message: `Message of ${ruleId}`,
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 5 } },
    origin: 'builtin',
    fixable: false,
    ...parts,
  };
}

function file(path: string, findings: readonly FindingSummary[]): FindingsParams {
  return { uri: `file:///project/${path}`, findings, baselineCount: 0, suppressedCount: 0 };
}

function at(line: number): FindingSummary['range'] {
  return { start: { line, character: 0 }, end: { line, character: 1 } };
}

/** The tree as indented lines. */
function outline(nodes: readonly TreeNode[], indent = ''): readonly string[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'more') return [`${indent}… ${node.count} more`];
    if (node.kind === 'finding') return [`${indent}${node.path}:${node.finding.range.start.line + 1}`];
    return [`${indent}${node.label} ${node.count}`, ...outline(node.children, `${indent}  `)];
  });
}

describe('selectFindings', () => {
  it('sorts by severity, then path, then place', () => {
    const files = [
      file('b.ts', [
        finding('low', { severity: 'LOW' }),
        finding('two', { range: at(9) }),
        finding('one', { range: at(2) }),
      ]),
      file('a.ts', [finding('three'), finding('first', { severity: 'CRITICAL' })]),
    ];
    const nodes = selectFindings(files, pathOf, NO_FILTER);
    expect(nodes.map(({ finding: { ruleId } }) => ruleId)).toEqual(['first', 'three', 'one', 'two', 'low']);
  });

  it('keeps the severities chosen', () => {
    const files = [file('a.ts', [finding('one'), finding('two', { severity: 'LOW' })])];
    const nodes = selectFindings(files, pathOf, { severities: new Set(['LOW']), text: '' });
    expect(nodes.map(({ finding: { ruleId } }) => ruleId)).toEqual(['two']);
  });

  it.each([
    ['a path', 'API/', ['one']],
    ['a rule', 'two', ['two']],
    ['a message, in any letters', 'ÉTÉ', ['two']],
    ['nothing that is there', 'zebra', []],
    ['only spaces', '   ', ['one', 'two']],
  ])('keeps what holds %s', (_what, text, expected) => {
    const files = [
      file('api/orders.ts', [finding('one')]),
      file('web/page.tsx', [finding('two', { message: "L'été est trop long" })]),
    ];
    const nodes = selectFindings(files, pathOf, { severities: new Set(), text });
    expect(nodes.map(({ finding: { ruleId } }) => ruleId)).toEqual(expected);
  });
});

describe('groupFindings', () => {
  const files = [
    file('api/orders.ts', [
      finding('raw-sql', { severity: 'CRITICAL', layer: 3, layerName: 'Routes', range: at(4) }),
      finding('raw-sql', { severity: 'CRITICAL', layer: 3, layerName: 'Routes', range: at(8) }),
      finding('no-eval', { layer: 3, layerName: 'Routes', range: at(1), fixable: true }),
    ]),
    file('db/schema.sql', [finding('select-star', { severity: 'LOW', layer: 1, layerName: 'Models' })]),
    file('tool.py', [finding('no-eval')]),
  ];
  const nodes = selectFindings(files, pathOf, NO_FILTER);

  it('by severity leads through rules to places', () => {
    expect(outline(groupFindings(nodes, 'severity'))).toEqual([
      'CRITICAL 2',
      '  Title of raw-sql 2',
      '    api/orders.ts:5',
      '    api/orders.ts:9',
      'HIGH 2',
      '  Title of no-eval 2',
      '    api/orders.ts:2',
      '    tool.py:1',
      'LOW 1',
      '  Title of select-star 1',
      '    db/schema.sql:1',
    ]);
  });

  it('by layer goes from the data outwards, files of no layer last', () => {
    const groups = groupFindings(nodes, 'layer');
    expect(groups.map(({ layer, label, count }) => [layer, label, count])).toEqual([
      [1, 'Models', 1],
      [3, 'Routes', 3],
      [undefined, '', 1],
    ]);
  });

  it('by rule shows the gravest rule first and knows which have a fix', () => {
    const groups = groupFindings(nodes, 'rule');
    expect(groups.map(({ ruleId, severity, fixable }) => [ruleId, severity, fixable])).toEqual([
      ['raw-sql', 'CRITICAL', false],
      ['no-eval', 'HIGH', true],
      ['select-star', 'LOW', false],
    ]);
  });

  it('by file goes by path and keeps the document at hand', () => {
    const groups = groupFindings(nodes, 'file');
    expect(groups.map(({ label, uri, count }) => [label, uri, count])).toEqual([
      ['api/orders.ts', 'file:///project/api/orders.ts', 3],
      ['db/schema.sql', 'file:///project/db/schema.sql', 1],
      ['tool.py', 'file:///project/tool.py', 1],
    ]);
    const [first] = groups[0]?.children ?? [];
    expect(first?.kind === 'finding' && first.under).toBe('file');
  });

  it.each(['severity', 'layer', 'rule', 'file'] as const)(
    'by %s gives every node an id of its own',
    (grouping) => {
      const ids: string[] = [];
      const collect = (list: readonly TreeNode[]): void => {
        for (const node of list) {
          ids.push(node.id);
          if ('children' in node) collect(node.children);
        }
      };
      collect(groupFindings(nodes, grouping));
      expect(new Set(ids).size).toBe(ids.length);
    },
  );

  it('leaves out what nobody would read, and says how much', () => {
    const many = Array.from({ length: CHILDREN_MAX + 7 }, (_, line) => finding('noisy', { range: at(line) }));
    const [group] = groupFindings(selectFindings([file('a.ts', many)], pathOf, NO_FILTER), 'rule');
    expect(group?.count).toBe(CHILDREN_MAX + 7);
    expect(group?.children).toHaveLength(CHILDREN_MAX + 1);
    expect(group?.children.at(-1)).toMatchObject({ kind: 'more', count: 7 });
  });

  it('of nothing is nothing', () => {
    expect(groupFindings([], 'severity')).toEqual([]);
  });
});

describe('fixableRules', () => {
  it('counts only findings that a fix mends by itself, the most frequent rule first', () => {
    const files = [
      file('a.ts', [finding('one', { fixable: true }), finding('two', { fixable: true }), finding('three')]),
      file('b.ts', [finding('two', { fixable: true }), finding('one')]),
    ];
    expect(fixableRules(files)).toEqual([
      { ruleId: 'two', title: 'Title of two', count: 2 },
      { ruleId: 'one', title: 'Title of one', count: 1 },
    ]);
  });
});
