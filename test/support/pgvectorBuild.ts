import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The newest Debian release that carries pgvector's source; its source builds for older servers as well. */
const SOURCE_RELEASE = 'trixie';
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const APT_TIMEOUT_MS = 180_000;
const BUILD_TIMEOUT_MS = 120_000;
const CACHE = fileURLToPath(new URL('../../.vscode-test/pgvector', import.meta.url));

/** Where a server's programs look for their files, as the server itself says. */
interface ServerFolders {
  readonly bin: string;
  readonly library: string;
  readonly shared: string;
  readonly headers: string;
  readonly version: string;
}

/** What a server needs to run by itself from another folder; programs for tests are taken from the system. */
const PROGRAMS = ['postgres', 'initdb', 'pg_isready', 'pg_ctl'];

/**
 * The folder of programs of a server that knows pgvector: the installed one where the extension stands beside it, else
 * one of links to it with the extension built from Debian's source package.
 *
 * @param install whether missing Debian packages may be installed
 * @throws one line that says what is missing
 */
export async function serverWithPgvector(bin: string, install: boolean): Promise<string> {
  let folders = await serverFolders(bin);
  if (hasPgvector(folders)) return bin;
  const major = folders.version.split('.')[0] ?? '';
  const built = join(CACHE, folders.version);
  if (!existsSync(join(built, 'vector.so'))) {
    if (install && (await installPackages([`postgresql-${major}-pgvector`]))) {
      folders = await serverFolders(bin);
      if (hasPgvector(folders)) return bin;
    }
    await buildPgvector(folders, built, install);
  }
  return linkedServer(folders, built);
}

/** Debian packages, as root; false when one cannot be had. */
export async function installPackages(packages: readonly string[]): Promise<boolean> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const steps = [['install', '-y', '-qq', '--no-install-recommends', ...packages]];
  // Lists may be missing, as in a fresh container, or too old to fetch what they name.
  for (const step of [...steps, ['update', '-qq'], ...steps]) {
    const done = await run('apt-get', step, { env, timeout: APT_TIMEOUT_MS }).then(
      () => true,
      () => false,
    );
    if (done && step[0] === 'install') return true;
  }
  return false;
}

async function serverFolders(bin: string): Promise<ServerFolders> {
  const ask = async (what: string): Promise<string> =>
    (await run(join(bin, 'pg_config'), [`--${what}`])).stdout.trim();
  const version = /[\d.]+/.exec(await ask('version'))?.[0] ?? 'unknown';
  return {
    bin,
    version,
    library: await ask('pkglibdir'),
    shared: await ask('sharedir'),
    headers: await ask('includedir-server'),
  };
}

const hasPgvector = ({ shared }: ServerFolders): boolean =>
  existsSync(join(shared, 'extension', 'vector.control'));

async function buildPgvector(folders: ServerFolders, built: string, install: boolean): Promise<void> {
  const needed = join(folders.headers, 'postgres.h');
  const major = folders.version.split('.')[0] ?? '';
  const ready = async (): Promise<boolean> =>
    existsSync(needed) && (await hasProgram('gcc')) && (await hasProgram('make'));
  const packages = [`postgresql-server-dev-${major}`, 'gcc', 'make', 'libc6-dev'];
  if (!(await ready()) && install) await installPackages(packages);
  if (!(await ready())) throw new Error(`pgvector cannot be built: ${packages.join(', ')} are needed`);
  const work = await mkdtemp(join(tmpdir(), 'fixward-pgvector-'));
  try {
    const archive = await fetchSource(work);
    await run('tar', ['xzf', archive, '--strip-components=1'], { cwd: work });
    const config = `PG_CONFIG=${join(folders.bin, 'pg_config')}`;
    // The project's own switches would fit the library to this one processor.
    const options = ['-j2', config, 'with_llvm=no', 'OPTFLAGS='];
    await run('make', options, { cwd: work, timeout: BUILD_TIMEOUT_MS, maxBuffer: 1e8 }).catch(() => {
      throw new Error('pgvector cannot be built: its make failed');
    });
    await keep(work, built);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function hasProgram(name: string): Promise<boolean> {
  return run(name, ['--version']).then(
    () => true,
    () => false,
  );
}

/** Debian signs its source packages; apt checks that, with lists of its own, so that the system's stay as they are. */
async function fetchSource(work: string): Promise<string> {
  if (!existsSync(KEYRING)) throw new Error('pgvector cannot be fetched: this is no Debian');
  const targets = ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'];
  const { stdout } = await run('apt-get', targets).catch(() => ({ stdout: '' }));
  const mirror = stdout.split('\n').find((line) => line !== '' && !line.includes('security'));
  if (mirror === undefined) throw new Error('pgvector cannot be fetched: apt knows no package mirror');
  await mkdir(join(work, 'lists', 'partial'), { recursive: true });
  await writeFile(
    join(work, 'source.list'),
    `deb-src [signed-by=${KEYRING}] ${mirror} ${SOURCE_RELEASE} main\n`,
  );
  const own = {
    'Dir::Etc::SourceList': join(work, 'source.list'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State::Lists': join(work, 'lists'),
    'Dir::Cache::pkgcache': '',
    'Dir::Cache::srcpkgcache': '',
  };
  const options = Object.entries(own).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const settings = { cwd: work, timeout: APT_TIMEOUT_MS };
  try {
    await run('apt-get', [...options, 'update', '-qq'], settings);
    await run('apt-get', [...options, 'source', '-qq', '--download-only', 'pgvector'], settings);
  } catch {
    throw new Error('pgvector cannot be fetched: the package mirror gives no source package');
  }
  const archive = (await readdir(work)).find((name) => name.endsWith('.orig.tar.gz'));
  if (archive === undefined) throw new Error('pgvector cannot be fetched: the source package has no archive');
  return join(work, archive);
}

/** Moved into place whole, for another run may look for it at the same time. */
async function keep(work: string, built: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const part = await mkdtemp(join(CACHE, 'part-'));
  const scripts = (await readdir(join(work, 'sql'))).filter((name) => /^vector--[\d.]+\.sql$/.test(name));
  for (const name of scripts) await copyFile(join(work, 'sql', name), join(part, name));
  await copyFile(join(work, 'vector.control'), join(part, 'vector.control'));
  await copyFile(join(work, 'vector.so'), join(part, 'vector.so'));
  await rename(part, built).catch(() => rm(part, { recursive: true, force: true }));
}

/**
 * A server looks for its files from where its program stands, following links: the programs are copies, all else links.
 * It stands among the temporary files, where a user without a home reaches it.
 */
async function linkedServer(folders: ServerFolders, built: string): Promise<string> {
  const common = '/usr/';
  if (![folders.bin, folders.library, folders.shared].every((folder) => folder.startsWith(common)))
    throw new Error('pgvector cannot be added: the server is not installed under /usr');
  const root = await mkdtemp(join(tmpdir(), 'fixward-postgres-'));
  const [bin, library, shared] = [folders.bin, folders.library, folders.shared].map((folder) =>
    join(root, folder.slice(common.length)),
  );
  if (bin === undefined || library === undefined || shared === undefined) throw new Error('three folders');
  await run('chmod', ['755', root]);
  await mkdir(bin, { recursive: true });
  for (const name of PROGRAMS) await copyFile(join(folders.bin, name), join(bin, name));
  await linkAll(folders.library, library);
  await copyFile(join(built, 'vector.so'), join(library, 'vector.so'));
  await linkAll(folders.shared, shared, 'extension');
  await linkAll(join(folders.shared, 'extension'), join(shared, 'extension'));
  for (const name of await readdir(built)) {
    if (name !== 'vector.so') await copyFile(join(built, name), join(shared, 'extension', name));
  }
  return bin;
}

async function linkAll(from: string, to: string, except?: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    if (name !== except) await symlink(join(from, name), join(to, name));
  }
}
