import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorMessage } from '../../core/errorMessage.ts';
import { endWithParent } from '../../engines/parentWatch.ts';
import { loadPgliteAssets } from '../../engines/shadow/pgliteAssets.ts';
import { type Claim, claimWithin } from '../../store/client/processClaim.ts';
import { servicePlace } from '../../store/client/servicePlace.ts';
import { findSqlFolder } from '../../store/migrations/sqlFolder.ts';
import { DiskRoom } from './diskRoom.ts';
import { type OpenStore, openFailureOf, openStore } from './openStore.ts';
import type { FromOwner, OpenRequest, OwnerTold, ToOwner } from './ownerProtocol.ts';
import { runTask, type TaskContext } from './runTask.ts';
import { OpenError, standingNotice } from './storeFolder.ts';

/** The front process ends an owner that was left behind before it starts this one; its last breath may take a while. */
const CLAIM_WAIT_MS = 15_000;

interface Open extends OpenStore {
  readonly context: TaskContext;
}

let open: Open | undefined;
let claim: Claim | undefined;
/** Tasks run one after the other, whatever order the messages come in. */
let last: Promise<void> = Promise.resolve();

endWithParent();
process.on('message', (message: unknown) => {
  // SAFETY: the other end is our own program of the same build, reached by no one else.
  const told = message as ToOwner;
  if (told.type === 'ping') tell({ type: 'pong', told: figures() });
  else last = last.then(() => handle(told));
});

async function handle(message: Exclude<ToOwner, { type: 'ping' }>): Promise<void> {
  if (message.type === 'open') await start(message.request);
  else if (message.type === 'stop') await stop();
  else await answer(message);
}

async function start(request: OpenRequest): Promise<void> {
  const place = servicePlace(request.home);
  try {
    claim = await claimWithin(place.claims, 'owner', CLAIM_WAIT_MS);
    if (claim === undefined) {
      throw new OpenError(
        'not_now',
        `Another process has the store in ${place.store} open; end it and try again.`,
      );
    }
    const sqlFolder = findSqlFolder(import.meta.url);
    const store = await openStore({
      place,
      request,
      assets: await loadPgliteAssets(assetsFolder()),
      sqlFolder,
      log: (line) => tell({ type: 'log', line }),
    });
    const { userId } = request;
    let told: string | undefined;
    const problem = (message: string | undefined): void => {
      const shown = message ?? standingNotice(place);
      if (shown === told) return;
      told = shown;
      tell({ type: 'problem', message: shown });
    };
    const context: TaskContext = {
      database: store.database,
      place,
      userId,
      sqlFolder,
      writing: new Set(store.opened.writing),
      room: new DiskRoom(place.store),
      problem,
    };
    open = { ...store, context };
    problem(undefined);
    tell({ type: 'opened', store: store.opened });
  } catch (error) {
    tell({ type: 'openFailed', failure: openFailureOf(error), message: errorMessage(error) });
  }
}

async function answer({ id, task }: Extract<ToOwner, { type: 'task' }>): Promise<void> {
  if (open === undefined) {
    tell({ type: 'taskFailed', id, code: 'unavailable', message: 'The store is not open.' });
    return;
  }
  try {
    const result = await runTask(task, open.context);
    tell({ type: 'done', id, result, told: figures() });
  } catch (error) {
    tell({ type: 'taskFailed', id, code: 'internal', message: errorMessage(error) });
  }
}

function figures(): OwnerTold {
  const { user, system } = process.cpuUsage();
  return { memoryBytes: process.memoryUsage.rss(), cpuMs: (user + system) / 1000 };
}

async function stop(): Promise<void> {
  await open?.database.session.query('checkpoint').catch(() => undefined);
  await open?.database.close().catch(() => undefined);
  claim?.release();
  process.exit(0);
}

function tell(message: FromOwner): void {
  // Without its parent there is nobody to tell, and the process ends.
  process.send?.(message, () => {});
}

/** A packaged build keeps the engine's files beside the bundle; elsewhere the installed packages are used. */
function assetsFolder(): string | undefined {
  const path = join(dirname(fileURLToPath(import.meta.url)), 'shadow-assets');
  return existsSync(path) ? path : undefined;
}
