import { describe, expect, it } from 'vitest';
import {
  contextOf,
  type MigrationsNode,
  migrationTree,
  stateCounts,
} from '../../src/extension/migrations/migrationsModel.ts';
import type { FindingSummary, MigrationFolderSummary, MigrationSummary } from '../../src/protocol/lsp.ts';

function migration(name: string, more: Partial<MigrationSummary> = {}): MigrationSummary {
  return {
    name,
    uri: `file:///w/migrations/${name}.sql`,
    hasDown: true,
    state: 'notProven',
    detail: 'Not proven yet',
    findingCount: 0,
    findings: [],
    ...more,
  };
}

function folder(path: string, ...migrations: readonly MigrationSummary[]): MigrationFolderSummary {
  return { uri: `file:///w/${path}`, path, tool: 'plain', migrations };
}

const FINDING: FindingSummary = {
  ruleId: 'require-concurrent-index-creation',
  title: 'Build indexes without blocking writes',
  severity: 'HIGH',
  problemType: 'Performance',
  message: 'writes wait',
  range: { start: { line: 3, character: 0 }, end: { line: 3, character: 9 } },
  origin: 'builtin',
  fixable: true,
};

function labels(nodes: readonly MigrationsNode[]): readonly string[] {
  return nodes.map((node) => {
    if (node.kind === 'folder') return `${node.folder.path}/`;
    return node.kind === 'migration' ? node.migration.name : node.kind;
  });
}

describe('the migrations tree', () => {
  it('begins with the newest migration, which is the one being written', () => {
    expect(labels(migrationTree([folder('db', migration('1_a'), migration('2_b'))]))).toEqual(['2_b', '1_a']);
  });

  it('has a level for folders only when there are several', () => {
    const tree = migrationTree([folder('a', migration('1')), folder('b', migration('1'))]);
    expect(labels(tree)).toEqual(['a/', 'b/']);
    expect(new Set(tree.map(({ id }) => id)).size).toBe(2);
    expect(migrationTree([])).toEqual([]);
  });

  it('shows the final schema above the migrations that make it', () => {
    const finalSchema = { findingCount: 2, notes: [], detail: 'Postgres 18.6 · 0.4 s' };
    expect(labels(migrationTree([{ ...folder('a', migration('1')), finalSchema }]))).toEqual([
      'finalSchema',
      '1',
    ]);
  });

  it('lists findings below their migration and says how many it leaves out', () => {
    const [node] = migrationTree([folder('a', migration('1', { findingCount: 30, findings: [FINDING] }))]);
    expect(node).toMatchObject({
      children: [
        { kind: 'migrationFinding', finding: FINDING },
        { kind: 'moreFindings', count: 29 },
      ],
    });
  });
});

describe('what menus ask of a migration', () => {
  it('is whether it has a certificate and a down script', () => {
    expect(contextOf(migration('1'))).toBe('migration notProven');
    expect(contextOf(migration('1', { hasDown: false }))).toBe('migration notProven noDown');
    expect(contextOf(migration('1', { state: 'proven', downUri: 'file:///w/down.sql' }))).toBe(
      'migration proven certificate downFile',
    );
    expect(contextOf(migration('1', { state: 'stale' }))).toContain('certificate');
    expect(contextOf(migration('1', { state: 'proving' }))).not.toContain('certificate');
  });
});

describe('the summary of states', () => {
  it('counts over all folders', () => {
    const counts = stateCounts([
      folder('a', migration('1', { state: 'proven' }), migration('2')),
      folder('b', migration('1', { state: 'proven' })),
    ]);
    expect(Object.fromEntries(counts)).toEqual({ proven: 2, notProven: 1 });
  });
});
