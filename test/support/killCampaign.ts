import { setTimeout as wait } from 'node:timers/promises';
import { countedWrites } from './countedWrites.ts';
import { type ServiceHome, until } from './serviceHome.ts';

export interface KillCampaignOptions {
  readonly kills: number;
  readonly writers: number;
  /** Which processes are killed when follows from it. */
  readonly seed: number;
  readonly onKill?: (done: number) => void;
}

export interface KillCampaignResult {
  readonly kills: number;
  readonly byTarget: Readonly<Record<Target, number>>;
  /** Writes that were answered with success. */
  readonly acknowledged: number;
  /** What was said of writes that were answered with failure, or not at all. */
  readonly failures: readonly string[];
  /** Writes that the store holds at the end. */
  readonly found: number;
  readonly seconds: number;
}

type Target = 'owner' | 'front' | 'both';
const TARGETS: readonly [Target, ...Target[]] = ['owner', 'front', 'both'];

/** After a write was acknowledged, or after the last kill: one kill in three does not wait for the store to be open. */
const PAUSE_MS_MAX = 1_000;
const BLIND_SHARE = 1 / 3;
const PROGRESS_MS_MAX = 60_000;

/** Writes without pause while processes are killed at random moments, then counts what is there. */
export async function killCampaign(
  home: ServiceHome,
  { kills, writers, seed, onKill }: KillCampaignOptions,
): Promise<KillCampaignResult> {
  const startedAt = performance.now();
  const random = randomFrom(seed);
  const first = home.connect();
  const counted = await countedWrites(first.transport, 'kill-campaign');
  let acknowledged = 0;
  const failures: string[] = [];
  let isDone = false;
  const writing = Array.from({ length: writers }, async () => {
    const client = home.connect();
    while (!isDone) {
      try {
        await counted.write(client.transport);
        acknowledged += 1;
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
    }
  });
  const byTarget = { owner: 0, front: 0, both: 0 };
  for (let done = 0; done < kills; ) {
    const before = acknowledged;
    const isBlind = random() < BLIND_SHARE;
    if (!isBlind) await until(() => acknowledged > before, 'a write between two kills', PROGRESS_MS_MAX);
    await wait(random() * PAUSE_MS_MAX);
    const target = TARGETS[Math.floor(random() * TARGETS.length)] ?? TARGETS[0];
    if (!kill(home, target)) continue;
    byTarget[target] += 1;
    done += 1;
    onKill?.(done);
  }
  isDone = true;
  await Promise.all(writing);
  const found = await counted.count(first.transport);
  return { kills, byTarget, acknowledged, failures, found, seconds: (performance.now() - startedAt) / 1000 };
}

/** False when there was nothing to kill at this moment. */
function kill(home: ServiceHome, target: Target): boolean {
  const pids = [
    ...(target === 'owner' ? [] : home.pids('front')),
    ...(target === 'front' ? [] : home.pids('owner')),
  ];
  let isKilled = false;
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
      isKilled = true;
    } catch {
      // Gone in between.
    }
  }
  return isKilled;
}

/** The same numbers from 0 to 1 for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
