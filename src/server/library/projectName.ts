import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';

/**
 * Names a workspace folder's repository alike on every machine: host and path of the remote that was cloned, with the
 * folder inside it; the folder's own name where there is no remote.
 */
export async function projectName(root: string): Promise<string> {
  for (let folder = root, inside = ''; ; inside = join(basename(folder), inside), folder = dirname(folder)) {
    const config = await gitConfig(folder);
    if (config !== undefined) {
      const remote = remoteName(config) ?? basename(folder);
      return inside === '' ? remote : `${remote}/${inside.replaceAll('\\', '/').replace(/\/$/u, '')}`;
    }
    if (dirname(folder) === folder) return basename(root);
  }
}

/** `git@example.com:team/shop.git` and `https://user:token@example.com/team/shop` → `example.com/team/shop`. */
export function remoteName(gitConfig: string): string | undefined {
  const sections = gitConfig.split(/^\s*\[/mu);
  const section =
    sections.find((one) => /^remote\s+"origin"\]/u.test(one)) ??
    sections.find((one) => /^remote\s/u.test(one));
  const url = section && /^\s*url\s*=\s*(?<url>.+?)\s*$/mu.exec(section)?.groups?.url;
  if (url === undefined || url === '') return undefined;
  const [, host, path] =
    /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\/(.+)$/iu.exec(url) ??
    /^(?:[^@/\s]+@)?([^:/\s]{2,}):(?!\\)(.+)$/u.exec(url) ??
    [];
  if (host === undefined || path === undefined) return undefined;
  return `${host.toLowerCase()}/${path.replace(/^\/+/u, '').replace(/(?:\.git)?\/*$/u, '')}`;
}

async function gitConfig(folder: string): Promise<string | undefined> {
  const git = join(folder, '.git');
  const kind = await stat(git).catch(() => undefined);
  if (!kind) return undefined;
  if (kind.isDirectory()) return readFile(join(git, 'config'), 'utf8').catch(() => undefined);
  // A worktree's or submodule's file says where the real folder is; a worktree's shares its main one's configuration.
  const target = /^gitdir:\s*(.+?)\s*$/mu.exec(await readFile(git, 'utf8').catch(() => ''))?.[1];
  if (target === undefined) return undefined;
  const real = isAbsolute(target) ? target : join(folder, target);
  const common = await readFile(join(real, 'commondir'), 'utf8').catch(() => '.');
  const shared = isAbsolute(common.trim()) ? common.trim() : join(real, common.trim());
  return readFile(join(shared, 'config'), 'utf8').catch(() => undefined);
}
