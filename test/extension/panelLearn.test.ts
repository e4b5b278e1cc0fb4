import { describe, expect, it, vi } from 'vitest';
import { readPageMessage } from '../../src/extension/panel/readPageMessage.ts';
import { ServiceProblem } from '../../src/extension/relay/serviceProblem.ts';
import type { LearnedDraft } from '../../src/protocol/learn.ts';
import type { LearnReview } from '../../src/protocol/learnPanel.ts';
import { fakeConsultEditor, fakeEditor, fakeLearning, opened } from './openedPanel.ts';

const NOTHING: LearnReview = { drafts: [], declined: [] };
const ask = async (): Promise<unknown> => ({});

function open(learning = fakeLearning()) {
  return opened(ask, fakeEditor(), fakeConsultEditor(), learning);
}

describe('the place for learned patterns', () => {
  it('is told what waits, and how far a look at the history is', async () => {
    const busy = { text: 'Read 5 of 9 commits', percentage: 55 };
    const { session, heard } = open(fakeLearning({ review: async () => ({ ...NOTHING, busy }) }));
    await session.hear({ kind: 'show', view: { place: 'learn' } });
    await expect
      .poll(() => heard.findLast((message) => message.kind === 'resource' && message.name === 'learn'))
      .toMatchObject({ state: 'ready', value: { busy } });
    session.dispose();
  });

  it('learns, narrows, accepts and rejects', async () => {
    const learning = fakeLearning({ learn: async () => ({ drafts: [], declined: [] }) });
    expect(await open(learning).request({ kind: 'learn', from: 'history' })).toEqual({
      ok: true,
      data: { drafts: 0 },
    });
    await open(learning).request({ kind: 'setLearnCondition', draftId: 'd', conditionId: 'c', on: false });
    expect(learning.setCondition).toHaveBeenCalledWith('d', 'c', false);
    const accepted = await open(learning).request({ kind: 'acceptLearned', draftId: 'd', apply: [1] });
    expect(accepted).toEqual({
      ok: true,
      data: { path: '.fixward/patterns/a.yaml', key: 'a', mended: 0, leftOut: [] },
    });
    expect(learning.accept).toHaveBeenCalledWith({ draftId: 'd', apply: [1] });
    await open(learning).request({ kind: 'rejectLearned', draftId: 'd' });
    expect(learning.reject).toHaveBeenCalledWith('d');
    await open(learning).request({ kind: 'stopLearning' });
    expect(learning.stop).toHaveBeenCalledOnce();
  });

  it('says when the user gave up, when something went wrong and when a file is not the workspace’s', async () => {
    expect(await open().request({ kind: 'learn', from: 'commit' })).toMatchObject({
      ok: false,
      problem: { code: 'cancelled' },
    });
    const problem = new ServiceProblem({ code: 'conflict', message: 'Fixward is still learning.' });
    const busy = fakeLearning({ learn: vi.fn().mockRejectedValue(problem) });
    expect(await open(busy).request({ kind: 'learn', from: 'workingTree' })).toMatchObject({
      ok: false,
      problem: { code: 'conflict', message: 'Fixward is still learning.' },
    });
    const outside = fakeLearning({ openSite: async () => false });
    expect(
      await open(outside).request({ kind: 'openSite', uri: 'file:///etc/passwd', line: 0, character: 0 }),
    ).toMatchObject({ ok: false, problem: { code: 'not_found' } });
  });
});

describe('a file of a consultation', () => {
  const texts: Readonly<Record<number, string>> = { 1: 'select 1;', 2: 'select 2;', 3: 'select 3;' };
  const consult = (newest: number) => async (_: string, params: unknown) => {
    const { version = newest, path } = params as { readonly version?: number; readonly path: string };
    return { path, version, text: texts[version], versions: [1, 2, 3] };
  };
  const learnFromFile = { kind: 'learnFromFile', consultationId: 'c', path: 'a.sql' } as const;
  const draft = { id: 'd' } as LearnedDraft;

  it('teaches what the user made of it, beside what it takes the place of', async () => {
    const learning = fakeLearning({
      learnFromProposal: vi.fn(async () => ({ drafts: [draft], declined: [] })),
    });
    const { request } = opened(consult(3), fakeEditor(), fakeConsultEditor(), learning);
    const learned = { ok: true, data: { draft: 'd' } };
    expect(await request({ ...learnFromFile, before: 'select 0;' })).toEqual(learned);
    expect(learning.learnFromProposal).toHaveBeenLastCalledWith({
      path: 'a.sql',
      before: 'select 0;',
      after: 'select 3;',
    });
    expect(await request(learnFromFile)).toEqual(learned);
    expect(learning.learnFromProposal).toHaveBeenLastCalledWith({
      path: 'a.sql',
      before: 'select 1;',
      after: 'select 3;',
    });
  });

  it('says why it teaches nothing', async () => {
    const learning = fakeLearning();
    const first = opened(consult(1), fakeEditor(), fakeConsultEditor(), learning);
    expect(await first.request(learnFromFile)).toMatchObject({ ok: false, problem: { code: 'not_found' } });
    expect(await first.request({ ...learnFromFile, before: 'select 1;' })).toMatchObject({ ok: false });
    expect(learning.learnFromProposal).not.toHaveBeenCalled();
    const declined = [{ path: 'a.sql', line: 0, why: 'too little is the same' }];
    const none = fakeLearning({ learnFromProposal: async () => ({ drafts: [], declined }) });
    const { request } = opened(consult(2), fakeEditor(), fakeConsultEditor(), none);
    expect(await request(learnFromFile)).toMatchObject({
      ok: false,
      problem: { message: expect.stringContaining('too little is the same') },
    });
  });
});

describe('what a page sends about learning', () => {
  const read = (action: unknown) => readPageMessage({ kind: 'request', id: 1, action });

  it.each([[{ kind: 'learn', from: 'everything' }], [{ kind: 'learnt' }], [{ kind: 'constructor' }]])(
    'is left out when it is nothing that is known: %j',
    (action) => {
      expect(read(action)).toBeUndefined();
    },
  );

  it('is believed field by field', () => {
    expect(
      read({
        kind: 'acceptLearned',
        draftId: 'd',
        apply: [0, -1, 1.5, 'x', 2],
        edits: { title: 'T', severity: 'WORST', layers: [1, 'two'], tags: ['a', 7], path: '/etc' },
      }),
    ).toMatchObject({
      action: {
        kind: 'acceptLearned',
        draftId: 'd',
        apply: [0, 2],
        edits: { title: 'T', layers: [1], tags: ['a'] },
      },
    });
    expect(read({ kind: 'learnFromFile', consultationId: 'c', path: 'a.sql', before: 7 })).toMatchObject({
      action: { kind: 'learnFromFile', consultationId: 'c', path: 'a.sql' },
    });
    expect(read({ kind: 'openSite', uri: 'file:///a', line: -4, character: 2.9 })).toMatchObject({
      action: { line: 0, character: 2 },
    });
    expect(readPageMessage({ kind: 'show', view: { place: 'learn', draft: 7 } })).toEqual({
      kind: 'show',
      view: { place: 'learn' },
    });
  });
});
