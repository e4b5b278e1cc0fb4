import { createHash, randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { type Desk, rowsOf } from './contractStore.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

/** Consultations and what belongs to them. */
export function consultContract(desk: () => Promise<Desk>): void {
  it('keeps a consultation: what was said, in order, how it stands, and its copy', async () => {
    const { data, results, failure } = await desk();
    const id = randomUUID();
    const question = 'Größe der Tabelle „наш каталог“?\r\nUnd warum?';
    expect(
      await results('save_consultations', { consultations: [{ id, question, project: '/work/übung' }] }),
    ).toMatchObject([{ ok: true, id, created: true }]);
    const answerId = randomUUID();
    const events = [
      { event: { kind: 'question', text: question } },
      { id: answerId, event: { kind: 'answer', text: 'Groß. 🐘', nested: { nothing: null } } },
    ];
    const summary = { steps: 3, stepsDone: 1, proposals: 0, waiting: 1 };
    const appended = await data('append_consultation_events', {
      consultation_id: id,
      events,
      consultation: { state: 'waiting', summary, tokens_in: 12 },
    });
    expect(appended).toMatchObject({ results: [{ position: 1 }, { position: 2 }], position: 2 });
    expect(
      await data('append_consultation_events', { consultation_id: id, events: [events[1]] }),
    ).toMatchObject({
      results: [{ id: answerId, position: 2, duplicate: true }],
      position: 2,
    });
    const read = await data('list_consultation_events', { consultation_id: id, limit: 1 });
    expect(read).toMatchObject({ earlier: 1, later: 0, events: [{ position: 2, event: events[1]?.event }] });
    expect(
      rowsOf((await data('list_consultations', { filters: { query: 'каталог' } })).consultations),
    ).toMatchObject([{ id, state: 'waiting', summary, tokens_in: 12 }]);
    expect(await data('get_consultation', { id })).toMatchObject({ consultation: { question, details: {} } });
    expect(await data('copy_consultation', { id, position: 1 })).toMatchObject({ position: 1, files: 0 });
    expect(await results('delete_consultations', { ids: [id] })).toMatchObject([{ ok: true }]);
    expect(await failure('list_consultation_events', { consultation_id: id })).toMatchObject({
      code: 'not_found',
    });
  });

  it('keeps every version of a consultation’s files', async () => {
    const { data, results } = await desk();
    const [{ id } = {}] = await results('save_consultations', { consultations: [{ question: 'Plan?' }] });
    const save = (text: string) =>
      results('save_consultation_files', {
        consultation_id: id,
        files: [{ path: 'plans/überblick.md', text, author: 'consultant' }],
      });
    await save('# Eins\r\n');
    expect(await save('# Zwei\n')).toMatchObject([{ version: 2, changed: true, hash: sha256('# Zwei\n') }]);
    expect(await save('# Zwei\n')).toMatchObject([{ version: 2, changed: false }]);
    const { files } = await data('list_consultation_files', { consultation_id: id });
    expect(rowsOf(files)).toMatchObject([{ path: 'plans/überblick.md', version: 2, author: 'consultant' }]);
    const asked = { consultation_id: id, path: 'plans/überblick.md', version: 1 };
    expect(await data('get_consultation_file', asked)).toMatchObject({ text: '# Eins\r\n' });
  });

  it('keeps a thread’s checkpoints as the bytes they are', async () => {
    const { data } = await desk();
    const bytes = Buffer.from('{"größe":1}\u0000ÿ').toString('base64');
    const thread = { thread_id: randomUUID() };
    await data('checkpoint_put', {
      ...thread,
      checkpoint_id: '1',
      type: 'json',
      checkpoint: bytes,
      channel_versions: { messages: '1.5', empty: '2' },
      values: [{ channel: 'messages', version: '1.5', type: 'bytes', bytes }],
      metadata: { source: 'input' },
    });
    const write = { idx: 0, channel: 'messages', type: 'json', bytes };
    await data('checkpoint_put_writes', { ...thread, checkpoint_id: '1', task_id: 't', writes: [write] });
    expect(await data('checkpoint_get', thread)).toMatchObject({
      checkpoint: {
        checkpoint_id: '1',
        checkpoint: bytes,
        values: [{ channel: 'messages', type: 'bytes', bytes }],
        writes: [{ task_id: 't', channel: 'messages', bytes }],
      },
    });
    const copy = randomUUID();
    await data('checkpoint_copy_thread', { from_thread_id: thread.thread_id, to_thread_id: copy });
    expect(await data('checkpoint_delete_thread', thread)).toEqual({ checkpoints: 1 });
    const { checkpoints } = await data('checkpoint_list', { metadata: { source: 'input' } });
    expect(rowsOf(checkpoints)).toMatchObject([{ thread_id: copy, checkpoint: bytes }]);
  });

  it('remembers, finds again and forgets', async () => {
    const { data, results } = await desk();
    const text = 'Indexes on »orders« are made concurrently; the table is too große to lock.';
    const [{ id } = {}] = await results('save_memories', { memories: [{ kind: 'decision', text }] });
    expect(await results('save_memories', { memories: [{ kind: 'decision', text }] })).toMatchObject([
      { id, created: false },
    ]);
    const found = await data('search_memories', { query: 'How do we add an index to orders?' });
    expect(rowsOf(found.memories)).toMatchObject([{ id, text, kind: 'decision' }]);
    expect(await data('use_memories', { ids: [id] })).toEqual({ used: 1 });
    expect(rowsOf((await data('list_memories')).memories)).toMatchObject([{ id, used: 1 }]);
    expect(await results('delete_memories', { ids: [id] })).toMatchObject([{ ok: true }]);
    expect(rowsOf((await data('list_memories')).memories)).toEqual([]);
  });

  it('gives an approval’s use to one of those who ask at the same time', async () => {
    const { data, results, call } = await desk();
    const text = 'drop table "größe";';
    const approval = {
      id: randomUUID(),
      title: 'Drop',
      tool: 'apply_migration',
      agent: 'consultant',
      text,
      hash: sha256(text),
      policy_id: 'ask-writes',
      reason: 'It writes.',
      expires_at: inAnHour(),
    };
    await results('save_approvals', { approvals: [approval] });
    await results('save_approvals', { approvals: [{ id: approval.id, state: 'approved' }] });
    const use = () => call('use_approval', { id: approval.id, hash: approval.hash });
    const answers = await Promise.all([use(), use(), use(), use()]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    for (const answer of answers.filter(({ ok }) => !ok))
      expect(answer).toMatchObject({ error: { code: 'already_used' } });
    expect(rowsOf((await data('list_approvals')).approvals)).toMatchObject([{ text, state: 'used' }]);
  });

  it('writes down what the policy decided and what models cost', async () => {
    const { data, results } = await desk();
    const decision = {
      id: randomUUID(),
      principal: 'consultant',
      tool: 'run_readonly_sql',
      action: 'query_database',
      target_kind: 'database',
      target_name: 'Büro',
      decision: 'deny',
      policy_id: 'default-deny',
    };
    await results('record_policy_decisions', { decisions: [decision] });
    expect(await results('record_policy_decisions', { decisions: [decision] })).toMatchObject([
      { duplicate: true },
    ]);
    expect(rowsOf((await data('list_policy_decisions')).decisions)).toMatchObject([decision]);
    const usage = [
      { day: '2026-03-01', key_label: 'Büro', model: 'o3', tokens_in: 5, tokens_out: 2, cost_usd: 0.25 },
      { day: '2026-03-01', key_label: 'Büro', model: 'o3', tokens_in: 1 },
    ];
    await results('record_model_usage', { usage });
    const report = await data('model_usage_report', { since: '2026-03-01', until: '2026-03-02' });
    expect(report.total).toMatchObject({ requests: 2, unpriced: 1, tokens_in: 6, cost_usd: 0.25 });
    expect(rowsOf(report.keys)).toMatchObject([{ key_label: 'Büro', tokens_out: 2 }]);
  });

  it('knows what became different in a schema, and why', async () => {
    const { data, results } = await desk();
    const save = (fingerprint: string, objects: object, explanations = {}) =>
      data('save_schema_snapshot', { source: 'migrations', fingerprint, objects, explanations });
    expect(await save('1', { 'table größe': { columns: 2 } })).toMatchObject({ first: true, changes: [] });
    const changed = await save('2', { 'table größe': { columns: 3 } }, { 'table größe': 'A column came.' });
    expect(changed).toMatchObject({
      changes: [{ object: 'table größe', change: 'changed', explanation: 'A column came.' }],
    });
    const [change] = rowsOf((await data('list_schema_changes')).changes);
    await results('explain_schema_changes', { changes: [{ id: change?.id, explanation: 'Für die Größe.' }] });
    expect(await data('list_schema_changes', { explained: true })).toMatchObject({
      changes: [{ was: { columns: 2 }, becomes: { columns: 3 }, explanation: 'Für die Größe.' }],
    });
    expect(rowsOf((await data('list_schema_snapshots')).snapshots)).toHaveLength(2);
    expect(await data('get_schema_snapshot', { source: 'migrations' })).toMatchObject({
      snapshot: { fingerprint: '2', objects: { 'table größe': { columns: 3 } } },
    });
  });
}
