import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { MinedDraft } from '../../core/patterns/mine/minedDraft.ts';
import { plainReason } from '../../engines/workspace/sourceFile.ts';
import { type CliHost, UsageError } from '../cliHost.ts';
import { changedAtMs, replaceFile } from '../writeSource.ts';

/** Writes drafts to one pattern file, a document each, in one step. */
export function writeDrafts(host: CliHost, path: string, drafts: readonly MinedDraft[]): void {
  const absolute = resolve(host.workingFolder, path);
  const text = drafts.map(({ yaml }) => yaml).join('---\n');
  try {
    mkdirSync(dirname(absolute), { recursive: true });
    if (!existsSync(absolute)) {
      writeFileSync(absolute, text, { flag: 'wx' });
      return;
    }
    const problem = replaceFile(absolute, Buffer.from(text, 'utf8'), changedAtMs(absolute));
    if (problem !== undefined) throw new UsageError(`learn: ${path}: ${problem}`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`learn: ${path}: not written: ${plainReason(error)}`);
  }
}
