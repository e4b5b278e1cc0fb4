import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  decodeSource,
  encodeSource,
  readSourceFile,
  readSourceFileSync,
} from '../../../src/engines/workspace/sourceFile.ts';
import { workspaceWith } from '../../support/cli.ts';

describe('source files', () => {
  it.each([
    ['plain', 'a = 1\n'],
    ['empty', ''],
    ['byte order mark and CRLF', '\uFEFFa\r\nb'],
    ['a real replacement character', 'a \uFFFD b'],
    ['emoji', 'ä🙂'],
  ])('are written back as they were read: %s', (_, text) => {
    const bytes = Buffer.from(text, 'utf8');
    const source = decodeSource(bytes);
    if (source.kind !== 'text') throw new Error(source.reason);
    expect(source.isUtf8).toBe(true);
    expect(source.text.startsWith('\uFEFF')).toBe(false);
    expect(Buffer.compare(encodeSource(source.text, source), bytes)).toBe(0);
  });

  it('tells text in another encoding, and what is no text at all', () => {
    expect(decodeSource(Buffer.from('caf\xe9', 'latin1'))).toMatchObject({ kind: 'text', isUtf8: false });
    expect(decodeSource(Buffer.from([0x47, 0, 0xff]))).toMatchObject({ kind: 'skipped', binary: true });
  });

  it('are read the same with and without waiting, limits and failures included', async () => {
    const folder = await workspaceWith({ 'a.ts': 'const a = 1;\n', 'deep/b.ts': '' });
    for (const [path, limit] of [
      ['a.ts', 1000],
      ['a.ts', 5],
      ['gone.ts', 1000],
      ['deep', 1000],
    ] as const) {
      const absolute = join(folder, path);
      expect(await readSourceFile(absolute, limit)).toEqual(readSourceFileSync(absolute, limit));
    }
    expect(readSourceFileSync(join(folder, 'gone.ts'), 9)).toEqual({
      kind: 'unreadable',
      reason: 'no such file or folder',
    });
    expect(readSourceFileSync(join(folder, 'deep'), 9)).toEqual({
      kind: 'unreadable',
      reason: 'is a folder',
    });
  });
});
