import type { ServicePlace } from '../../store/client/servicePlace.ts';
import type { EmbeddedDatabase } from '../../store/embedded/embeddedDatabase.ts';
import { upkeepStep } from '../../store/embedded/upkeep.ts';
import { installedVersions, schemaVersionOf } from '../../store/migrations/installedVersions.ts';
import { installStore } from '../../store/migrations/installStore.ts';
import { rollbackStore } from '../../store/migrations/rollbackStore.ts';
import { validateStore } from '../../store/migrations/validateStore.ts';
import type { StoreAnswer } from '../../store/store.ts';
import { callWrote } from './callWrote.ts';
import type { DiskRoom } from './diskRoom.ts';
import { snapshotOf } from './openStore.ts';
import type { CallOutcome, OwnerStatus, OwnerTask } from './ownerProtocol.ts';
import { folderBytes, listSnapshots } from './snapshots.ts';

export interface TaskContext {
  readonly database: EmbeddedDatabase;
  readonly place: ServicePlace;
  readonly userId: string;
  readonly sqlFolder: string;
  readonly writing: ReadonlySet<string>;
  readonly room: DiskRoom;
  problem(message: string | undefined): void;
}

/** Does one thing with the open store; tasks come one after the other. */
export async function runTask(task: OwnerTask, context: TaskContext): Promise<unknown> {
  const { database, place, sqlFolder } = context;
  switch (task.kind) {
    case 'call':
      return callStore(task, context);
    case 'status':
      return ownerStatus(context);
    case 'upkeep':
      // Each of its steps writes.
      return context.room.isShort ? undefined : upkeepStep(database.session, task.eager);
    case 'snapshot':
      return snapshotOf(database, place);
    case 'migrate':
      return installStore(database.session, sqlFolder, { again: task.again });
    case 'validate':
      return validateStore(database.session, sqlFolder);
    case 'rollback':
      await snapshotOf(database, place);
      return rollbackStore(database.session, sqlFolder, task.toVersion);
    default:
      return task satisfies never;
  }
}

async function callStore(
  task: Extract<OwnerTask, { kind: 'call' }>,
  context: TaskContext,
): Promise<CallOutcome> {
  const { database, userId, writing, room } = context;
  const writes = writing.has(task.name);
  const isShort = room.isShort;
  context.problem(isShort ? DISK_FULL : undefined);
  if (isShort && writes) return { answer: unavailable(DISK_FULL), writes };
  try {
    const { name, request, requestId } = task;
    const answer = await database.call({ name, request, userId, requestId, readOnly: isShort });
    return { answer, writes: writes && callWrote(name, answer) };
  } catch (error) {
    return { answer: unexpected(error, context), writes };
  }
}

const DISK_FULL = 'The disk is full; the store can be read but takes no writes until there is room again.';
const DAMAGED =
  'A part of the store cannot be read any more; go back to a snapshot with: fixward store restore. What the store holds now is kept beside it.';

/** What the database refused for a reason that no function foresaw. */
function unexpected(thrown: unknown, { problem }: TaskContext): StoreAnswer {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined;
  // Without a code it is no word of the database: the engine itself came to an end.
  if (!(thrown instanceof Error) || code === undefined || code.length !== SQLSTATE_LENGTH) throw thrown;
  if (code.startsWith('53')) return unavailable(DISK_FULL);
  if (code === 'XX001' || code === 'XX002') {
    problem(DAMAGED);
    return unavailable(DAMAGED);
  }
  return { ok: false, error: { code: 'internal', message: `The store failed: ${thrown.message} (${code})` } };
}

const SQLSTATE_LENGTH = 5;

function unavailable(message: string): StoreAnswer {
  return { ok: false, error: { code: 'unavailable', message } };
}

async function ownerStatus({ database, place }: TaskContext): Promise<OwnerStatus> {
  const versions = await installedVersions(database.session);
  const [counted] = await database.session.query(
    'select count(*)::int as patterns from fixward.fix_patterns where deleted_at is null',
  );
  const [lastSnapshot] = await listSnapshots(place.snapshots);
  return {
    schemaVersion: schemaVersionOf(versions),
    diskBytes: await folderBytes(place.store),
    memoryBytes: process.memoryUsage.rss(),
    ...(counted !== undefined && { patterns: Number(counted.patterns) }),
    ...(lastSnapshot !== undefined && { lastSnapshotAt: lastSnapshot.takenAt }),
  };
}
