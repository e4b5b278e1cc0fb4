import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { copyPacked } from '../../scripts/lib/copyPacked.mjs';
import { hasPackedFile, readPackedFile } from '../../src/engines/packedFile.ts';

describe('a file that a package may hold compressed', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fixward-packed-'));
  });

  it.each([
    ['empty', ''],
    ['not ASCII', 'Größe\r\n'.repeat(1000)],
  ])('is unpacked when only its packed form is there: %s', async (_, text) => {
    await writeFile(join(folder, 'source'), text);
    await copyPacked(join(folder, 'source'), join(folder, 'packed'));
    expect(hasPackedFile(join(folder, 'packed'))).toBe(true);
    expect((await readPackedFile(join(folder, 'packed'))).toString('utf8')).toBe(text);
  });

  it('is read as it is when both forms are there', async () => {
    await writeFile(join(folder, 'file'), 'as it is');
    await writeFile(join(folder, 'file.br'), 'no archive');
    expect((await readPackedFile(join(folder, 'file'))).toString('utf8')).toBe('as it is');
  });

  it('is missing by its own name', async () => {
    expect(hasPackedFile(join(folder, 'gone'))).toBe(false);
    await expect(readPackedFile(join(folder, 'gone'))).rejects.toThrow(/ENOENT.*gone'/u);
  });

  it('is told broken when its packed form cannot be read', async () => {
    await writeFile(join(folder, 'broken.br'), 'no archive');
    await expect(readPackedFile(join(folder, 'broken'))).rejects.toThrow();
  });
});
