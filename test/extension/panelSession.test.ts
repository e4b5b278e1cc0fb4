import { describe, expect, it, vi } from 'vitest';
import { LibraryGateway } from '../../src/extension/library/libraryGateway.ts';
import type { AskService } from '../../src/extension/relay/fixwardService.ts';
import { ServiceProblem } from '../../src/extension/relay/serviceProblem.ts';
import type { PanelView } from '../../src/protocol/panel.ts';
import { FIGURES, fakeConsultEditor, fakeEditor, opened, STATUS } from './openedPanel.ts';
import { Refusal, ROW, scriptedService } from './scriptedService.ts';

const LIST: PanelView = { place: 'patterns', query: '', filters: {}, order: 'confidence', limit: 50 };

describe('a page that shows the list', () => {
  it('is told first that it loads, then the whole list, each with a higher revision', async () => {
    const { ask } = scriptedService(
      { ...FIGURES, list_patterns: () => ({ patterns: [ROW], total: 1 }) },
      STATUS,
    );
    const { session, heard } = opened(ask);
    await session.hear({ kind: 'show', view: LIST });
    const lists = heard.filter((message) => message.kind === 'resource' && message.name === 'patterns');
    expect(lists).toMatchObject([
      { state: 'loading' },
      { state: 'ready', value: { total: 1, entries: [{ key: ROW.key }] } },
    ]);
    const revisions = heard.flatMap((message) => (message.kind === 'resource' ? [message.revision] : []));
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
    expect(heard).toContainEqual(
      expect.objectContaining({
        name: 'store',
        value: expect.objectContaining({ role: 'maintainer', waiting: 2 }),
      }),
    );
  });

  it('keeps what it showed when the next load fails', async () => {
    let fails = false;
    const refused = new Refusal({ code: 'unavailable', message: 'The store is away.' });
    const list = () => (fails ? refused : { patterns: [ROW], total: 1 });
    const { ask } = scriptedService({ ...FIGURES, list_patterns: list }, STATUS);
    const { session, heard } = opened(ask);
    await session.hear({ kind: 'show', view: LIST });
    fails = true;
    await session.hear({ kind: 'show', view: LIST });
    const last = heard.findLast((message) => message.kind === 'resource' && message.name === 'patterns');
    expect(last).toMatchObject({
      state: 'failed',
      problem: { code: 'unavailable', message: 'The store is away.' },
      value: { total: 1 },
    });
  });

  it('hears nothing of a view that it has left', async () => {
    const { ask } = scriptedService(
      { ...FIGURES, list_patterns: () => ({ patterns: [ROW], total: 1 }) },
      { ...STATUS, 'search/patterns': () => ({ hits: [{ ...ROW, kind: 'pattern' }] }) },
    );
    const { session, heard } = opened(ask);
    const first = session.hear({ kind: 'show', view: LIST });
    await session.hear({ kind: 'show', view: { ...LIST, query: 'rows' } });
    await first;
    const ready = heard.filter(
      (message) => message.kind === 'resource' && message.name === 'patterns' && message.state === 'ready',
    );
    expect(ready).toMatchObject([{ value: { query: 'rows' } }]);
  });

  it('is shown what changes faster than it loads, at the pace of the loads', async () => {
    vi.useFakeTimers();
    let count = 0;
    const { ask } = scriptedService(FIGURES, {
      'consult/list': () => ({ consultations: [], total: ++count }),
      'models/status': () => ({ models: [], keys: [], problems: [] }),
      'tools/list': () => ({ tools: [] }),
    });
    const slow: typeof ask = async (method, params, signal) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return ask(method, params, signal);
    };
    const { session, heard } = opened(slow);
    void session.hear({ kind: 'show', view: { place: 'consult', query: '', limit: 50, events: 200 } });
    for (let waitedMs = 0; waitedMs < 6_000; waitedMs += 100) {
      session.hearConsultation({ consultationId: 'c1' });
      await vi.advanceTimersByTimeAsync(100);
    }
    const lists = heard.flatMap((message) =>
      message.kind === 'resource' && message.name === 'consultations' && message.state === 'ready'
        ? [message.value]
        : [],
    );
    vi.useRealTimers();
    session.dispose();
    expect(lists.length).toBeGreaterThanOrEqual(4);
    expect(lists.length).toBeLessThanOrEqual(6);
  });

  it('reads as many pages of the store as the limit needs', async () => {
    const page = ({ cursor }: Readonly<Record<string, unknown>>) => ({
      patterns: Array.from({ length: 1000 }, (_, index) => ({ ...ROW, id: `${String(cursor)}-${index}` })),
      total: 2500,
      ...(cursor === undefined ? { next_cursor: 'a' } : cursor === 'a' ? { next_cursor: 'b' } : {}),
    });
    const { ask } = scriptedService({ list_patterns: page });
    const list = await new LibraryGateway(ask).list({ filters: {}, order: 'title', limit: 2000 });
    expect(list.entries).toHaveLength(2000);
    expect(list.more).toBe(true);
  });

  it('is told that the service cannot be reached', async () => {
    const ask: AskService = async () => {
      throw new ServiceProblem({ code: 'unavailable', message: 'connect refused' });
    };
    const { session, heard } = opened(ask);
    await session.hear({ kind: 'show', view: LIST });
    expect(heard).toContainEqual(
      expect.objectContaining({
        name: 'store',
        value: expect.objectContaining({ state: 'offline', problem: 'connect refused' }),
      }),
    );
  });
});

describe('a page with one pattern', () => {
  it('gets it with relations and history, and what could not be loaded as a note', async () => {
    const { ask } = scriptedService(
      {
        ...FIGURES,
        list_patterns: () => ({ patterns: [], total: 0 }),
        get_patterns: () => ({ patterns: [ROW] }),
        pattern_history: () => ({
          revisions: [
            { version: 6, changed_at: '2026-01-01', content: { title: 'Older', severity: 'CRITICAL' } },
          ],
        }),
        related_patterns: () => new Refusal({ code: 'internal', message: 'No relations today.' }),
      },
      { ...STATUS, 'library/intervals': () => ({ intervals: [{ lower: 0.3, upper: 0.9 }] }) },
    );
    const { session, heard } = opened(ask);
    await session.hear({ kind: 'show', view: { ...LIST, pattern: ROW.key } });
    const page = heard.findLast((message) => message.kind === 'resource' && message.name === 'pattern');
    expect(page).toMatchObject({
      state: 'ready',
      value: {
        asked: ROW.key,
        pattern: { version: 7, success_lower: 0.3 },
        revisions: [{ version: 6, changed_fields: ['title'] }],
        notes: ['No relations today.'],
      },
    });
  });
});

describe('what a page asks for', () => {
  const draft = {
    id: ROW.id,
    base_version: 6,
    fields: { ...emptyFields(), key: ROW.key, title: ' Mine ', symptoms: ['one', ' '] },
  };

  it('saves only content, without blank entries, and empties what was emptied', async () => {
    const { ask, asked } = scriptedService({
      save_patterns: () => ({ results: [{ ok: true, id: ROW.id, version: 8 }] }),
    });
    const { request } = opened(ask);
    expect(await request({ kind: 'savePattern', draft })).toEqual({
      ok: true,
      data: { id: ROW.id, version: 8 },
    });
    expect(asked[0]?.params).toMatchObject({
      request: {
        mode: 'patch',
        patterns: [{ id: ROW.id, base_version: 6, title: 'Mine', symptoms: ['one'], code_before: null }],
      },
    });
    expect(JSON.stringify(asked[0]?.params)).not.toContain('status');
  });

  it('answers a conflict with what is stored', async () => {
    const error = {
      code: 'conflict',
      message: 'patterns[0]: was changed meanwhile.',
      field: 'patterns[0].base_version',
      current: ROW,
    };
    const { ask } = scriptedService({ save_patterns: () => ({ results: [{ ok: false, error }] }) });
    const answer = await opened(ask).request({ kind: 'savePattern', draft });
    expect(answer).toMatchObject({
      ok: false,
      problem: { code: 'conflict', message: 'Was changed meanwhile.', current: { version: 7 } },
    });
  });

  it('never writes over a pattern by giving a new one its key', async () => {
    const { ask, asked } = scriptedService({ get_patterns: () => ({ patterns: [ROW] }) });
    const answer = await opened(ask).request({ kind: 'savePattern', draft: { fields: draft.fields } });
    expect(answer).toMatchObject({ ok: false, problem: { field: 'key' } });
    expect(asked.map(({ params }) => params)).not.toContainEqual(
      expect.objectContaining({ name: 'save_patterns' }),
    );
  });

  it('gives a rejection without a word a note, so that it leaves the queue', async () => {
    const { ask, asked } = scriptedService({ review_patterns: () => ({ results: [{ ok: true }] }) });
    await opened(ask).request({ kind: 'review', ids: [ROW.id], decision: 'reject' });
    expect(asked[0]?.params).toMatchObject({ request: { items: [{ notes: 'Rejected without a note.' }] } });
  });

  it.each([
    'javascript:alert(1)',
    'command:workbench.action.quit',
    'file:///etc/passwd',
    'ftp://example.org',
  ])('does not open %s', async (url) => {
    const editor = fakeEditor();
    const answer = await opened(scriptedService({}).ask, editor).request({ kind: 'openLink', url });
    expect(answer).toMatchObject({ ok: false });
    expect(editor.openLink).not.toHaveBeenCalled();
  });

  it('writes no file into a workspace that is not trusted', async () => {
    const { ask, asked } = scriptedService({ get_patterns: () => ({ patterns: [ROW] }) });
    const answer = await opened(ask, fakeEditor({ trusted: false })).request({
      kind: 'savePatternFile',
      id: ROW.id,
    });
    expect(answer).toMatchObject({ ok: false, problem: { code: 'forbidden' } });
    expect(asked).toEqual([]);
  });

  it('deletes only what the user confirms', async () => {
    const { ask, asked } = scriptedService({
      get_patterns: () => ({ patterns: [ROW] }),
      delete_patterns: () => ({ results: [{ ok: true, id: ROW.id }] }),
    });
    const confirm = vi.fn(async () => false);
    const action = { kind: 'deletePatterns', ids: [ROW.id] } as const;
    expect(await opened(ask, fakeEditor({ confirm })).request(action)).toMatchObject({
      ok: false,
      problem: { code: 'cancelled' },
    });
    expect(confirm).toHaveBeenCalledWith(
      'Delete “Turn on row level security”?',
      expect.stringContaining('cannot be undone'),
      'Delete',
    );
    expect(JSON.stringify(asked)).not.toContain('delete_patterns');
    expect(await opened(ask).request(action)).toEqual({ ok: true });
    expect(asked.at(-1)?.params).toEqual({ name: 'delete_patterns', request: { ids: [ROW.id] } });
  });

  it('adds the relation that the user has chosen, as a confirmed one', async () => {
    const { ask, asked } = scriptedService({
      get_patterns: () => ({ patterns: [ROW] }),
      relate_patterns: () => ({ results: [{ ok: true }] }),
    });
    const chosen = { to: 'other', kind: 'follows', strength: 0.75 } as const;
    const editor = fakeEditor({ askForRelation: async () => chosen });
    expect(await opened(ask, editor).request({ kind: 'addRelation', id: ROW.id })).toEqual({ ok: true });
    expect(asked.at(-1)?.params).toMatchObject({
      request: {
        relations: [
          {
            from_pattern_id: ROW.id,
            to_pattern_id: 'other',
            kind: 'follows',
            found_by: 'manual',
            confirmed: true,
          },
        ],
      },
    });
    const itself = fakeEditor({ askForRelation: async () => ({ ...chosen, to: ROW.id }) });
    expect(await opened(ask, itself).request({ kind: 'addRelation', id: ROW.id })).toMatchObject({
      ok: false,
    });
  });

  it('says so when there is nowhere to insert', async () => {
    const { ask } = scriptedService({ get_patterns: () => ({ patterns: [{ ...ROW, code_after: 'x' }] }) });
    const editor = fakeEditor({ insertAtCursor: async () => false });
    expect(await opened(ask, editor).request({ kind: 'insertCode', id: ROW.id })).toMatchObject({
      ok: false,
      problem: { message: 'No editor is open to insert into; the code can be copied instead.' },
    });
  });
});

it('drafts are kept and forgotten as the page says', async () => {
  const { session, kept } = opened(scriptedService({}).ask);
  const draft = { fields: emptyFields() };
  await session.hear({ kind: 'draft', key: 'new', draft });
  expect(kept).toEqual({ new: draft });
  await session.hear({ kind: 'draft', key: 'new' });
  expect(kept).toEqual({ new: undefined });
});

it('questions are kept and forgotten as the page says', async () => {
  const { session, kept } = opened(scriptedService({}).ask);
  const question = { text: 'Why?', attachments: [] };
  await session.hear({ kind: 'question', consultation: 'c1', question });
  expect(kept).toEqual({ c1: question });
  await session.hear({ kind: 'question', consultation: 'c1' });
  expect(kept).toEqual({ c1: undefined });
});

function emptyFields() {
  return {
    key: '',
    title: '',
    problem_type: 'Standards',
    severity: 'LOW',
    tags: [],
    layers: [],
    workflows: [],
    file_types: [],
    problem_description: '',
    symptoms: [] as readonly string[],
    solution_steps: [],
    verification_steps: [],
    learnings: [],
    anti_patterns: [],
    rule_ids: [],
    examples: [],
    counter_examples: [],
    related_files: [],
    references: [],
  } as const;
}

describe('a page that shows a consultation', () => {
  const CONSULT: PanelView = { place: 'consult', query: '', limit: 50, events: 200, consultation: 'c1' };
  const consultation = {
    id: 'c1',
    title: 'Portfolio',
    events: [],
    files: [
      { path: 'migrations/001_a.up.sql', version: 2 },
      { path: '../../etc/passwd', version: 1 },
      { path: '/etc/passwd', version: 1 },
      { path: 'C:\\windows\\x', version: 1 },
    ],
    proposalCards: [],
  };
  const methods = {
    ...STATUS,
    'consult/list': () => ({ consultations: [], total: 0 }),
    'consult/get': () => consultation,
    'consult/readFile': ({ path }: Readonly<Record<string, unknown>>) => ({
      path,
      version: 2,
      text: 'select 1;',
      versions: [1, 2],
    }),
    'models/status': () => ({ models: [], keys: [], problems: [] }),
    'tools/list': () => ({ tools: [] }),
  };

  it('is told of connections by name, never by address', async () => {
    const { ask } = scriptedService(FIGURES, methods);
    const { session, heard } = opened(ask);
    await session.hear({ kind: 'show', view: CONSULT });
    const tools = heard.findLast((message) => message.kind === 'resource' && message.name === 'tools');
    expect(tools).toMatchObject({
      state: 'ready',
      value: { connections: [{ name: 'shop', environment: 'production', writable: false }] },
    });
    expect(JSON.stringify(heard)).not.toContain('hunter2');
    session.dispose();
  });

  it('hears what is being said in it, and nothing of others', async () => {
    const { ask } = scriptedService(FIGURES, methods);
    const { session, heard } = opened(ask);
    await session.hear({ kind: 'show', view: CONSULT });
    const delta = { agent: 'consultant', channel: 'text', delta: 'Look' } as const;
    session.hearConsultation({ consultationId: 'other', delta });
    session.hearConsultation({ consultationId: 'c1', delta });
    expect(heard.filter(({ kind }) => kind === 'delta')).toEqual([
      { kind: 'delta', consultationId: 'c1', delta },
    ]);
    session.dispose();
  });

  it('saves files that a model named into the workspace, and none outside of it', async () => {
    const { ask } = scriptedService(FIGURES, methods);
    const editor = fakeConsultEditor();
    const { request } = opened(ask, fakeEditor(), editor);
    expect(await request({ kind: 'saveConsultFiles', consultationId: 'c1' })).toEqual({
      ok: true,
      data: { written: 1 },
    });
    expect(editor.keepFiles).toHaveBeenCalledWith('Portfolio', [
      { path: 'migrations/001_a.up.sql', text: 'select 1;' },
    ]);
  });

  it('takes proposals for accepted whose files were saved, and saves although that cannot be told', async () => {
    const upPath = 'migrations/001_a.up.sql';
    const cards = [
      { id: 'p1', upPath },
      { id: 'p2', upPath: 'migrations/002_b.up.sql' },
      { id: 'p3', upPath, outcome: 'rejected' },
    ];
    const told = vi.fn<(params: unknown) => unknown>(() => ({}));
    const withCards = {
      ...methods,
      'consult/get': () => ({ ...consultation, proposalCards: cards }),
      'consult/outcome': told,
    };
    const { ask } = scriptedService(FIGURES, withCards);
    const { request } = opened(ask, fakeEditor(), fakeConsultEditor());
    const save = { kind: 'saveConsultFiles', consultationId: 'c1' } as const;
    expect(await request(save)).toMatchObject({ ok: true });
    expect(told.mock.calls.map(([params]) => params)).toEqual([
      { consultationId: 'c1', proposalId: 'p1', outcome: 'saved' },
    ]);
    told.mockImplementation(() => {
      throw new Error('the service is gone');
    });
    expect(await request(save)).toMatchObject({ ok: true });
  });

  it('saves nothing into a workspace that is not trusted', async () => {
    const { ask } = scriptedService(FIGURES, methods);
    const editor = fakeConsultEditor();
    const { request } = opened(ask, fakeEditor({ trusted: false }), editor);
    expect(await request({ kind: 'saveConsultFiles', consultationId: 'c1' })).toMatchObject({
      ok: false,
      problem: { code: 'forbidden' },
    });
    expect(editor.keepFiles).not.toHaveBeenCalled();
  });
});
