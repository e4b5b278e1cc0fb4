import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { plainReason } from './sourceFile.ts';

export interface MigrationProblem {
  /** Workspace-relative, with `/`. */
  readonly path: string;
  readonly message: string;
}

/** A folder with more files than this is no migration folder, and listing it would take long. */
const FILES_MAX = 20_000;

/** Hidden folders and other people's code are not looked into. */
function isSkipped(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules';
}

/** Paths of all files below a folder of the workspace, symbolic links to files included. */
export function filesBelow(
  rootFolder: string,
  folder: string,
  problems: MigrationProblem[],
): readonly string[] {
  const files: string[] = [];
  const pending = [folder];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    try {
      const entries = readdirSync(join(rootFolder, next), { withFileTypes: true });
      for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        if (isSkipped(entry.name)) continue;
        const path = next === '' ? entry.name : `${next}/${entry.name}`;
        if (entry.isDirectory()) pending.push(path);
        else if (entry.isFile() || isLinkToFile(entry.isSymbolicLink(), join(rootFolder, path)))
          files.push(path);
      }
    } catch (error) {
      problems.push({ path: next === '' ? '.' : next, message: plainReason(error) });
    }
    if (files.length > FILES_MAX) {
      problems.push({ path: folder === '' ? '.' : folder, message: `holds more than ${FILES_MAX} files` });
      return [];
    }
  }
  return files;
}

function isLinkToFile(isLink: boolean, absolutePath: string): boolean {
  try {
    return isLink && statSync(absolutePath).isFile();
  } catch {
    // A link to nothing.
    return false;
  }
}
