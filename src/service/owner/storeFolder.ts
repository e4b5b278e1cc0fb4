import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ServicePlace } from '../../store/client/servicePlace.ts';
import { freeBytes } from './diskRoom.ts';
import type { OpenFailure, OpenRequest } from './ownerProtocol.ts';
import { copyFolder, listSnapshots, nameOf } from './snapshots.ts';

/** Of the embedded engine; a folder of another one cannot be opened. */
const POSTGRES_MAJOR = '18';

const OWN_FOLDER = 0o700;

/** An empty store takes about 30 MB. */
const ROOM_TO_MAKE_BYTES = 64 * 1024 * 1024;

/** Why the store cannot be opened, in words for the user. */
export class OpenError extends Error {
  readonly failure: OpenFailure;

  constructor(failure: OpenFailure, message: string) {
    super(message);
    this.failure = failure;
  }
}

export interface PreparedFolder {
  /** True when the store has to be made: nothing was there, or nothing that could be used. */
  readonly isNew: boolean;
}

/**
 * Leaves a folder at the store's place that can be opened, or none. Nothing that may hold a user's data is ever deleted:
 * it is moved aside and told of.
 */
export async function prepareFolder(place: ServicePlace, request: OpenRequest): Promise<PreparedFolder> {
  await requireWritable(place.store);
  await finishInterrupted(place);
  await closeToOthers(place);
  if (request.restore !== undefined) await restore(place, request.restore);
  if (request.recover !== undefined) await recover(place, request.recover.skip);
  await setAsideOtherMajor(place);
  requireVersion(place.store);
  const isNew = !existsSync(place.store);
  if (isNew && freeBytes(dirname(place.store)) < ROOM_TO_MAKE_BYTES) {
    throw new OpenError('not_now', `There is no room for the store in ${place.store}; make 64 MB of room.`);
  }
  // Until the store has taken its first write, what stands there is nobody's data.
  if (isNew) await writeFile(makingMark(place), '');
  return { isNew };
}

/** To call when a new store is ready to take writes. */
export async function finishMaking(place: ServicePlace): Promise<void> {
  await closeToOthers(place);
  await rm(makingMark(place), { force: true });
  await toDisk(dirname(place.store));
}

/** A mark that came back after a power cut would cost the store. */
async function toDisk(folder: string): Promise<void> {
  // Some systems do not open folders; there the file system sees to it.
  const opened = await open(folder, 'r').catch(() => undefined);
  await opened?.sync().catch(() => undefined);
  await opened?.close();
}

async function requireWritable(store: string): Promise<void> {
  const home = dirname(store);
  try {
    await mkdir(home, { recursive: true });
    accessSync(home, constants.W_OK | constants.R_OK | constants.X_OK);
    if (existsSync(store)) accessSync(store, constants.W_OK | constants.R_OK | constants.X_OK);
  } catch {
    throw new OpenError('not_now', `${home} cannot be written; make it writable or set FIXWARD_HOME.`);
  }
}

/** The engine makes files that everybody may read and write; the folder is what keeps others out of them. */
async function closeToOthers({ store, snapshots }: ServicePlace): Promise<void> {
  // Where a file system knows no rights, there are none to set.
  for (const folder of [store, snapshots]) await chmod(folder, OWN_FOLDER).catch(() => undefined);
}

/** What a process that was killed left between two steps. */
async function finishInterrupted(place: ServicePlace): Promise<void> {
  if (existsSync(makingMark(place))) {
    await rm(place.store, { recursive: true, force: true });
    await rm(makingMark(place), { force: true });
  }
  await rm(partialOf(place), { recursive: true, force: true });
  if (!existsSync(nextOf(place))) return;
  if (existsSync(place.store)) await moveAside(place, 'before-restore');
  await rename(nextOf(place), place.store);
}

async function restore(place: ServicePlace, name: string): Promise<void> {
  const known = (await listSnapshots(place.snapshots)).some((snapshot) => snapshot.name === name);
  if (!known) throw new OpenError('not_now', `There is no snapshot ${name}; see: fixward store snapshots`);
  await putInPlace(place, name, 'before-restore');
}

async function recover(place: ServicePlace, skip: number): Promise<void> {
  const snapshot = (await listSnapshots(place.snapshots))[skip];
  if (snapshot !== undefined) {
    const aside = await putInPlace(place, snapshot.name, 'corrupt');
    await leaveNotice(
      aside,
      `The store could not be opened. It was moved to ${aside}, and the snapshot of ${snapshot.takenAt} took its place.`,
    );
    return;
  }
  if (!existsSync(place.store)) return;
  const aside = await moveAside(place, 'corrupt');
  await leaveNotice(
    aside,
    `The store could not be opened and there is no snapshot to go back to. It was moved to ${aside}, and an empty one made.`,
  );
}

/** The copy is whole before anything is moved, and each move is one step, so that a kill in between costs nothing. */
async function putInPlace(place: ServicePlace, snapshot: string, reason: string): Promise<string> {
  await copyFolder(join(place.snapshots, snapshot), partialOf(place));
  await rename(partialOf(place), nextOf(place));
  const aside = existsSync(place.store) ? await moveAside(place, reason) : '';
  await rename(nextOf(place), place.store);
  return aside;
}

async function setAsideOtherMajor(place: ServicePlace): Promise<void> {
  const major = majorOf(place.store);
  if (major === undefined || major === POSTGRES_MAJOR) return;
  const aside = await moveAside(place, `postgres${major}`);
  await leaveNotice(
    aside,
    `The store was written by Postgres ${major}; this Fixward has Postgres ${POSTGRES_MAJOR}. It was moved to ${aside}: ` +
      'export it with the Fixward that wrote it (fixward store export) and import it here (fixward store import).',
  );
}

/** Where that file is missing the engine would make a new database on top of what is there. */
function requireVersion(store: string): void {
  if (!existsSync(store) || majorOf(store) === POSTGRES_MAJOR) return;
  throw new OpenError(
    'damaged',
    `The store in ${store} does not open: its file PG_VERSION is missing or spoilt.`,
  );
}

/** Undefined when there is no store, or none that says what wrote it. */
function majorOf(store: string): string | undefined {
  try {
    return /^\d+/u.exec(readFileSync(join(store, 'PG_VERSION'), 'utf8'))?.[0];
  } catch {
    return undefined;
  }
}

async function moveAside(place: ServicePlace, reason: string): Promise<string> {
  // Two folders may be put aside within one millisecond.
  let moment = Date.now();
  const named = (): string => `${place.store}-${reason}-${nameOf(new Date(moment))}`;
  while (existsSync(named())) moment += 1;
  const aside = named();
  await rename(place.store, aside);
  return aside;
}

const NOTICE_SUFFIX = '.txt';

async function leaveNotice(aside: string, message: string): Promise<void> {
  if (aside !== '') await writeFile(`${aside}${NOTICE_SUFFIX}`, `${message}\n`);
}

/** What was moved aside and why, for as long as it stands there; the newest one. */
export function standingNotice(place: ServicePlace): string | undefined {
  const home = dirname(place.store);
  const names = readdirSync(home)
    .filter((name) => /^store-(?:corrupt|postgres\d+)-.*Z\.txt$/u.test(name))
    .filter((name) => existsSync(join(home, name.slice(0, -NOTICE_SUFFIX.length))))
    .sort();
  const newest = names.at(-1);
  if (newest === undefined) return undefined;
  const aside = basename(newest, NOTICE_SUFFIX);
  return `${readFileSync(join(home, newest), 'utf8').trim()} Delete ${aside} when you no longer need it.`;
}

function makingMark({ store }: ServicePlace): string {
  return `${store}.making`;
}

function partialOf({ store }: ServicePlace): string {
  return `${store}.partial`;
}

function nextOf({ store }: ServicePlace): string {
  return `${store}.next`;
}
