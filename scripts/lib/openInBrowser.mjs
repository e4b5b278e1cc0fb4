import { spawn } from 'node:child_process';

/**
 * Asks the system to show an address in the user's browser. Best effort: the address is printed anyway.
 * @param {string} address
 * @returns {boolean} false where there is no screen to show it on
 */
export function openInBrowser(address) {
  const { platform, env } = process;
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return false;
  const openers = {
    darwin: ['open', address],
    win32: ['rundll32', 'url.dll,FileProtocolHandler', address],
  };
  const [command, ...args] = openers[/** @type {keyof typeof openers} */ (platform)] ?? ['xdg-open', address];
  if (command === undefined) return false;
  // The browser belongs to the user and outlives this script, so it is not one of our child processes.
  const child = spawn(command, args, { detached: true, stdio: 'ignore' });
  child.once('error', () => {});
  child.unref();
  return true;
}
