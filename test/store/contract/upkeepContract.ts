import { expect, it } from 'vitest';
import { type Desk, pattern, rowsOf } from './contractStore.ts';

/** Rules, file audits, tasks, jobs and the store's own figures. */
export function upkeepContract(desk: () => Promise<Desk>): void {
  it('keeps rules and counts what became of their findings', async () => {
    const { results, data } = await desk();
    const rule = {
      name: 'no-öffentliche-Tabelle',
      severity: 'HIGH',
      layer: 2,
      pattern: { any: ['$X'] },
      origin: 'learned',
    };
    const [saved] = await results('save_rules', { rules: [rule] });
    expect(saved).toMatchObject({ ok: true, created: true });
    const events = [
      { rule_name: rule.name, event: 'fired', amount: 3 },
      { rule_name: 'never-seen', event: 'dismissed', severity: 'LOW' },
    ];
    expect(await results('record_rule_events', { events })).toMatchObject([{ ok: true }, { ok: true }]);
    const { rules, total } = await data('list_rules', { order: 'name', filters: { names: [rule.name] } });
    expect(total).toBe(1);
    expect(rowsOf(rules)).toMatchObject([{ ...rule, fired: 3 }]);
    expect(await results('save_rules', { rules: [{ name: 'x' }] })).toMatchObject([
      { error: { code: 'invalid' } },
    ]);
    expect(await results('delete_rules', { ids: [saved?.id] })).toMatchObject([{ ok: true }]);
  });

  it('audits files, with a history of status and debt', async () => {
    const { results, data, failure } = await desk();
    const project = 'github.com/example/app';
    const file = {
      path: 'src/größe/ä.ts',
      layer: 4,
      technical_debt: 12.5,
      findings: { HIGH: 2 },
      cause: 'scan',
    };
    const [saved] = await results('save_file_audits', { project, files: [file] });
    await results('save_file_audits', {
      project,
      files: [{ path: file.path, status: 'Complete', cause: 'fixed' }],
    });
    const { files, summary } = await data('list_file_audits', { project, order: 'debt' });
    expect(rowsOf(files)).toMatchObject([{ path: file.path, status: 'Complete', technical_debt: 12.5 }]);
    expect(summary).toMatchObject({ by_status: { Complete: 1 } });
    const { history } = await data('file_audit_history', { id: saved?.id });
    expect(rowsOf(history)).toMatchObject([
      { status: 'Complete', cause: 'fixed' },
      { status: 'Not Started', cause: 'scan' },
    ]);
    expect(await failure('file_audit_history', { id: '00000000-0000-4000-8000-000000000000' })).toMatchObject(
      {
        code: 'not_found',
      },
    );
    expect(await results('delete_file_audits', { ids: [saved?.id] })).toMatchObject([{ ok: true }]);
  });

  it('links tasks', async () => {
    const { results, data } = await desk();
    await results('save_patterns', { patterns: [pattern('tasked')] });
    const link = {
      task_id: 'ABC-1',
      title: 'Aufräumen',
      url: 'https://example.com/ABC-1',
      pattern_key: 'tasked',
    };
    const [made, refused] = await results('link_tasks', {
      links: [link, { ...link, url: 'javascript:alert(1)' }],
    });
    expect(made).toMatchObject({ ok: true, created: true });
    expect(refused).toMatchObject({ ok: false });
    expect(rowsOf((await data('list_task_links')).links)).toMatchObject([
      { task_id: 'ABC-1', pattern: { key: 'tasked' } },
    ]);
    expect(await results('delete_task_links', { ids: [made?.id] })).toMatchObject([{ ok: true }]);
  });

  it('gives a job to one worker', async () => {
    const { results, data } = await desk();
    const job = { kind: 'embed', unique_key: 'all', payload: { from: 'ä' } };
    const [made] = await results('enqueue_jobs', { jobs: [job] });
    expect(await results('enqueue_jobs', { jobs: [job] })).toMatchObject([{ id: made?.id, created: false }]);
    const take = (worker: string) => data('take_jobs', { kinds: ['embed'], lease_ms: 60_000, worker });
    expect(rowsOf((await take('one')).jobs)).toMatchObject([{ id: made?.id, payload: job.payload }]);
    expect(rowsOf((await take('two')).jobs)).toEqual([]);
    const report = { id: made?.id, state: 'done', worker: 'one', progress: { done: 1 } };
    expect(await data('report_job', report)).toMatchObject({ job: { state: 'done' } });
    expect(rowsOf((await data('list_jobs')).jobs)).toMatchObject([{ id: made?.id, state: 'done' }]);
  });

  it('tells its version and forgets old answers', async () => {
    const { data } = await desk();
    expect(await data('store_status')).toMatchObject({ schema_version: expect.any(Number), role: 'owner' });
    expect(await data('prune_store', { days: 1 })).toMatchObject({ call_results: 0 });
  });
}
