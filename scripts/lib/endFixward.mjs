import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Both end in a second or two; what takes longer is closing its data, and is left to do so. */
const endTimeoutMs = 15_000;
const lookEveryMs = 100;

/**
 * What Fixward's own processes find in their environment while an editor is tried out: a folder of their own, and little
 * patience without an editor.
 * @param {string} home where their library, journal and sockets are kept
 * @returns {Readonly<Record<string, string>>}
 */
export function trialEnvironment(home) {
  return { FIXWARD_HOME: home, FIXWARD_SERVICE_IDLE_MS: '30000', FIXWARD_SHADOW_IDLE_MS: '5000' };
}

/**
 * Ends the processes that outlive an editor window on purpose, and waits until they are gone. They are told by the claims
 * in their folder, and by what they run: a number alone may be another's by now.
 * @param {string} home
 */
export async function endFixward(home) {
  for (const pid of servicesOf(home)) {
    try {
      process.kill(pid, 'SIGTERM');
    } catch {
      // It ended by itself meanwhile.
    }
  }
  const deadline = Date.now() + endTimeoutMs;
  while (Date.now() < deadline && (servicesOf(home).length > 0 || hasShadow(home))) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

/** @param {string} home */
function servicesOf(home) {
  return namesIn(join(home, 'service', 'claims'))
    .map((name) => Number(/^front-(\d+)-/.exec(name)?.[1]))
    .filter((pid) => pid > 1 && runs(pid, 'service.mjs'));
}

/** @param {string} home */
function hasShadow(home) {
  return namesIn(join(home, 'shadow')).some((name) => name.endsWith('.sock'));
}

/** @param {string} folder */
function namesIn(folder) {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/**
 * @param {number} pid
 * @param {string} program
 */
function runs(pid, program) {
  // Windows has no such command; there the service ends by its own patience.
  const found = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return found.status === 0 && found.stdout.includes(program);
}
