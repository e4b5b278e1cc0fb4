import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A small JSON file of the service's own; whole or not at all, however the process ends. */
export interface StateFile<State> {
  read(): Promise<State>;
  write(state: State): Promise<void>;
}

/** @param parse makes a state of anything, also of what an older or newer version wrote */
export function stateFile<State>(path: string, parse: (value: unknown) => State): StateFile<State> {
  return {
    async read() {
      const text = await readFile(path, 'utf8').catch(() => 'null');
      try {
        return parse(JSON.parse(text));
      } catch {
        return parse(null);
      }
    },
    async write(state) {
      await mkdir(dirname(path), { recursive: true });
      const part = `${path}.${process.pid}.part`;
      await writeFile(part, JSON.stringify(state), { encoding: 'utf8', mode: 0o600 });
      await rename(part, path);
    },
  };
}
