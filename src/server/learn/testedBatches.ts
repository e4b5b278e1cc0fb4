import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CancellationToken } from 'vscode-languageserver/node';
import { applyEdits } from '../../core/text/edits.ts';
import { hashText } from '../../core/text/hash.ts';
import { decodeSource, encodeSource, plainReason } from '../../engines/workspace/sourceFile.ts';
import type { LearnTestedResult } from '../../protocol/learn.ts';
import type { FileChange, JobProgress } from './learnJobs.ts';
import type { TestVerdict } from './testCommand.ts';

/** Few enough that a failure points at its cause. */
const FILES_PER_BATCH = 5;

export interface TestedParts {
  readonly root: string;
  readonly filesPerBatch?: number;
  readonly test: () => Promise<TestVerdict>;
  /** The editor holds changes of the file that are not saved. */
  readonly isUnsaved: (path: string) => boolean;
  readonly token: CancellationToken;
  readonly progress: (progress: JobProgress) => void;
}

interface Written {
  readonly path: string;
  readonly bytes: Buffer;
  readonly sites: number;
  /** Of what was written: another content at taking back is somebody else's. */
  readonly digest: string;
}

/**
 * Writes changes to disk some files at a time and runs the tests between. A failure takes the batch back, byte for byte,
 * and stops; what earlier batches changed stays.
 */
export async function applyTested(
  changes: readonly FileChange[],
  parts: TestedParts,
): Promise<LearnTestedResult> {
  const { test, token, progress, filesPerBatch = FILES_PER_BATCH } = parts;
  const kept: Written[] = [];
  const leftOut: string[] = [];
  const result = (
    testRuns: number,
    stopped?: string,
    reverted: readonly string[] = [],
  ): LearnTestedResult => ({
    kept: kept.map(({ path }) => path),
    reverted,
    sites: kept.reduce((sum, { sites }) => sum + sites, 0),
    testRuns,
    leftOut,
    ...(stopped !== undefined && { stopped }),
  });
  const first = await test();
  if (!first.passed) return result(1, `before anything was changed, ${first.why}`);
  let runs = 1;
  const size = Math.max(1, Math.floor(filesPerBatch));
  for (let at = 0; at < changes.length; at += size) {
    if (token.isCancellationRequested) return result(runs, 'cancelled');
    progress({ done: at, total: changes.length, line: changes[at]?.path ?? '' });
    const batch = await writeBatch(changes.slice(at, at + size), parts, leftOut);
    if (batch.length === 0) continue;
    const verdict = await test();
    runs++;
    if (!verdict.passed) {
      const stays = await takeBack(batch, parts.root);
      leftOut.push(...stays.map((path) => `${path}: was changed by the tests, and is left as it is`));
      const reverted = batch.map(({ path }) => path).filter((path) => !stays.includes(path));
      return result(runs, verdict.why, reverted);
    }
    kept.push(...batch);
  }
  return result(runs);
}

async function writeBatch(
  changes: readonly FileChange[],
  { root, isUnsaved }: TestedParts,
  leftOut: string[],
): Promise<readonly Written[]> {
  const written: Written[] = [];
  for (const { path, textHash, edits, sites } of changes) {
    if (isUnsaved(path)) {
      leftOut.push(`${path}: has changes that are not saved`);
      continue;
    }
    try {
      const bytes = await readFile(join(root, path));
      const source = decodeSource(bytes);
      if (source.kind !== 'text' || !source.isUtf8 || hashText(source.text) !== textHash) {
        leftOut.push(`${path}: the file has changed`);
        continue;
      }
      const made = encodeSource(applyEdits(source.text, edits), source);
      await writeFile(join(root, path), made);
      written.push({ path, bytes, sites, digest: digestOf(made) });
    } catch (error) {
      leftOut.push(`${path}: ${plainReason(error)}`);
    }
  }
  return written;
}

/** @returns paths of files that were written by something else meanwhile, such as a formatter */
async function takeBack(batch: readonly Written[], root: string): Promise<readonly string[]> {
  const stays: string[] = [];
  for (const { path, bytes, digest } of batch) {
    const now = await readFile(join(root, path)).catch(() => undefined);
    if (now && digestOf(now) === digest) await writeFile(join(root, path), bytes);
    else stays.push(path);
  }
  return stays;
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
