import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parsePatternFile } from '../../core/library/parsePatternFile.ts';
import type { ConfigProblem } from '../projects.ts';

const FOLDER = '.fixward/patterns';

/** What is wrong with a repository's own pattern files. */
export async function patternFileProblems(root: string): Promise<readonly ConfigProblem[]> {
  const names = await readdir(join(root, FOLDER)).catch(() => []);
  const problems: ConfigProblem[] = [];
  for (const name of names.filter((one) => /\.ya?ml$/iu.test(one)).sort()) {
    const text = await readFile(join(root, FOLDER, name), 'utf8').catch(() => undefined);
    if (text !== undefined) problems.push(...parsePatternFile(`${FOLDER}/${name}`, text).problems);
  }
  return problems;
}
