import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PlainError } from './plainError.mjs';

export const startUsage = `Usage: npm start [-- [options] [folder]]

Builds Fixward and opens it in a real VS Code, on the sample workspace or on a folder of yours.

  --desktop     open an installed desktop VS Code
  --web         serve VS Code to a browser on this machine
  --port N      port of the web address (default: a free one)
  --no-open     print the address only, open no browser
  --help        this text

Environment: FIXWARD_THEME (light, dark, contrast or a theme's name).`;

/**
 * @typedef {object} StartOptions
 * @property {'desktop' | 'web' | undefined} kind
 * @property {number | undefined} port
 * @property {boolean} open
 * @property {string | undefined} folder absolute; undefined for the sample workspace
 * @property {boolean} help
 */

/**
 * Reads the command line of `npm start`; throws one clear line for bad input.
 * @param {readonly string[]} args
 * @param {string} callerFolder the folder that relative paths start from
 * @returns {StartOptions}
 */
export function parseStartOptions(args, callerFolder) {
  const { values, positionals } = parse(args);
  if (values.desktop && values.web) throw badInput('--desktop and --web exclude each other.');
  if (values.desktop && values.port !== undefined) throw badInput('--port is for --web only.');
  if (positionals.length > 1)
    throw badInput(`One folder at most, got ${positionals.length}: ${positionals.join(' ')}`);
  return {
    kind: values.desktop ? 'desktop' : values.web ? 'web' : undefined,
    port: values.port === undefined ? undefined : parsePort(values.port),
    open: !values['no-open'],
    folder: positionals[0] === undefined ? undefined : parseFolder(resolve(callerFolder, positionals[0])),
    help: values.help === true,
  };
}

/** @param {readonly string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        desktop: { type: 'boolean' },
        web: { type: 'boolean' },
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw badInput(`${message}.`);
  }
}

/** @param {string} text */
function parsePort(text) {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw badInput(`--port wants a number from 1 to 65535, got "${text}".`);
}

/** @param {string} folder */
function parseFolder(folder) {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) throw badInput(`No such folder: ${folder}`);
  if (!found.isDirectory()) throw badInput(`Not a folder: ${folder}`);
  return folder;
}

/** @param {string} message */
const badInput = (message) => new PlainError(`npm start: ${message}`, 2);
