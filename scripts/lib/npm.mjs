import { runProcess } from './processes.mjs';

/**
 * Runs npm in a folder of its own. The variables that an outer `npm run` sets for its script are removed:
 * they would point the inner npm at the outer project, and `npm --silent` would hide why it failed.
 * @param {readonly string[]} args
 * @param {{ cwd: string, logFile?: string, timeoutMs: number }} options
 */
export function runNpm(args, options) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        !/^(npm_(package|lifecycle|command|config_local_prefix|config_loglevel)|INIT_CWD$|NODE_ENV$)/i.test(
          name,
        ),
    ),
  );
  const npmScript = process.env.npm_execpath;
  if (npmScript?.endsWith('.js')) {
    return runProcess(process.execPath, [npmScript, ...args], { ...options, env });
  }
  return runProcess(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { ...options, env });
}
