import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packLibrary } from '../../../scripts/lib/packLibrary.mjs';
import { parseShippedLibrary } from '../../../src/core/library/shippedLibrary.ts';
import type { InstallStarterResult } from '../../../src/protocol/libraryService.ts';
import { useLibraryService } from './libraryService.ts';

const folder = mkdtempSync(join(tmpdir(), 'fixward-starter-'));
const file = join(folder, 'library.json');
const service = useLibraryService({ environment: { FIXWARD_LIBRARY_FILE: file } });

afterAll(() => rm(folder, { recursive: true, force: true }));

function shipped(key: string, title: string) {
  return { key, title, problem_type: 'Security', severity: 'HIGH', problem_description: 'x' };
}

function ship(patterns: readonly object[], relations: readonly object[] = []): void {
  writeFileSync(file, JSON.stringify({ version: 1, patterns, relations }));
}

const install = () => service.ask<InstallStarterResult>('library/installStarter');

describe('the starter library', () => {
  it('waits for somebody who may review, in a workspace of others', async () => {
    ship([shipped('a', 'A')]);
    const nothing = { created: 0, failed: 0, problems: [] };
    expect(await service.asMember('library/installStarter')).toMatchObject(nothing);
    expect(await service.data('list_patterns', {})).toMatchObject({ patterns: [] });
    expect(await install()).toMatchObject({ created: 1 });
  });

  it('is installed once, follows what is shipped, and keeps what a user changed or removed', async () => {
    ship(
      [shipped('a', 'A'), shipped('b', 'B'), shipped('c', 'C'), shipped('d', 'D')],
      [{ from: 'a', to: 'b', kind: 'enhances' }],
    );
    expect(await install()).toMatchObject({ created: 4, relations: 1, problems: [] });
    expect(await install()).toMatchObject({ created: 0, updated: 0, unchanged: 4, kept: 0 });
    expect(await service.data('get_patterns', { keys: ['a'] })).toMatchObject({
      patterns: [{ origin: 'shipped', status: 'active', reviewed: true }],
    });
    await service.data('save_patterns', { mode: 'patch', patterns: [{ key: 'b', title: 'Ours' }] });
    const { patterns } = await service.data('get_patterns', { keys: ['c'] });
    const [c] = patterns as readonly { id: string }[];
    await service.data('delete_patterns', { ids: [c?.id] });
    ship([
      shipped('a', 'A 2'),
      shipped('b', 'B 2'),
      shipped('c', 'C 2'),
      shipped('d', 'D'),
      shipped('e', 'E'),
    ]);
    expect(await install()).toMatchObject({ created: 1, updated: 1, unchanged: 1, kept: 2, problems: [] });
    expect(await service.data('list_patterns', { order: 'title' })).toMatchObject({
      patterns: [{ title: 'A 2' }, { title: 'D' }, { title: 'E' }, { title: 'Ours' }],
    });
  });

  it('follows what nobody touched even when it forgot what it shipped', async () => {
    ship([shipped('a', 'A'), shipped('b', 'B')]);
    await install();
    await service.data('save_patterns', { mode: 'patch', patterns: [{ key: 'b', title: 'Ours' }] });
    await rm(join(service.folder(), 'service', 'starter.json'));
    ship([shipped('a', 'A 2'), shipped('b', 'B 2')]);
    expect(await install()).toMatchObject({ created: 0, updated: 1, kept: 1 });
  });

  it('does not take a user’s own pattern of the same key', async () => {
    await service.data('save_patterns', { patterns: [{ ...shipped('a', 'Mine'), origin: 'authored' }] });
    ship([shipped('a', 'A')]);
    expect(await install()).toMatchObject({ created: 0, updated: 0, kept: 1 });
  });

  it('is packed from its files without a mistake', async () => {
    const library = parseShippedLibrary(await packLibrary('media/library'));
    expect(library.patterns.length).toBeGreaterThan(100);
    expect(new Set(library.patterns.map(({ key }) => key)).size).toBe(library.patterns.length);
  });
});
