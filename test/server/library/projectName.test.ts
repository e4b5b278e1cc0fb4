import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { projectName, remoteName } from '../../../src/server/library/projectName.ts';

const origin = (url: string): string =>
  `[core]\n\tbare = false\n[remote "origin"]\n\turl = ${url}\n\tfetch = +x\n`;

describe('a repository’s name', () => {
  it('is host and path of its remote, without who cloned it or how', () => {
    for (const url of [
      'git@Example.com:team/shop.git',
      'https://example.com/team/shop.git',
      'https://ana:token@example.com/team/shop',
      'ssh://git@example.com:2222/team/shop.git/',
    ]) {
      expect(remoteName(origin(url))).toBe('example.com/team/shop');
    }
    expect(remoteName('[remote "fork"]\r\n url = https://example.com/a/b\r\n')).toBe('example.com/a/b');
  });

  it('is nothing for local remotes and none', () => {
    for (const config of ['', '[core]\n', origin('/srv/git/shop.git'), origin('C:\\git\\shop')]) {
      expect(remoteName(config)).toBeUndefined();
    }
  });
});

describe('a folder’s project', () => {
  let folder = '';
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const make = async (files: Readonly<Record<string, string>>): Promise<string> => {
    folder = await mkdtemp(join(tmpdir(), 'fixward-project-'));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return folder;
  };

  it('is its repository, with the folder inside it', async () => {
    const root = await make({ '.git/config': origin('https://example.com/a/b'), 'apps/web/x': '' });
    expect(await projectName(root)).toBe('example.com/a/b');
    expect(await projectName(join(root, 'apps', 'web'))).toBe('example.com/a/b/apps/web');
  });

  it('is the main one’s for a worktree', async () => {
    const root = await make({
      'main/.git/config': origin('https://example.com/a/b'),
      'main/.git/worktrees/w/commondir': '../..\n',
      'w/.git': 'gitdir: ../main/.git/worktrees/w\n',
    });
    expect(await projectName(join(root, 'w'))).toBe('example.com/a/b');
  });

  it('is the folder’s name where there is no remote', async () => {
    const root = await make({ '.git/config': '[core]\n' });
    expect(await projectName(root)).toBe(basename(root));
  });
});
