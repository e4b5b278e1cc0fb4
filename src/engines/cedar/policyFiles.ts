import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface PolicyFile {
  /** The file's name without its folder. */
  readonly name: string;
  readonly text: string;
  /** It is the user's and not Fixward's. */
  readonly own: boolean;
}

export interface PolicyFiles {
  readonly files: readonly PolicyFile[];
  /** Cedar's schema, which comes with Fixward alone. */
  readonly schema: string;
  /** One line each. Any of them makes the policies unusable: a rule that cannot be read may be the one that forbids. */
  readonly problems: readonly string[];
}

/** Tells a folder of policies from any other. */
export const SCHEMA_NAME = 'fixward.cedarschema';
const EXTENSION = '.cedar';

/** Every decision weighs all policies, and people have to be able to read them. */
const FILES_MAX = 100;
const FILE_BYTES_MAX = 100_000;

/**
 * Reads the policies that come with Fixward and the user's own. A file of the user's takes the place of one of the same
 * name; others are added. Never rejects.
 */
export async function readPolicyFiles(shippedFolder: string, ownFolder?: string): Promise<PolicyFiles> {
  const problems: string[] = [];
  const shipped = await readFolder(shippedFolder, false, problems);
  const own = ownFolder === undefined ? [] : await readFolder(ownFolder, true, problems);
  const schema = await readText(join(shippedFolder, SCHEMA_NAME), SCHEMA_NAME, problems);
  if (shipped.length === 0) problems.push("Fixward's own policies are missing.");
  const replaced = new Set(own.map(({ name }) => name));
  return {
    files: [...shipped.filter(({ name }) => !replaced.has(name)), ...own],
    schema: schema ?? '',
    problems,
  };
}

async function readFolder(folder: string, own: boolean, problems: string[]): Promise<readonly PolicyFile[]> {
  let names: readonly string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith(EXTENSION)).sort();
  } catch (error) {
    // No folder of one's own is the usual case; any other failure hides policies.
    if (!(own && hasCode(error, 'ENOENT')))
      problems.push(`${own ? 'Your' : "Fixward's"} policy folder cannot be read.`);
    return [];
  }
  if (names.length > FILES_MAX) {
    problems.push(`${own ? 'Your' : "Fixward's"} policy folder holds more than ${FILES_MAX} files.`);
    return [];
  }
  const files: PolicyFile[] = [];
  for (const name of names) {
    const text = await readText(join(folder, name), name, problems);
    if (text !== undefined) files.push({ name, text, own });
  }
  return files;
}

async function readText(path: string, name: string, problems: string[]): Promise<string | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const status = await file.stat();
      if (!status.isFile()) problems.push(`${name} is not a file.`);
      else if (status.size > FILE_BYTES_MAX) problems.push(`${name} is larger than ${FILE_BYTES_MAX} bytes.`);
      else return new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (error) {
    problems.push(error instanceof TypeError ? `${name} is not UTF-8 text.` : `${name} cannot be read.`);
  }
  return undefined;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
