import { chmod, mkdir, mkdtemp, readdir, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HistoryCommit, HistorySource } from '../../../src/core/patterns/mine/historySource.ts';
import { BlobReader } from '../../../src/engines/git/blobReader.ts';
import { createGitHistory } from '../../../src/engines/git/gitHistory.ts';
import type { GitPlace } from '../../../src/engines/git/gitProcess.ts';
import { openRepository, resolveCommit } from '../../../src/engines/git/openRepository.ts';
import { workingTreePairs } from '../../../src/engines/git/workingTree.ts';
import { git, repositoryWith, type TestCommit } from '../../support/gitRepository.ts';

async function emptyFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'history-')));
}

async function place(folder: string): Promise<GitPlace> {
  const opened = await openRepository(folder, process.env);
  if ('problem' in opened) throw new Error(opened.problem);
  return opened.place;
}

async function withHistory<Result>(
  folder: string,
  use: (history: HistorySource) => Promise<Result>,
  commitsMax = 100,
): Promise<Result> {
  const where = await place(folder);
  const head = (await resolveCommit(where, 'HEAD')) ?? '';
  const blobs = new BlobReader(where, 100_000);
  try {
    return await use(createGitHistory(where, blobs, { kind: 'range', to: head, commitsMax }, head));
  } finally {
    blobs.close();
  }
}

async function commitsOf(history: HistorySource): Promise<readonly HistoryCommit[]> {
  const commits: HistoryCommit[] = [];
  for await (const commit of history.commits()) commits.push(commit);
  return commits;
}

async function repository(...commits: readonly TestCommit[]): Promise<string> {
  const folder = await emptyFolder();
  await repositoryWith(folder, commits);
  return folder;
}

describe('a repository read through git', () => {
  it('gives changed lines with their places, newest commit first', async () => {
    const folder = await repository(
      { subject: 'Begin', files: { 'a.ts': 'one\ntwo\nthree\n' } },
      { subject: 'Change: “ä🙂”', files: { 'a.ts': 'one\nTWO\nthree\nfour\n' } },
    );
    const [newest, first] = await withHistory(folder, commitsOf);
    expect(newest).toMatchObject({ subject: 'Change: “ä🙂”', author: 'ada@example.invalid' });
    expect(newest?.files[0]?.hunks).toEqual([
      { beforeLine: 1, before: ['two'], afterLine: 1, after: ['TWO'] },
      { beforeLine: 3, before: [], afterLine: 3, after: ['four'] },
    ]);
    // What adds files alone changes no line.
    expect(first).toBeUndefined();
  });

  it('takes nothing in a file for the frame of a patch', async () => {
    const tricky = ['--- a/x.ts', '+++ b/y.ts', '@@ -1 +1 @@', 'diff --git a/x b/y', '\\ No newline', ''];
    const folder = await repository(
      { subject: 'Begin', files: { 'a.ts': `${tricky.map((line) => `old ${line}`).join('\n')}` } },
      { subject: 'Change', files: { 'a.ts': `${tricky.map((line) => `${line} new`).join('\n')}` } },
    );
    const [newest] = await withHistory(folder, commitsOf);
    expect(newest?.files).toHaveLength(1);
    expect(newest?.files[0]?.hunks[0]?.after).toEqual(tricky.map((line) => `${line} new`));
  });

  it('reads names with blanks and other letters, and leaves lock files and vendored ones out', async () => {
    const names = [
      'dir with blank/ä 🙂.ts',
      'node_modules/p/i.js',
      'web/dist/i.js',
      'i.min.js',
      'package-lock.json',
    ];
    const folder = await repository(
      { subject: 'Begin', files: Object.fromEntries(names.map((name) => [name, 'a\nb\n'])) },
      { subject: 'Change', files: Object.fromEntries(names.map((name) => [name, 'a\nc\n'])) },
    );
    const [newest] = await withHistory(folder, commitsOf);
    expect(newest?.files.map(({ path }) => path)).toEqual(['dir with blank/ä 🙂.ts']);
  });

  it('gives texts by name, and none for what is too long, binary or no object', async () => {
    const folder = await repository({
      subject: 'Begin',
      files: {
        'a.ts': '\uFEFFone\r\n',
        'long.ts': 'x'.repeat(100_001),
        'b.ts': Buffer.from([0, 1, 2]),
        'e.ts': '',
      },
    });
    await withHistory(folder, async (history) => {
      const files = new Map((await history.headFiles()).map(({ path, textId }) => [path, textId]));
      const texts = ['a.ts', 'long.ts', 'b.ts', 'e.ts', 'a.ts'].map((path) =>
        history.text(files.get(path) ?? ''),
      );
      expect(await Promise.all(texts)).toEqual(['one\r\n', undefined, undefined, '', 'one\r\n']);
      expect(await history.text('0'.repeat(40))).toBeUndefined();
      expect(await history.text('HEAD')).toBeUndefined();
    });
  });

  it('looks at files below the opened folder alone', async () => {
    const folder = await repository(
      { subject: 'Begin', files: { 'in/a.ts': '1\n', 'out.ts': '1\n' } },
      { subject: 'Change', files: { 'in/a.ts': '2\n', 'out.ts': '2\n' } },
    );
    const [newest] = await withHistory(join(folder, 'in'), commitsOf);
    expect(newest?.files.map(({ path }) => path)).toEqual(['a.ts']);
  });

  it('ends git when its reader has seen enough', async () => {
    const folder = await repository(
      { subject: 'Begin', files: { 'a.ts': '1\n' } },
      { subject: 'Change', files: { 'a.ts': '2\n' } },
    );
    const first = await withHistory(folder, async (history) => {
      for await (const commit of history.commits()) return commit.subject;
      return undefined;
    });
    expect(first).toBe('Change');
  });

  it.each(['', '-n1', '--output=x', 'no such', 'HEAD\nHEAD', '$(id)'])(
    'finds no commit called %j',
    async (name) => {
      const folder = await repository({ subject: 'Begin', files: { 'a.ts': '1\n' } });
      expect(await resolveCommit(await place(folder), name)).toBeUndefined();
    },
  );
});

describe('a repository that wants programs run', () => {
  it('runs none of them', async () => {
    const folder = await repository(
      { subject: 'Begin', files: { 'a.ts': 'one\n', '.gitattributes': '*.ts diff=evil filter=evil\n' } },
      { subject: 'Change', files: { 'a.ts': 'two\n' } },
    );
    const marks = join(folder, 'marks');
    await mkdir(marks);
    const evil = join(folder, 'evil.sh');
    await writeFile(evil, `#!/bin/sh\ntouch "${marks}/$(basename "$0").$$"\ncat\n`);
    await chmod(evil, 0o755);
    const settings = [
      'core.fsmonitor',
      'core.pager',
      'core.sshCommand',
      'core.editor',
      'diff.external',
      'gpg.program',
      'diff.evil.command',
      'diff.evil.textconv',
      'filter.evil.clean',
      'filter.evil.smudge',
      'filter.evil.process',
      'pager.log',
      'core.alternateRefsCommand',
      'credential.helper',
    ];
    for (const name of settings) git(folder, 'config', name, evil);
    git(folder, 'config', 'log.showSignature', 'true');
    git(folder, 'config', 'core.hooksPath', folder);
    await writeFile(join(folder, 'a.ts'), 'three\n');
    const [newest] = await withHistory(folder, commitsOf);
    expect(newest?.files[0]?.hunks[0]?.after).toEqual(['two']);
    const where = await place(folder);
    const blobs = new BlobReader(where, 100_000);
    const pairs = await workingTreePairs(where, (await resolveCommit(where, 'HEAD')) ?? '', blobs);
    blobs.close();
    expect(pairs.map(({ after }) => after)).toEqual(['three\n']);
    expect(await readdir(marks)).toEqual([]);
  });

  it('does not fetch what a remote of its choosing would bring', async () => {
    const folder = await repository({ subject: 'Begin', files: { 'a.ts': 'one\n' } });
    const mark = join(folder, 'fetched');
    git(folder, 'config', 'remote.origin.url', `ext::sh -c touch% ${mark}`);
    git(folder, 'config', 'remote.origin.promisor', 'true');
    git(folder, 'config', 'extensions.partialClone', 'origin');
    await withHistory(folder, (history) => history.text('1'.repeat(40)).catch(() => undefined));
    expect(await readdir(folder)).not.toContain('fetched');
  });

  it('is not read where its files are said to be somewhere else', async () => {
    const folder = await repository({ subject: 'Begin', files: { 'a.ts': 'one\n' } });
    git(folder, 'config', 'core.worktree', await emptyFolder());
    expect(await openRepository(folder, process.env)).toHaveProperty('problem');
  });

  it('cannot bring its own git', async () => {
    const folder = await repository({ subject: 'Begin', files: { git: '#!/bin/sh\n' } });
    await chmod(join(folder, 'git'), 0o755);
    const opened = await openRepository(folder, { ...process.env, PATH: `.:${process.env.PATH ?? ''}` });
    expect('place' in opened && opened.place.program).toMatch(/^\/(?!.*history-)/u);
  });
});

describe('changes that are not committed', () => {
  it('are found staged or not, with line ends as they are in the repository', async () => {
    const folder = await repository({
      subject: 'Begin',
      files: { 'a.ts': 'one\ntwo\n', 'b.ts': 'one\n', 'c.ts': 'one\n', 'd.ts': 'one\n' },
    });
    await writeFile(join(folder, 'a.ts'), 'one\r\nTWO\r\n');
    await writeFile(join(folder, 'b.ts'), 'ONE\n');
    git(folder, 'add', 'b.ts');
    await writeFile(join(folder, 'c.ts'), 'one\r\n');
    await writeFile(join(folder, 'new.ts'), 'new\n');
    const where = await place(folder);
    const blobs = new BlobReader(where, 100_000);
    const head = (await resolveCommit(where, 'HEAD')) ?? '';
    const pairs = await workingTreePairs(where, head, blobs);
    expect(pairs.map(({ path, after }) => [path, after])).toEqual([
      ['a.ts', 'one\nTWO\n'],
      ['b.ts', 'ONE\n'],
    ]);
    expect(await workingTreePairs(where, head, blobs, 'b.ts')).toHaveLength(1);
    blobs.close();
  });
});
