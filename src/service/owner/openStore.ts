import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorMessage } from '../../core/errorMessage.ts';
import type { ServicePlace } from '../../store/client/servicePlace.ts';
import type { EmbeddedAssets } from '../../store/embedded/embeddedAssets.ts';
import {
  type EmbeddedDatabase,
  EmbeddedOpenError,
  openEmbeddedDatabase,
} from '../../store/embedded/embeddedDatabase.ts';
import { purgeAnswers } from '../../store/embedded/upkeep.ts';
import { installedVersions, schemaVersionOf } from '../../store/migrations/installedVersions.ts';
import { installStore } from '../../store/migrations/installStore.ts';
import { MigrationFailure } from '../../store/migrations/migrationFailure.ts';
import { migrationFiles } from '../../store/migrations/migrationFiles.ts';
import { freeBytes } from './diskRoom.ts';
import type { OpenedStore, OpenFailure, OpenRequest } from './ownerProtocol.ts';
import { takeSnapshot } from './snapshots.ts';
import { finishMaking, OpenError, prepareFolder } from './storeFolder.ts';

/** Opening replays the log, which writes; with less room the engine would end in the middle. */
const ROOM_TO_OPEN_BYTES = 8 * 1024 * 1024;

export interface OpenOptions {
  readonly place: ServicePlace;
  readonly request: OpenRequest;
  readonly assets: EmbeddedAssets;
  readonly sqlFolder: string;
  readonly log: (line: string) => void;
}

export interface OpenStore {
  readonly database: EmbeddedDatabase;
  readonly opened: OpenedStore;
}

/**
 * Opens the store, making, recovering and migrating it as needed.
 *
 * @throws OpenError
 */
export async function openStore(options: OpenOptions): Promise<OpenStore> {
  const { place, request, log } = options;
  const { isNew } = await prepareFolder(place, request);
  if (freeBytes(dirname(place.store)) < ROOM_TO_OPEN_BYTES) {
    throw new OpenError(
      'not_now',
      `The disk of ${place.store} is full; make room, the store opens by itself then.`,
    );
  }
  const database = await openDatabase(options);
  await migrate(database, options, isNew);
  // One user's own copy keeps an outbox; a shared store keeps a log.
  await database.session.query('select fixward.mark_local_store()');
  await finishMaking(place);
  const workspaceId = await ensureWorkspace(database, request.userId, log);
  const purged = await purgeAnswers(database.session);
  if (purged > 0) log(`forgot ${purged} answers of old requests`);
  const schemaVersion = schemaVersionOf(await installedVersions(database.session));
  const writing = await database.session.query(
    'select name from fixward.api_functions where writes order by name',
  );
  return {
    database,
    opened: {
      schemaVersion,
      writing: writing.map(({ name }) => String(name)),
      ...(workspaceId !== undefined && { workspaceId }),
    },
  };
}

async function openDatabase({ place, assets }: OpenOptions): Promise<EmbeddedDatabase> {
  try {
    return await openEmbeddedDatabase({ folder: place.store, assets });
  } catch (error) {
    const said = error instanceof EmbeddedOpenError ? error.said : [];
    const reason = said.findLast((line) => VERDICT.test(line))?.replace(/^.*?(?=FATAL|PANIC)/u, '');
    const message = `The store in ${place.store} does not open: ${reason ?? errorMessage(error)}`;
    // Want of room, rights or memory looks like damage from afar; only the engine's own verdict counts.
    const isDamaged = reason !== undefined && !PASSING.test([...said, errorMessage(error)].join('\n'));
    throw new OpenError(isDamaged ? 'damaged' : 'not_now', message);
  }
}

const VERDICT = /\b(?:FATAL|PANIC): /u;
const PASSING =
  /ENOSPC|EDQUOT|No space left|EACCES|EPERM|EROFS|Permission denied|Read-only file system|EMFILE|ENFILE|Too many open files|out of memory|could not allocate/iu;

async function migrate(database: EmbeddedDatabase, options: OpenOptions, isNew: boolean): Promise<void> {
  const { place, sqlFolder, log } = options;
  try {
    const installed = await installedVersions(database.session);
    const pending = migrationFiles(sqlFolder, 'migrations').filter(({ version }) => !installed.has(version));
    if (pending.length > 0 && !isNew && existsSync(place.store)) {
      const { name } = await snapshotOf(database, place);
      log(`snapshot ${name} before ${pending.length} migrations`);
    }
    const { from, to, ran } = await installStore(database.session, sqlFolder);
    if (ran.length > 0) log(`store brought from version ${from} to ${to}`);
  } catch (error) {
    if (!(error instanceof MigrationFailure) || isDamage(error.sqlState)) throw error;
    // The data is as it was: each migration is one transaction.
    throw new OpenError(/newer Fixward/u.test(error.message) ? 'too_new' : 'not_now', error.message);
  }
}

/** What an error says of the folder: of all that can go wrong, only damage calls for a snapshot. */
export function openFailureOf(error: unknown): OpenFailure {
  if (error instanceof OpenError) return error.failure;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const state = error instanceof MigrationFailure ? error.sqlState : code;
  return isDamage(state) ? 'damaged' : 'not_now';
}

/** Internal errors, corrupted data and missing files of the database. */
function isDamage(sqlState: unknown): boolean {
  return typeof sqlState === 'string' && sqlState.length === 5 && /^(?:XX|58)/u.test(sqlState);
}

/** A copy taken between two requests, with the log folded into the tables first. */
export function snapshotOf(database: EmbeddedDatabase, place: ServicePlace): ReturnType<typeof takeSnapshot> {
  return takeSnapshot(place.store, place.snapshots, new Date(), async (copy) => {
    await database.session.query('checkpoint');
    await database.exclusively(copy);
  });
}

/** The local user always has a workspace; undefined when the store would not make one. */
async function ensureWorkspace(
  database: EmbeddedDatabase,
  userId: string,
  log: (line: string) => void,
): Promise<string | undefined> {
  const first = async (): Promise<string | undefined> => {
    const answer = await database.call({ name: 'list_workspaces', request: {}, userId });
    return answer.ok ? firstWorkspace(answer.data) : undefined;
  };
  const there = await first();
  if (there !== undefined) return there;
  const request = { name: 'Personal', workspace_name: 'Personal' };
  const made = await database.call({ name: 'create_organisation', request, userId });
  if (made.ok) return first();
  log(`no workspace was made: ${made.error.message}`);
  return undefined;
}

function firstWorkspace(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('workspaces' in data)) return undefined;
  const [workspace]: unknown[] = Array.isArray(data.workspaces) ? data.workspaces : [];
  if (typeof workspace !== 'object' || workspace === null || !('id' in workspace)) return undefined;
  return typeof workspace.id === 'string' ? workspace.id : undefined;
}
