import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SyncFolderResult } from '../../../src/protocol/libraryService.ts';
import { useLibraryService } from './libraryService.ts';

const service = useLibraryService();

const YAML = `# agreed in May
key: enable-rls
title: Turn on row level security
problem_type: Security
severity: HIGH # not lower
problem_description: Open.
`;

async function repository(files: Readonly<Record<string, string>> = {}) {
  const folder = join(service.folder(), randomUUID());
  await mkdir(join(folder, '.fixward', 'patterns'), { recursive: true });
  const path = (name: string): string => join(folder, '.fixward', 'patterns', name);
  for (const [name, text] of Object.entries(files)) await writeFile(path(name), text);
  return {
    sync: (more: object = {}) =>
      service.ask<SyncFolderResult>('library/syncFolder', { folder, trusted: true, ...more }),
    read: (name: string) => readFile(path(name), 'utf8'),
    write: (name: string, text: string) => writeFile(path(name), text),
    remove: (name: string) => rm(path(name)),
    names: () => readdir(path('')),
  };
}

function patchTitle(title: string) {
  return service.data('save_patterns', { mode: 'patch', patterns: [{ key: 'enable-rls', title }] });
}

describe('a repository’s patterns and the store', () => {
  it('reads nothing of a folder that is not trusted', async () => {
    const folder = await repository({ 'a.yaml': YAML });
    expect(await folder.sync({ trusted: false })).toMatchObject({ toStore: [], problems: [{}] });
    expect(await service.data('list_patterns')).toMatchObject({ total: 0 });
  });

  it('come together: the file enters, then each side’s change reaches the other', async () => {
    const folder = await repository({ 'a.yaml': YAML });
    expect(await folder.sync()).toMatchObject({ toStore: ['enable-rls'], toFolder: [], problems: [] });
    expect(await service.data('get_patterns', { keys: ['enable-rls'] })).toMatchObject({
      patterns: [{ status: 'active', reviewed: true, origin: 'authored' }],
    });
    expect(await folder.sync()).toMatchObject({ toStore: [], toFolder: [], unchanged: 1 });
    await patchTitle('From the panel');
    expect(await folder.sync()).toMatchObject({ toStore: [], toFolder: ['.fixward/patterns/a.yaml'] });
    expect(await folder.read('a.yaml')).toBe(YAML.replace('Turn on row level security', 'From the panel'));
    await folder.write('a.yaml', YAML.replace('Open.', 'Open to all.'));
    expect(await folder.sync()).toMatchObject({ toStore: ['enable-rls'], toFolder: [] });
    expect(await service.data('get_patterns', { keys: ['enable-rls'] })).toMatchObject({
      patterns: [{ problem_description: 'Open to all.', title: 'Turn on row level security' }],
    });
  });

  it('lets the file win where both changed', async () => {
    const folder = await repository({ 'a.yaml': YAML });
    await folder.sync();
    await patchTitle('From the panel');
    await folder.write('a.yaml', YAML.replace('Turn on', 'Enable'));
    expect(await folder.sync()).toMatchObject({ toStore: ['enable-rls'], toFolder: [] });
    expect(await folder.read('a.yaml')).toContain('title: Enable row level security');
  });

  it('writes a file only for patterns that are asked for, and never one that was removed', async () => {
    const folder = await repository();
    await service.ask('library/import', { format: 'yaml', text: YAML });
    expect(await folder.sync()).toMatchObject({ toFolder: [], unchanged: 0 });
    const dry = await folder.sync({ add: ['enable-rls', 'no-such'], dryRun: true });
    expect(dry).toMatchObject({
      toFolder: ['.fixward/patterns/enable-rls.yaml'],
      problems: [{ place: 'no-such' }],
    });
    expect(await folder.names()).toEqual([]);
    expect(await folder.sync({ add: ['enable-rls'] })).toMatchObject({
      toFolder: ['.fixward/patterns/enable-rls.yaml'],
    });
    expect(await folder.sync()).toMatchObject({ unchanged: 1 });
    await folder.remove('enable-rls.yaml');
    await folder.sync();
    expect(await folder.names()).toEqual([]);
    expect(await service.data('list_patterns')).toMatchObject({ total: 1 });
  });

  it('only reads where nothing is to be written', async () => {
    const folder = await repository({ 'a.yaml': YAML });
    await folder.sync({ direction: 'toStore' });
    await patchTitle('From the panel');
    expect(await folder.sync({ direction: 'toStore' })).toMatchObject({ toStore: [], toFolder: [] });
    expect(await folder.read('a.yaml')).toBe(YAML);
    expect(await folder.sync()).toMatchObject({ toFolder: ['.fixward/patterns/a.yaml'] });
  });

  it('reports broken files and keys used twice, and goes on', async () => {
    const folder = await repository({
      'a.yaml': YAML,
      'b.yml': YAML,
      'c.yaml': 'key: [',
      'notes.txt': 'no pattern',
    });
    const { toStore, problems } = await folder.sync();
    expect(toStore).toEqual(['enable-rls']);
    expect(problems.map(({ place }) => place)).toEqual([
      '.fixward/patterns/b.yml:2',
      '.fixward/patterns/c.yaml:1',
    ]);
  });
});
