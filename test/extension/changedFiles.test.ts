import { describe, expect, it } from 'vitest';
import { changedFiles } from '../../src/extension/learn/changedFiles.ts';

const start = { line: 0, character: 0 };
const edit = { range: { start, end: start }, newText: 'x' };

describe('the files that an edit changes', () => {
  it('are counted with their places, however the edit is written', () => {
    expect(
      changedFiles({
        changes: { 'file:///a.ts': [edit] },
        documentChanges: [
          { textDocument: { uri: 'file:///b.ts', version: 1 }, edits: [edit, edit] },
          { textDocument: { uri: 'file:///b.ts', version: 1 }, edits: [edit] },
          { kind: 'create', uri: 'file:///c.ts' },
        ],
      }),
    ).toEqual([
      { uri: 'file:///a.ts', sites: 1 },
      { uri: 'file:///b.ts', sites: 3 },
    ]);
  });

  it('are none where nothing changes', () => {
    expect(changedFiles({})).toEqual([]);
  });
});
