import { describe, expect, it } from 'vitest';
import type { ExportResult, ImportReport } from '../../../src/protocol/libraryService.ts';
import { useLibraryService } from './libraryService.ts';

const service = useLibraryService();

const YAML = `key: enable-rls
title: Turn on row level security – für alle
problem_type: Security
severity: HIGH
problem_description: A table without policies is open to all.
code_before: |
  create table t ();
pattern: { z: 1, a: [true, null] }
`;

const none = { created: 0, updated: 0, unchanged: 0, failed: 0 };

describe('an import that is asked for wrongly', () => {
  it.each([
    [{ format: 'xml' }, 'format: expected one of yaml, json, jsonl, csv, tables'],
    [{ text: YAML }, 'format: expected one of yaml, json, jsonl, csv, tables'],
    [{ format: 'yaml', dryRun: 'no' }, 'dryRun: expected true or false'],
    [{ format: 'yaml', file: [] }, 'file: unknown key "file"'],
    [{ format: 'yaml', files: [{ path: 'a.yaml' }] }, 'files.0.text: is missing'],
    [{ format: 'csv', text: 'path', project: '' }, 'project: must not be empty'],
    [{ format: 'yaml', workspaceId: 'mine' }, 'workspaceId: expected a UUID'],
    ['yaml', 'params: expected a mapping'],
    [null, 'format: expected one of yaml, json, jsonl, csv, tables'],
  ])('is refused in one line that names what is wrong: %j', async (params, message) => {
    await expect(service.ask('library/import', params)).rejects.toMatchObject({ code: 'invalid', message });
    expect(await service.data('list_patterns')).toMatchObject({ total: 0 });
  });
});

describe('importing pattern files', () => {
  it('counts first, then creates, then finds nothing to do, then updates', async () => {
    const params = { format: 'yaml', files: [{ path: 'a.yaml', text: YAML }] };
    const dry = await service.ask<ImportReport>('library/import', { ...params, dryRun: true });
    expect(dry).toMatchObject({
      dryRun: true,
      counts: { fix_patterns: { ...none, created: 1 } },
      problems: [],
    });
    expect(await service.data('list_patterns')).toMatchObject({ total: 0 });
    expect(await service.ask('library/import', params)).toMatchObject({
      counts: { fix_patterns: { ...none, created: 1 } },
    });
    expect(await service.ask('library/import', params)).toMatchObject({
      counts: { fix_patterns: { ...none, unchanged: 1 } },
    });
    const changed = { ...params, files: [{ path: 'a.yaml', text: YAML.replace('HIGH', 'LOW') }] };
    expect(await service.ask('library/import', changed)).toMatchObject({
      counts: { fix_patterns: { ...none, updated: 1 } },
    });
    expect(await service.data('get_patterns', { keys: ['enable-rls'] })).toMatchObject({
      patterns: [{ severity: 'LOW', origin: 'imported', status: 'suggested', version: 2 }],
    });
  });

  it('tells file, line and field of what it leaves out', async () => {
    const text = `${YAML}---\n${YAML.replace('enable-rls', 'other').replace('HIGH', 'HIHG')}`;
    const report = await service.ask<ImportReport>('library/import', { format: 'yaml', text });
    expect(report.counts.fix_patterns).toEqual({ ...none, created: 1, failed: 1 });
    expect(report.problems).toEqual([
      { place: 'patterns.yaml:13', message: expect.stringMatching(/^severity: .*did you mean HIGH\?$/u) },
    ]);
  });

  it('says when there is nothing', async () => {
    expect(await service.ask('library/import', { format: 'yaml' })).toMatchObject({
      problems: [{ place: 'yaml' }],
    });
  });
});

describe('importing tables of another project', () => {
  const rows = {
    fix_patterns: [
      {
        id: 'p1',
        title: 'Turn on RLS',
        type: 'security',
        severity: 'blocker',
        description: 'Open.',
        is_reviewed: true,
      },
      { note: 'no title' },
    ],
    guardian_rules: [
      { rule_name: 'rls-off', severity: 'error', layer: 'Layer 1', source_pattern_id: 'p1' },
      {},
    ],
  };

  it('takes patterns and rules with their links, and reports the rest', async () => {
    const dry = await service.ask<ImportReport>('library/import', { format: 'tables', rows, dryRun: true });
    const report = await service.ask<ImportReport>('library/import', { format: 'tables', rows });
    expect(report.counts).toEqual(dry.counts);
    expect(report.counts).toEqual({
      fix_patterns: { ...none, created: 1, failed: 1 },
      guardian_rules: { ...none, created: 1, failed: 1 },
    });
    expect(report.problems.map(({ place }) => place)).toEqual(['fix_patterns row 2', 'guardian_rules row 2']);
    const { patterns } = await service.data('get_patterns', { keys: ['turn-on-rls'] });
    const [pattern] = patterns as readonly { id: string }[];
    expect(pattern).toMatchObject({ status: 'active', reviewed: true, severity: 'CRITICAL' });
    expect(await service.data('list_rules')).toMatchObject({
      rules: [
        { name: 'rls-off', layer: 1, severity: 'HIGH', source_pattern_id: pattern?.id, origin: 'imported' },
      ],
    });
  });

  it('makes suggestions of what a member may not activate', async () => {
    const report = await service.asMember<ImportReport>('library/import', {
      format: 'tables',
      rows: { fix_patterns: rows.fix_patterns.slice(0, 1) },
    });
    expect(report).toMatchObject({ counts: { fix_patterns: { ...none, created: 1 } }, problems: [] });
    expect(report.notes).toContain('1 patterns were saved as suggestions; a maintainer reviews them');
    expect(await service.data('list_patterns')).toMatchObject({
      patterns: [{ status: 'suggested', reviewed: false }],
    });
  });
});

describe('exporting', () => {
  it('gives files that import as they were', async () => {
    await service.ask('library/import', { format: 'yaml', text: YAML });
    for (const format of ['yaml', 'jsonl'] as const) {
      const { files } = await service.ask<ExportResult>('library/export', { format });
      expect(files).toHaveLength(1);
      const again = await service.ask<ImportReport>('library/import', { format, files });
      expect(again.counts).toEqual({ fix_patterns: { ...none, unchanged: 1 } });
    }
    const pages = await service.ask<ExportResult>('library/export', { format: 'markdown' });
    expect(pages.files[0]?.text).toContain('# Turn on row level security – für alle');
    const missing = '00000000-0000-4000-8000-000000000000';
    expect(await service.ask('library/export', { format: 'yaml', ids: [missing] })).toEqual({
      files: [],
      notes: [`pattern ${missing} is not in the library`],
    });
  });

  it('dumps every table, and the dump fills another workspace once', async () => {
    await service.ask('library/import', {
      format: 'yaml',
      text: `${YAML}---\n${YAML.replace('enable-rls', 'force-rls')}`,
    });
    await service.data('relate_patterns', {
      relations: [{ from_key: 'enable-rls', to_key: 'force-rls', kind: 'prerequisite', strength: 0.5 }],
    });
    await service.data('record_applications', {
      events: [{ pattern_key: 'enable-rls', event: 'applied', verification: 'clean', path: 'a.sql' }],
    });
    await service.data('save_rules', {
      rules: [{ name: 'rls-off', severity: 'HIGH', source_pattern_key: 'force-rls' }],
    });
    await service.data('save_file_audits', {
      project: 'shop',
      files: [
        { path: 'a.sql', technical_debt: 5, findings: { 'rls-off': 1 }, status: 'In Progress', cause: 'x' },
      ],
    });
    const { files: audits } = await service.data('list_file_audits', { project: 'shop' });
    const [audit] = audits as readonly { id: string }[];
    await service.data('link_tasks', {
      links: [
        { task_id: 'FW-1', title: 'Mend it', file_audit_id: audit?.id },
        { task_id: 'FW-2', pattern_key: 'enable-rls' },
      ],
    });
    const { files } = await service.ask<ExportResult>('library/export', { format: 'json' });
    const dump = JSON.parse(files[0]?.text ?? '');
    expect(dump).toMatchObject({ format: 'fixward-library', version: 1 });
    expect(dump.tables).toMatchObject({
      fix_patterns: [{}, {}],
      pattern_relationships: [{ from_key: 'enable-rls', to_key: 'force-rls' }],
      pattern_applications: [{ pattern_key: 'enable-rls' }],
      guardian_rules: [{ source_pattern_key: 'force-rls' }],
      file_audit: [{ project: 'shop' }],
      task_links: [
        { task_id: 'FW-2', pattern_key: 'enable-rls' },
        { task_id: 'FW-1', project: 'shop', path: 'a.sql' },
      ],
    });
    const workspaceId = await otherWorkspace();
    const report = await service.ask<ImportReport>('library/import', { format: 'json', files, workspaceId });
    expect(report.problems).toEqual([]);
    expect(report.counts).toMatchObject({
      fix_patterns: { created: 2 },
      pattern_relationships: { created: 1 },
      pattern_applications: { created: 1 },
      guardian_rules: { created: 1 },
      file_audit: { created: 1 },
      task_links: { created: 2 },
    });
    expect(await service.data('list_task_links', { workspace_id: workspaceId })).toMatchObject({
      links: [
        { task_id: 'FW-1', file: { path: 'a.sql' } },
        { task_id: 'FW-2', pattern: { key: 'enable-rls' } },
      ],
    });
    const again = await service.ask<ImportReport>('library/import', { format: 'json', files, workspaceId });
    expect(again.counts).toMatchObject({
      fix_patterns: { ...none, unchanged: 2 },
      pattern_applications: { ...none, unchanged: 1 },
      file_audit: { ...none, unchanged: 1 },
    });
    expect(
      await service.data('get_patterns', { workspace_id: workspaceId, keys: ['enable-rls'] }),
    ).toMatchObject({
      patterns: [{ successes: 1, applied_count: 1 }],
    });
  });

  it('refuses a dump of tomorrow', async () => {
    const text = '{"format":"fixward-library","version":2}';
    expect(await service.ask('library/import', { format: 'json', text })).toMatchObject({
      counts: {},
      problems: [{ message: expect.stringContaining('update') }],
    });
  });
});

async function otherWorkspace(): Promise<string> {
  const { workspaces } = await service.data('list_workspaces');
  const [first] = workspaces as readonly { organisation_id: string }[];
  const made = await service.data('create_workspace', {
    organisation_id: first?.organisation_id,
    name: 'Other',
  });
  return String(made.workspace_id ?? made.id);
}
