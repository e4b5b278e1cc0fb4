import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { astGrepRule } from '../../core/patterns/mine/astGrepRule.ts';
import type { MinedDraft } from '../../core/patterns/mine/minedDraft.ts';
import { createEngines } from '../../engines/workspace/engines.ts';
import { plainReason } from '../../engines/workspace/sourceFile.ts';
import { type CliHost, UsageError } from '../cliHost.ts';
import { changedAtMs, replaceFile } from '../writeSource.ts';

/** Writes drafts to one pattern file, a document each, in one step. */
export function writeDrafts(host: CliHost, path: string, drafts: readonly MinedDraft[]): void {
  writeDocuments(
    host,
    path,
    drafts.map(({ yaml }) => yaml),
  );
}

/** Writes the drafts that can be said as rules of ast-grep, and tells why the others cannot. */
export function writeAstGrepRules(host: CliHost, path: string, drafts: readonly MinedDraft[]): void {
  const { syntax } = createEngines(host.engineLocations);
  const documents: string[] = [];
  for (const { key, content } of drafts) {
    const exported = astGrepRule(content, syntax);
    if ('yaml' in exported) documents.push(exported.yaml);
    else host.log(`${key}: not written as a rule of ast-grep: ${exported.refused}`);
  }
  if (documents.length > 0) writeDocuments(host, path, documents);
}

function writeDocuments(host: CliHost, path: string, documents: readonly string[]): void {
  const absolute = resolve(host.workingFolder, path);
  const text = documents.join('---\n');
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
