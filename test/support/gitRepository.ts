import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.invalid',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.invalid',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

export function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8', env: { ...process.env, ...IDENTITY } });
}

export interface TestCommit {
  readonly subject: string;
  /** Files as they are after the commit. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

/** Makes a repository with these commits in a folder that exists; commits are a minute apart. */
export async function repositoryWith(folder: string, commits: readonly TestCommit[]): Promise<void> {
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'config', 'core.autocrlf', 'false');
  for (const [index, { subject, files }] of commits.entries()) {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    git(folder, 'add', '--all');
    const at = new Date(Date.UTC(2024, 0, 1, 0, index)).toISOString();
    execFileSync('git', ['commit', '--quiet', '--allow-empty', '--message', subject], {
      cwd: folder,
      env: { ...process.env, ...IDENTITY, GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at },
    });
  }
}
