import { describe, expect, it } from 'vitest';
import type {
  AuditFromScanResult,
  DuplicatesResult,
  ExportResult,
  ImportReport,
} from '../../../src/protocol/libraryService.ts';
import { useLibraryService } from './libraryService.ts';

const service = useLibraryService();

const high = { ruleId: 'no-eval', severity: 'HIGH' };
const fromScan = (files: readonly object[], more: object = {}) =>
  service.ask<AuditFromScanResult>('audit/fromScan', { project: 'shop', files, ...more });
const rows = async (): Promise<readonly Record<string, unknown>[]> => {
  const { files } = await service.data('list_file_audits', { project: 'shop', order: 'path' });
  return files as readonly Record<string, unknown>[];
};

describe('a file audit', () => {
  it('starts from a scan and follows the next one', async () => {
    expect(
      await fromScan([
        { path: 'a.ts', layer: 3, findings: [high, high] },
        { path: 'b.ts', findings: [high] },
        { path: 'clean.ts', findings: [] },
      ]),
    ).toEqual({ files: 2, completed: 0, problems: [] });
    expect(await rows()).toMatchObject([
      { path: 'a.ts', layer: 3, technical_debt: 10, findings: { 'no-eval': 2 }, status: 'Not Started' },
      { path: 'b.ts', technical_debt: 5 },
    ]);
    expect(await fromScan([{ path: 'b.ts', findings: [high] }], { complete: true })).toMatchObject({
      completed: 1,
    });
    expect(await rows()).toMatchObject([
      { path: 'a.ts', technical_debt: 0, status: 'Complete' },
      { path: 'b.ts' },
    ]);
    await fromScan([{ path: 'a.ts', findings: [high] }]);
    expect((await rows())[0]).toMatchObject({ path: 'a.ts', status: 'In Progress', technical_debt: 5 });
  });

  it('follows one file’s findings only when the file is in it, with the cause in its history', async () => {
    await fromScan([{ path: 'a.ts', findings: [high] }]);
    const only = { onlyListed: true, cause: 'fix applied: no-eval' };
    await fromScan([{ path: 'new.ts', findings: [high] }], only);
    expect(await rows()).toHaveLength(1);
    expect(await fromScan([{ path: 'a.ts', findings: [] }], only)).toEqual({
      files: 1,
      completed: 1,
      problems: [],
    });
    const [row] = await rows();
    expect(row).toMatchObject({ status: 'Complete' });
    const { history } = await service.data('file_audit_history', { id: row?.id });
    expect(history).toMatchObject([{ status: 'Complete', cause: 'fix applied: no-eval' }, { cause: 'scan' }]);
  });

  it('comes from and goes to CSV, and is reported', async () => {
    const text = 'Path;Status;Debt;Owner\r\na.ts;wip;4,5;=Ana\r\n;;;\r\n';
    const report = await service.ask<ImportReport>('library/import', {
      format: 'csv',
      text,
      project: 'shop',
    });
    expect(report).toMatchObject({
      counts: { file_audit: { created: 1, failed: 1 } },
      problems: [{ place: 'file-audit.csv:3' }],
    });
    const { files } = await service.ask<ExportResult>('library/export', { format: 'csv', project: 'shop' });
    expect(files[0]?.text).toContain("'=Ana");
    const again = await service.ask<ImportReport>('library/import', {
      format: 'csv',
      files,
      project: 'shop',
    });
    expect(again.counts).toEqual({ file_audit: { created: 0, updated: 0, unchanged: 1, failed: 0 } });
    expect(await service.ask('audit/report', { project: 'shop' })).toEqual({
      markdown: expect.stringContaining('0 of 1 files complete (0 %). Technical debt: 4.5.'),
    });
    await expect(service.ask('library/export', { format: 'csv' })).rejects.toThrow(/project/u);
  });
});

describe('upkeep of the library', () => {
  it('finds duplicates to merge, shows pages and proposes relations', async () => {
    const words = 'A table in an exposed schema without policies can be read by everyone';
    const base = { problem_type: 'Security', severity: 'HIGH', rule_ids: ['rls-off'] };
    await service.data('save_patterns', {
      patterns: [
        { ...base, key: 'a', title: 'Turn on row level security', problem_description: words },
        { ...base, key: 'b', title: 'Turn row level security on', problem_description: words },
      ],
    });
    const { pairs } = await service.ask<DuplicatesResult>('library/duplicates');
    expect(pairs).toMatchObject([{ into: { key: 'a' }, from: { key: 'b' } }]);
    expect(await service.ask('library/page', { key: 'a' })).toMatchObject({
      title: 'Turn on row level security',
      markdown: expect.stringContaining(words),
    });
    await expect(service.ask('library/page', { key: 'zzz' })).rejects.toMatchObject({
      code: 'not_found',
      message: 'no pattern is called "zzz"',
    });
    expect(await service.ask('library/suggestRelations', { key: 'a' })).toEqual({ proposed: 1 });
    expect(await service.data('list_relations')).toMatchObject({
      relations: [{ kind: 'enhances', confirmed: false, found_by: 'similarity' }],
    });
  });

  it('reviews the week with a page', async () => {
    const review = await service.ask<Record<string, unknown>>('library/weeklyReview');
    expect(review).toMatchObject({ most_used: [], markdown: expect.stringContaining('# Weekly review') });
  });
});
