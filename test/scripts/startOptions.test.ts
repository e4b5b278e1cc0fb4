import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseStartOptions } from '../../scripts/lib/startOptions.mjs';

describe('the command line of npm start', () => {
  it('without arguments opens the sample, wherever an editor can be had', () => {
    expect(parseStartOptions([], '/')).toEqual({
      kind: undefined,
      port: undefined,
      open: true,
      folder: undefined,
      help: false,
    });
  });

  it('reads a folder relative to where the user called from', () => {
    const caller = mkdtempSync(join(tmpdir(), 'start options ü '));
    expect(parseStartOptions(['--web', '--port', '4001', '--no-open', '.'], caller)).toEqual({
      kind: 'web',
      port: 4001,
      open: false,
      folder: caller,
      help: false,
    });
  });

  it.each([
    [['--port', '0'], '--port wants a number from 1 to 65535, got "0".'],
    [['--port', '8e3'], '--port wants a number from 1 to 65535, got "8e3".'],
    [['--desktop', '--web'], '--desktop and --web exclude each other.'],
    [['--desktop', '--port', '4001'], '--port is for --web only.'],
    [['a', 'b'], 'One folder at most, got 2: a b'],
    [['--colour'], "Unknown option '--colour'."],
    [['nowhere'], `No such folder: ${join('/', 'nowhere')}`],
  ])('refuses %j with one line and exit code 2', (args, message) => {
    expect(() => parseStartOptions(args, '/')).toThrow(
      expect.objectContaining({ message: `npm start: ${message}`, exitCode: 2 }),
    );
  });

  it('refuses a file where a folder is wanted', () => {
    const caller = mkdtempSync(join(tmpdir(), 'start-options-'));
    writeFileSync(join(caller, 'notes.md'), '');
    expect(() => parseStartOptions(['notes.md'], caller)).toThrow(/Not a folder/);
  });
});
