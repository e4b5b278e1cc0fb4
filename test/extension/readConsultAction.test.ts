import { describe, expect, it } from 'vitest';
import { readPageMessage } from '../../src/extension/panel/readPageMessage.ts';

function action(value: Record<string, unknown>) {
  const message = readPageMessage({ kind: 'request', id: 1, action: value });
  return message?.kind === 'request' ? message.action : undefined;
}

describe('what a page asks for about consultations', () => {
  it('is read field by field; what it is not is left out', () => {
    expect(
      action({
        kind: 'startConsultation',
        question: 'Why?',
        mode: 'whatever',
        model: 7,
        attachments: [{ title: 'a.sql', text: 'select 1', path: '/etc' }, 'none'],
        trusted: true,
      }),
    ).toEqual({
      kind: 'startConsultation',
      question: 'Why?',
      mode: 'auto',
      attachments: [{ title: 'a.sql', text: 'select 1' }],
    });
  });

  it('decides nothing without the hash of what was seen, nor by a word that is no decision', () => {
    const decision = { kind: 'decideApproval', consultationId: 'c', approvalId: 'a', decision: 'approve' };
    expect(action(decision)).toBeUndefined();
    expect(action({ ...decision, hash: 'h', decision: 'yes' })).toBeUndefined();
    const typed = { ...decision, hash: 'h', typed: 'orders' };
    expect(action(typed)).toEqual(typed);
  });

  it('saves all files only when no list of files is given', () => {
    const all = { kind: 'saveConsultFiles', consultationId: 'c' };
    expect(action(all)).toEqual(all);
    expect(action({ ...all, paths: [1, 'a.sql'] })).toEqual({ ...all, paths: ['a.sql'] });
  });

  it.each(['constructor', '__proto__', 'toString', 'dropEverything'])('is not %s', (kind) => {
    expect(action({ kind })).toBeUndefined();
  });
});

describe('the view of a consultation', () => {
  it('keeps its limits within bounds', () => {
    const view = { place: 'consult', query: 'ü', limit: 1e9, events: -5 };
    expect(readPageMessage({ kind: 'show', view })).toEqual({
      kind: 'show',
      view: { place: 'consult', query: 'ü', limit: 2_000, events: 1 },
    });
  });
});
