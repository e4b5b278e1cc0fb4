import { createTwoFilesPatch } from 'diff';
import { describe, expect, it } from 'vitest';
import { diffPairs } from '../../../../src/core/patterns/mine/diffPairs.ts';

const before = 'one\nold(a)\nthree\n';
const after = 'one\nfresh(a)\nthree\n';
const diff = createTwoFilesPatch('a/x.js', 'b/x.js', before, after);
const nothing = async (): Promise<undefined> => undefined;

describe('the files of a diff', () => {
  it('are whole where the file is there, before or after', async () => {
    const wanted = { pairs: [{ path: 'x.js', language: 'javascript', before, after }], skipped: [] };
    expect(await diffPairs(diff, async () => before)).toEqual(wanted);
    expect(await diffPairs(diff, async () => after)).toEqual(wanted);
    expect(
      await diffPairs(diff.replaceAll('\n', '\r\n'), async () => before.replaceAll('\n', '\r\n')),
    ).toEqual(wanted);
  });

  it('are what the diff shows where the file is gone or was changed since', async () => {
    const wanted = [{ path: 'x.js', language: 'javascript', before, after }];
    expect(await diffPairs(diff, nothing)).toMatchObject({ pairs: wanted });
    expect(await diffPairs(diff, async () => 'something else\n')).toMatchObject({ pairs: wanted });
  });

  it('never lead out of the project, and are skipped by name where nothing is learned from them', async () => {
    const asked: string[] = [];
    const other = `${diff.replaceAll('x.js', '../x.js')}${diff.replaceAll('x.js', 'notes.txt')}`;
    const read = await diffPairs(other, async (path) => {
      asked.push(path);
      return undefined;
    });
    expect(asked).toEqual([]);
    expect(read).toMatchObject({
      pairs: [],
      skipped: [expect.any(String), expect.stringContaining('notes.txt')],
    });
  });

  it.each(['', 'no diff', 'diff --git a/x.js b/x.js\nBinary files differ\n'])(
    'are none in %j',
    async (text) => {
      expect(await diffPairs(text, nothing)).toEqual({ problem: 'the diff changes no line' });
    },
  );

  it('are none in a diff with broken hunks', async () => {
    expect(await diffPairs('--- a/x.js\n+++ b/x.js\n@@ -1,3 +1,1 @@\n one\n', nothing)).toHaveProperty(
      'problem',
    );
  });
});
