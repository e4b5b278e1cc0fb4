import { constants } from 'node:fs';
import { cp, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A copy of the store's folder, taken while nothing wrote to it. */
export interface Snapshot {
  /** Moment of its taking, as a folder's name. */
  readonly name: string;
  readonly takenAt: string;
}

const KEPT_NEWEST = 2;
const KEPT_DAYS = 3;

const NAME = /^(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})-(\d{3})Z$/u;
const PARTIAL = '.partial-';

/** Newest first; folders half written are none. */
export async function listSnapshots(folder: string): Promise<readonly Snapshot[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .flatMap((name) => {
      const takenAt = momentOf(name);
      return takenAt === undefined ? [] : [{ name, takenAt }];
    })
    .sort((a, b) => (a.name < b.name ? 1 : -1));
}

/** A folder's name for a moment, which sorts as moments do. */
export function nameOf(moment: Date): string {
  return moment.toISOString().replaceAll(/[:.]/gu, '-');
}

/**
 * Copies the store's folder and gives the copy its name when it is whole and on the disk.
 *
 * @param whileQuiet runs the copying while nothing writes
 */
export async function takeSnapshot(
  store: string,
  folder: string,
  moment: Date,
  whileQuiet: (copy: () => Promise<void>) => Promise<void>,
): Promise<Snapshot> {
  const name = nameOf(moment);
  const partial = join(folder, `${PARTIAL}${name}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removePartials(folder);
  try {
    await whileQuiet(() => copyFolder(store, partial));
    await toDisk(partial);
    await rename(partial, join(folder, name));
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
  await rotate(folder);
  return { name, takenAt: moment.toISOString() };
}

/** File systems that can share blocks between copies do, which takes neither time nor room. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE });
}

/** The names to keep: the newest ones, and the newest one of each of the last days that have any. */
export function keptSnapshots(names: readonly string[]): ReadonlySet<string> {
  const newestFirst = [...names].sort().reverse();
  const ofDay = new Map<string, string>();
  for (const name of newestFirst) {
    const day = name.slice(0, 'YYYY-MM-DD'.length);
    if (!ofDay.has(day)) ofDay.set(day, name);
  }
  return new Set([...newestFirst.slice(0, KEPT_NEWEST), ...[...ofDay.values()].slice(0, KEPT_DAYS)]);
}

async function rotate(folder: string): Promise<void> {
  const names = (await listSnapshots(folder)).map(({ name }) => name);
  const kept = keptSnapshots(names);
  for (const name of names) {
    if (!kept.has(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function removePartials(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith(PARTIAL)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** The engine itself never asks the system to write its files to the disk; a copy has to outlive a power cut. */
async function toDisk(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = await open(join(entry.parentPath, entry.name), 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

function momentOf(name: string): string | undefined {
  const [, day, hours, minutes, seconds, milliseconds] = NAME.exec(name) ?? [];
  return day === undefined ? undefined : `${day}T${hours}:${minutes}:${seconds}.${milliseconds}Z`;
}

/** Bytes of all files below a folder. */
export async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile()) continue;
    // A file of the log may go while it is being counted.
    bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size;
  }
  return bytes;
}
