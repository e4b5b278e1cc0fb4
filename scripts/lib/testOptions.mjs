import { parseArgs } from 'node:util';
import { PlainError } from './plainError.mjs';

export const testGroups = /** @type {const} */ (['static', 'unit', 'postgres', 'package', 'editor', 'e2e']);

export const testUsage = `Usage: npm test [-- [--only GROUP,…] [-- VITEST-ARGUMENTS]]

Runs everything that must hold and prints the sum of all tests as the last line.

  --only GROUP,…   only these of: ${testGroups.join(', ')}
  --help           this text

What follows a second "--" goes to the vitest runs (unit, postgres, package, e2e), for example
  npm test -- --only unit -- -t "mutable default"

Environment: CHROMIUM_PATH (the browser to drive), FIXWARD_DESKTOP_TESTS (run the in-editor suite in a
desktop VS Code: its executable, or "download").`;

/**
 * @param {readonly string[]} args
 * @returns {{ groups: ReadonlySet<string>, passThrough: readonly string[], help: boolean }}
 */
export function parseTestOptions(args) {
  const divider = args.indexOf('--');
  const own = divider === -1 ? [...args] : args.slice(0, divider);
  const passThrough = divider === -1 ? [] : args.slice(divider + 1);
  const values = parse(own);
  const groups =
    values.only === undefined ? [...testGroups] : values.only.split(',').filter((name) => name !== '');
  const unknown = groups.find((name) => !testGroups.some((known) => known === name));
  if (unknown !== undefined || groups.length === 0) {
    throw new PlainError(`npm test: --only wants some of ${testGroups.join(', ')}; got "${values.only}".`, 2);
  }
  return { groups: new Set(groups), passThrough, help: values.help === true };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({ args, options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h' } } })
      .values;
  } catch (error) {
    throw new PlainError(
      `npm test: ${error instanceof Error ? error.message.split('. ')[0] : String(error)}.`,
      2,
    );
  }
}
