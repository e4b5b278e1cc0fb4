import { describe, expect, it } from 'vitest';
import { DraftMemory } from '../../src/extension/panel/draftMemory.ts';

/** The workspace's memory, as it is handed to one start of the extension after another. */
function memory() {
  const kept = new Map<string, unknown>();
  // SAFETY: the one of three signatures that a memory of a workspace lacks here is not called.
  return {
    keys: () => [...kept.keys()],
    get: (key: string, otherwise?: unknown) => kept.get(key) ?? otherwise,
    // As stored: a copy that shares nothing.
    update: async (key: string, value: unknown) => {
      kept.set(key, JSON.parse(JSON.stringify(value)));
    },
  } as ConstructorParameters<typeof DraftMemory>[0];
}

describe('a question that is being written', () => {
  const question = {
    text: 'Wie groß ist „orders“? 🙂\r\nUnd warum?',
    attachments: [{ title: 'a.sql', text: '' }],
  };

  it('is there after the editor was started again, one for each consultation', () => {
    const stored = memory();
    const first = new DraftMemory(stored, () => {});
    first.setQuestion('new', question);
    first.setQuestion('c1', { text: 'Why?', attachments: [] });

    expect(new DraftMemory(stored, () => {}).questions).toEqual({
      new: question,
      c1: { text: 'Why?', attachments: [] },
    });
  });

  it('is gone once it was asked', () => {
    const stored = memory();
    const drafts = new DraftMemory(stored, () => {});
    drafts.setQuestion('c1', question);
    drafts.setQuestion('c1', undefined);

    expect(drafts.questions).toEqual({});
    expect(new DraftMemory(stored, () => {}).questions).toEqual({});
  });

  it('makes room for newer ones', () => {
    const drafts = new DraftMemory(memory(), () => {});
    for (let number = 0; number < 60; number += 1) drafts.setQuestion(`c${number}`, question);

    const names = Object.keys(drafts.questions);
    expect(names).toHaveLength(50);
    expect(names).toContain('c59');
    expect(names).not.toContain('c9');
  });

  it('is none where the memory holds something else', () => {
    const stored = memory();
    void stored.update('fixward.questions', { c1: 'text', c2: { text: 7, attachments: 'none' } });

    expect(new DraftMemory(stored, () => {}).questions).toEqual({ c2: { text: '', attachments: [] } });
  });
});
