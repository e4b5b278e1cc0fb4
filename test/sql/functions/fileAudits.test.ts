import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  deleteFileAudits,
  type FileAuditToSave,
  fileAuditHistory,
  listFileAudits,
  saveFileAudits,
} from '../../../src/store/functions/fileAudits.ts';
import { enqueueJobs, listJobs, reportJob, takeJobs } from '../../../src/store/functions/jobs.ts';
import { savePatterns } from '../../../src/store/functions/patterns.ts';
import { pruneStore, storeStatus } from '../../../src/store/functions/storeStatus.ts';
import { deleteTaskLinks, linkTasks, listTaskLinks } from '../../../src/store/functions/taskLinks.ts';
import type { StoreTransport } from '../../../src/store/store.ts';
import { openStoreDatabase, type StoreDatabase, type Tenant } from '../../support/storeDatabase.ts';
import { dataOf, examplePattern, userTransport } from '../../support/userTransport.ts';

let database: StoreDatabase;
let tenant: Tenant;
let owner: StoreTransport;
let reader: StoreTransport;

beforeAll(async () => {
  database = await openStoreDatabase();
  tenant = await database.tenant();
  owner = userTransport(database.as(tenant.userId));
  reader = userTransport(database.as(await database.user(tenant, 'reader')));
});
afterAll(() => database.close());

const failed = (code: string, field: string) => ({
  ok: false,
  error: expect.objectContaining({ code, field }),
});

async function save(project: string, ...files: readonly FileAuditToSave[]) {
  return (await dataOf(saveFileAudits(owner, { project, files }))).results;
}

describe('a file audit', () => {
  it('keeps what is not sent, and notes the course of status and debt with its reason', async () => {
    const [made] = await save('repo', {
      path: 'src/ä b.ts',
      technical_debt: 8,
      findings: { HIGH: 2, by: null },
      cause: 'scan',
    });
    await save('repo', { path: 'src/ä b.ts', status: 'In Progress', owner: 'Øyvind', cause: 'fix applied' });
    await save('repo', { path: 'src/ä b.ts', notes: 'nearly' });
    await save(
      'repo',
      { path: 'src/ä b.ts', status: 'Complete', technical_debt: 0 },
      { path: 'other.ts', cause: 'csv' },
    );
    const { files } = await dataOf(listFileAudits(owner, { filters: { paths: ['src/ä b.ts'] } }));
    expect(files).toMatchObject([
      {
        status: 'Complete',
        owner: 'Øyvind',
        notes: 'nearly',
        technical_debt: 0,
        findings: { HIGH: 2, by: null },
        version: 4,
      },
    ]);
    const { history } = await dataOf(fileAuditHistory(owner, { id: made?.ok ? made.id : '' }));
    expect(history.map(({ status, technical_debt, cause }) => [status, technical_debt, cause])).toEqual([
      ['Complete', 0, ''],
      ['In Progress', 8, 'fix applied'],
      ['Not Started', 8, 'scan'],
    ]);
    expect(history[0]?.changed_by).toBe(tenant.userId);
  });

  it('that is saved as it is does not change', async () => {
    await save('repo', { path: 'same.ts', workflows: ['pay'], layer: 3 });
    expect(await save('repo', { path: 'same.ts', workflows: ['pay'], cause: 'again' })).toMatchObject([
      { changed: false, version: 1 },
    ]);
  });

  it('is one of its project', async () => {
    const [first] = await save('one', { path: 'a.ts' });
    const [second] = await save('two', { path: 'a.ts' });
    expect(first?.ok && first.id).not.toBe(second?.ok && second.id);
  });

  it('meets a conflict with the stored row beside it', async () => {
    await save('repo', { path: 'contested.ts' });
    await save('repo', { path: 'contested.ts', notes: 'mine', base_version: 1 });
    const [, late] = await save(
      'repo',
      { path: 'beside.ts' },
      { path: 'contested.ts', notes: 'yours', base_version: 1, cause: 'x' },
    );
    expect(late).toEqual(failed('conflict', 'files[1].base_version'));
    expect(late?.ok === false && late.error.current).toMatchObject({ notes: 'mine' });
  });

  it('tells each file what is wrong with it', async () => {
    const answer = await owner.call('save_file_audits', {
      project: 'repo',
      files: [
        { path: 'fine.ts' },
        {},
        { path: 'a', layer: 8 },
        { path: 'b', technical_debt: -1 },
        { path: 'c', status: 'Done' },
        { path: 'fine.ts' },
        'x',
      ],
    });
    expect(answer).toMatchObject({
      data: {
        results: [
          { ok: true },
          failed('invalid', 'files[1].path'),
          failed('invalid', 'files[2].layer'),
          failed('invalid', 'files[3].technical_debt'),
          failed('invalid', 'files[4].status'),
          failed('conflict', 'files[5].path'),
          failed('invalid', 'files[6]'),
        ],
      },
    });
    expect(await owner.call('save_file_audits', { files: [] })).toEqual(failed('invalid', 'project'));
  });

  it('is for members to save', async () => {
    expect(await saveFileAudits(reader, { project: 'repo', files: [{ path: 'r.ts' }] })).toEqual(
      failed('forbidden', 'workspace_id'),
    );
  });

  it('comes back with its history when it is saved again', async () => {
    const [made] = await save('repo', { path: 'back.ts', technical_debt: 1 });
    const id = made?.ok ? made.id : '';
    expect((await dataOf(deleteFileAudits(owner, { ids: [id] }))).results).toEqual([{ ok: true, id }]);
    expect(await fileAuditHistory(owner, { id })).toEqual(failed('not_found', 'id'));
    await save('repo', { path: 'back.ts', technical_debt: 2 });
    expect((await dataOf(fileAuditHistory(owner, { id }))).history).toHaveLength(2);
  });

  it('list sums up what the filters pick', async () => {
    await save(
      'big',
      ...Array.from({ length: 1000 }, (_, n) => ({
        path: `src/${n % 10}/${n}.ts`,
        technical_debt: n,
        status: n % 4 === 0 ? ('Failed' as const) : ('Complete' as const),
      })),
    );
    const page = await dataOf(
      listFileAudits(owner, { project: 'big', filters: { prefix: 'src/1/' }, limit: 3 }),
    );
    expect(page.files.map(({ technical_debt }) => technical_debt)).toEqual([991, 981, 971]);
    expect(page.total).toBe(100);
    expect(page.summary).toMatchObject({
      technical_debt: 49_600,
      by_status: { Failed: 0, Complete: 100, 'In Progress': 0 },
    });
    expect(page.projects.find(({ project }) => project === 'big')).toEqual({
      project: 'big',
      files: 1000,
      technical_debt: 499_500,
    });
    const seen = new Set<string>();
    let cursor: string | undefined;
    do {
      const next = await dataOf(
        listFileAudits(owner, {
          project: 'big',
          limit: 333,
          order: 'path',
          ...(cursor !== undefined && { cursor }),
        }),
      );
      for (const { path } of next.files) seen.add(path);
      cursor = next.next_cursor;
    } while (cursor !== undefined);
    expect(seen.size).toBe(1000);
  });
});

describe('task links', () => {
  it('join a task to a pattern or a file, once', async () => {
    await dataOf(savePatterns(owner, { patterns: [examplePattern('linked')] }));
    const [file] = await save('repo', { path: 'linked.ts' });
    const file_audit_id = file?.ok ? file.id : '';
    const links = [
      { task_id: 'ABC-1', pattern_key: 'linked', url: 'https://tracker.example/ABC-1' },
      { task_id: 'ABC-1', file_audit_id, title: 'Tidy' },
    ];
    await dataOf(linkTasks(owner, { links }));
    const again = await dataOf(
      linkTasks(owner, {
        links: [...links, { task_id: 'ABC-1', pattern_key: 'linked', title: 'Named now' }],
      }),
    );
    expect(again.results.map((result) => result.ok && result.created)).toEqual([false, false, false]);
    const found = await dataOf(listTaskLinks(owner, { task_ids: ['ABC-1'] }));
    expect(found.links).toHaveLength(2);
    expect(found.links.find(({ pattern }) => pattern)).toMatchObject({
      title: 'Named now',
      url: 'https://tracker.example/ABC-1',
      pattern: { key: 'linked' },
    });
    const ids = found.links.map(({ id }) => id);
    expect((await dataOf(deleteTaskLinks(owner, { ids }))).results.every(({ ok }) => ok)).toBe(true);
    expect((await dataOf(listTaskLinks(owner, { file_audit_ids: [file_audit_id] }))).links).toEqual([]);
  });

  it('tell each link what is wrong with it', async () => {
    const answer = await owner.call('link_tasks', {
      links: [
        { task_id: 'T', pattern_key: 'no-such' },
        { task_id: 'T', file_audit_id: randomUUID() },
        { task_id: 'T' },
        { pattern_key: 'linked' },
        { task_id: 'T', pattern_key: 'linked', url: 'javascript:alert(1)' },
      ],
    });
    expect(answer).toMatchObject({
      data: {
        results: [
          failed('not_found', 'links[0].pattern_key'),
          failed('not_found', 'links[1].file_audit_id'),
          failed('invalid', 'links[2]'),
          failed('invalid', 'links[3].task_id'),
          failed('invalid', 'links[4].url'),
        ],
      },
    });
  });
});

describe('jobs', () => {
  const take = async (kind: string, worker = 'w1', limit = 10) =>
    (await dataOf(takeJobs(owner, { kinds: [kind], lease_ms: 60_000, worker, limit }))).jobs;
  const expire = (id: string) =>
    database.pglite.query(
      `update fixward.jobs set leased_until = now() - interval '1 second' where id = $1`,
      [id],
    );

  it('wait once for each key, and go to one worker', async () => {
    const jobs = [
      { kind: 'embed', unique_key: 'all', payload: { a: null } },
      { kind: 'embed', unique_key: 'all' },
      { kind: 'embed' },
    ];
    const { results } = await dataOf(enqueueJobs(owner, { jobs }));
    expect(results.map((result) => result.ok && result.created)).toEqual([true, false, true]);
    expect(results[0]?.ok && results[0].id).toBe(results[1]?.ok && results[1].id);
    const taken = await take('embed');
    expect(taken).toHaveLength(2);
    expect(taken.find(({ unique_key }) => unique_key === 'all')?.payload).toEqual({ a: null });
    expect(await take('embed', 'w2')).toEqual([]);
    for (const { id } of taken) await dataOf(reportJob(owner, { id, state: 'done', worker: 'w1' }));
    const next = await dataOf(enqueueJobs(owner, { jobs: [{ kind: 'embed', unique_key: 'all' }] }));
    expect(next.results).toMatchObject([{ created: true }]);
  });

  it('are tried again after a pause, until that was often enough', async () => {
    await dataOf(enqueueJobs(owner, { jobs: [{ kind: 'frail', attempts_max: 2 }] }));
    const [first] = await take('frail');
    const id = first?.id ?? '';
    const failedOnce = await dataOf(
      reportJob(owner, { id, state: 'failed', error: 'no network', worker: 'w1' }),
    );
    expect(failedOnce.job).toMatchObject({ state: 'waiting', attempts: 1, last_error: 'no network' });
    expect(await take('frail')).toEqual([]);
    await database.pglite.query('update fixward.jobs set run_after = now() where id = $1', [id]);
    await take('frail');
    const failedTwice = await dataOf(reportJob(owner, { id, state: 'failed', worker: 'w1' }));
    expect(failedTwice.job.state).toBe('failed');
  });

  it('whose worker went away go to another, and the first one learns of it', async () => {
    await dataOf(enqueueJobs(owner, { jobs: [{ kind: 'left', attempts_max: 2 }] }));
    const [job] = await take('left');
    const id = job?.id ?? '';
    const going = await dataOf(
      reportJob(owner, { id, state: 'running', worker: 'w1', progress: { done: 1 }, lease_ms: 1000 }),
    );
    expect(going.job.progress).toEqual({ done: 1 });
    await expire(id);
    expect((await take('left', 'w2')).map((one) => one.leased_by)).toEqual(['w2']);
    expect(await reportJob(owner, { id, state: 'done', worker: 'w1' })).toEqual(failed('conflict', 'id'));
    await expire(id);
    expect(await take('left', 'w3')).toEqual([]);
    const { jobs } = await dataOf(listJobs(owner, { kinds: ['left'] }));
    expect(jobs).toMatchObject([{ state: 'failed', last_error: 'The worker went away.' }]);
  });

  it('wait for their time', async () => {
    await dataOf(enqueueJobs(owner, { jobs: [{ kind: 'later', run_after: '2999-01-01T00:00:00Z' }] }));
    expect(await take('later')).toEqual([]);
  });
});

describe('the status', () => {
  it('counts rows and says who asks', async () => {
    const status = await dataOf(storeStatus(reader));
    expect(status).toMatchObject({ role: 'reader', workspace_id: tenant.workspaceId });
    expect(status.rows.files).toBeGreaterThan(1000);
    expect(status.schema_version).toBeGreaterThanOrEqual(17);
  });

  it('is there for a user without a workspace', async () => {
    const status = await dataOf(storeStatus(userTransport(database.as(randomUUID()))));
    expect(status).not.toHaveProperty('workspace_id');
    expect(status.rows.patterns).toBe(0);
  });
});

describe('pruning', () => {
  it('forgets old answers and finished jobs, and nothing else', async () => {
    const requestId = randomUUID();
    await dataOf(enqueueJobs(owner, { jobs: [{ kind: 'old' }, { kind: 'waits' }] }, { requestId }));
    const [job] = (await dataOf(takeJobs(owner, { kinds: ['old'], lease_ms: 1000, worker: 'w' }))).jobs;
    await dataOf(reportJob(owner, { id: job?.id ?? '', state: 'done', worker: 'w' }));
    expect(await dataOf(pruneStore(owner))).toEqual({ call_results: 0, jobs: 0 });
    await database.pglite.exec(`
      update fixward.call_results set created_at = now() - interval '8 days';
      alter table fixward.jobs disable trigger user;
      update fixward.jobs set updated_at = now() - interval '8 days' where kind in ('old', 'waits');
      alter table fixward.jobs enable trigger user;`);
    expect(await dataOf(pruneStore(owner))).toEqual({ call_results: 1, jobs: 1 });
    expect((await dataOf(listJobs(owner, { kinds: ['waits'] }))).jobs).toHaveLength(1);
  });
});
