import { statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Engines } from '../../engines/workspace/engines.ts';
import type { ToolProject } from '../../tools/toolContext.ts';

/** Projects of several windows; one that was not asked for longest is read again when it is. */
const PROJECTS_MAX = 8;

/** Everything the rules in force are made of. */
const CONFIGURATION = [
  '.fixward/config.yaml',
  '.fixward/config.yml',
  '.fixward/baseline.json',
  '.squawk.toml',
];
const RULES_FOLDER = '.fixward/rules';

interface Opened {
  readonly signature: string;
  readonly project: Promise<ToolProject>;
}

/** Projects by folder, opened once and anew after their configuration has changed on disk. */
export class OpenProjects {
  readonly #engines: Engines;
  readonly #opened = new Map<string, Opened>();

  constructor(engines: Engines) {
    this.#engines = engines;
  }

  /** Rejects when the folder is not there. */
  async open(rootFolder: string, trusted: boolean): Promise<ToolProject> {
    if (!isAbsolute(rootFolder)) throw new Error(`${rootFolder}: the project's folder must be absolute`);
    if (!(statSync(rootFolder, { throwIfNoEntry: false })?.isDirectory() ?? false)) {
      throw new Error(`${rootFolder}: there is no such folder`);
    }
    const key = `${trusted ? 'trusted' : 'untrusted'} ${rootFolder}`;
    const signature = trusted ? await signatureOf(rootFolder) : '';
    const known = this.#opened.get(key);
    this.#opened.delete(key);
    const opened =
      known?.signature === signature ? known : { signature, project: this.#load(rootFolder, trusted) };
    this.#opened.set(key, opened);
    for (const oldest of this.#opened.keys()) {
      if (this.#opened.size <= PROJECTS_MAX) break;
      this.#opened.delete(oldest);
    }
    try {
      return await opened.project;
    } catch (error) {
      if (this.#opened.get(key) === opened) this.#opened.delete(key);
      throw error;
    }
  }

  async #load(rootFolder: string, trusted: boolean): Promise<ToolProject> {
    // SQL is what tools read; its parser is ready before the first text is.
    await this.#engines.prepare('sql');
    // Every rule there is comes with it.
    const { createProjectAnalyzer } = await import('../../engines/workspace/createProjectAnalyzer.ts');
    return { ...(await createProjectAnalyzer({ rootFolder, trusted, engines: this.#engines })), rootFolder };
  }
}

/** Times and sizes of the files that make the rules; equal ones are the same rules. */
async function signatureOf(rootFolder: string): Promise<string> {
  const rules = await readdir(join(rootFolder, RULES_FOLDER), { recursive: true }).catch(() => []);
  const paths = [...CONFIGURATION, ...rules.sort().map((name) => join(RULES_FOLDER, name))];
  const stats = await Promise.all(paths.map((path) => stat(join(rootFolder, path)).catch(() => undefined)));
  return stats
    .map((found, index) => `${paths[index]} ${found?.mtimeMs ?? ''} ${found?.size ?? ''}`)
    .join('\n');
}
