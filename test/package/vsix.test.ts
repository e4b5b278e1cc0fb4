import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repoRoot } from '../../scripts/lib/paths.mjs';
import { currentTarget, packageVsix, vsixFile } from '../../scripts/lib/vsix.mjs';
import { readZip, type ZipEntry } from './readZip.ts';

const MEGABYTE = 1024 * 1024;
const vsixBudgetBytes = 15 * MEGABYTE;

/** Every file a user gets; a change of this list is a decision. */
const shippedFiles = readFileSync(join(import.meta.dirname, 'shippedFiles.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

/** The end of the names of those parts of the panel that are read when they are needed. */
const contentHash = /-[A-Z0-9]{8}\.js$/;
/** The parts that programs share; how many there are is the bundler's business. */
const sharedPart = /part-[A-Z0-9]{8}\.mjs$/;

const rulePages = 'extension/dist/rules/';

interface Manifest {
  readonly main: string;
  readonly icon: string;
  readonly contributes: unknown;
}

describe('the packaged extension', () => {
  let file: string;
  let entries: readonly ZipEntry[];

  beforeAll(async () => {
    file = process.env.FIXWARD_VSIX ?? vsixFile(currentTarget);
    if (!existsSync(file)) file = await packageVsix(currentTarget);
    entries = readZip(readFileSync(file));
    console.log(`${(statSync(file).size / MEGABYTE).toFixed(2)} MB packed\n${sizeTable(entries)}`);
  });

  it('holds exactly the files it should', () => {
    const names = new Set(
      entries.map(({ name }) => name.replace(contentHash, '-*.js').replace(sharedPart, 'part-*.mjs')),
    );
    expect([...names].filter((name) => !name.startsWith(rulePages)).sort()).toEqual([...shippedFiles].sort());
  });

  it('contains the page of every rule', () => {
    const pages = entries.map(({ name }) => name).filter((name) => name.startsWith(rulePages));
    const written = readdirSync(join(repoRoot, 'docs', 'rules')).map((name) => rulePages + name);
    expect(pages.sort()).toEqual(written.sort());
  });

  it('carries no dependencies, sources, source maps or tests', () => {
    const stray = /(^|\/)node_modules\/|\.map$|\.ts$|\.tsbuildinfo$|(^|\/)(src|test|samples|scripts)\//;
    expect(entries.map(({ name }) => name).filter((name) => stray.test(name))).toEqual([]);
  });

  it('stays within its size budget', () => {
    expect(statSync(file).size).toBeLessThanOrEqual(vsixBudgetBytes);
  });

  it('has an icon that the marketplace accepts', () => {
    const png = content(`extension/${manifest().icon}`);
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    expect(width).toBe(height);
    expect(width).toBeGreaterThanOrEqual(128);
  });

  it.each(['extension/readme.md', 'extension/changelog.md', 'extension/LICENSE.txt'])(
    'tells its reader: %s',
    (name) => {
      expect(content(name).toString('utf8').trim().length).toBeGreaterThan(100);
    },
  );

  it('has every file that its manifest refers to', () => {
    const names = new Set(entries.map(({ name }) => name));
    const references = [...new Set([manifest().main, ...filesIn(manifest().contributes)])];
    const missing = references.filter((path) => {
      const name = join('extension', path.replace(/^\.\//, ''));
      return !names.has(name) && !names.has(`${name}.js`);
    });
    expect(references.length).toBeGreaterThan(1);
    expect(missing).toEqual([]);
  });

  it('names no place of the machine that built it', () => {
    const leaking = entries.filter(({ name, read }) => {
      if (!/\.(js|mjs|json|md|css|html)$/.test(name)) return false;
      const text = read().toString('utf8');
      return text.includes(repoRoot) || (homedir() !== '/root' && text.includes(homedir()));
    });
    expect(leaking.map(({ name }) => name)).toEqual([]);
  });

  describe('unpacked far from the checkout', () => {
    let folder: string;

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'fixward vsix '));
      for (const entry of entries) {
        const path = join(folder, entry.name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, entry.read());
      }
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each([
      ['bill.py', 'import yaml\n\n\ndef read(path):\n    return yaml.load(open(path))\n'],
      ['bill.sql', 'create table bill (id serial primary key);\n'],
    ])('its command line finds something in %s', (path, text) => {
      const cli = join(folder, 'extension', 'dist', 'cli.mjs');
      const args = [cli, 'check', '--format', 'json', '--stdin-path', path];
      const env = { ...process.env, FIXWARD_HOME: join(folder, 'home'), NODE_PATH: '' };
      const output = runForOutput(args, { cwd: folder, env, input: text });
      expect(JSON.parse(output).findings.length).toBeGreaterThan(0);
    });
  });

  function content(name: string): Buffer {
    const entry = entries.find((candidate) => candidate.name === name);
    if (entry === undefined) throw new Error(`the VSIX has no ${name}`);
    return entry.read();
  }

  function manifest(): Manifest {
    return JSON.parse(content('extension/package.json').toString('utf8'));
  }
});

/** Findings make the command line end with 1, which is no failure here. */
function runForOutput(
  args: string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; input: string },
): string {
  try {
    return execFileSync(process.execPath, args, {
      ...options,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 1 && 'stdout' in error)
      return String(error.stdout);
    throw error;
  }
}

/** The relative paths named anywhere in the contributions. */
function filesIn(value: unknown): string[] {
  if (typeof value === 'string')
    return /^(\.\/)?(media|dist|docs|schemas|syntaxes|l10n)\/[\w./-]+\.\w+$/.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(filesIn);
}

function sizeTable(entries: readonly ZipEntry[]): string {
  return [...entries]
    .sort((a, b) => b.packedBytes - a.packedBytes)
    .slice(0, 12)
    .map(({ name, sizeBytes, packedBytes }) => {
      return `${(packedBytes / 1024).toFixed(0).padStart(7)} KB of ${(sizeBytes / 1024).toFixed(0).padStart(7)} KB  ${name}`;
    })
    .join('\n');
}
