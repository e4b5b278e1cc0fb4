import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type DownPlace, downPlace, withDown } from '../core/down/downFile.ts';
import type { Certificate } from '../core/proof/certificate.ts';
import { plainReason } from '../engines/workspace/sourceFile.ts';
import type { CliHost } from './cliHost.ts';
import type { Projects } from './projects.ts';
import type { ProofTask } from './proofRequest.ts';
import { changedAtMs, replaceFile } from './writeSource.ts';

/** Writes each proposed way back where its tool looks for it, and tells each path; a file that is there stays. */
export function writeDowns(
  host: CliHost,
  projects: Projects,
  { project, request, history }: ProofTask,
  certificates: readonly Certificate[],
): void {
  const byName = new Map(request.migrations.map((migration) => [migration.name, migration]));
  for (const { name, proposedDown } of certificates) {
    const migration = byName.get(name);
    if (!migration || migration.down || !proposedDown) continue;
    if (proposedDown.verdict === 'FAILED' || proposedDown.verdict === 'UNPROVABLE') {
      host.log(`${name}: no way back is written: the proposed one is ${proposedDown.verdict}`);
      continue;
    }
    const place = downPlace(history, migration);
    const absolute = resolve(project.rootFolder, place.path);
    const text = withDown(place, migration.up.text, proposedDown);
    const problem = write(place, absolute, migration.up.text, text);
    const shown = projects.shown(project, place.path);
    host.log(problem === undefined ? `${shown}: written, ${proposedDown.verdict}` : `${shown}: ${problem}`);
  }
}

/** @returns why it was not written, or undefined */
function write(place: DownPlace, absolute: string, upText: string, text: string): string | undefined {
  try {
    if (place.kind === 'newFile') {
      mkdirSync(dirname(absolute), { recursive: true });
      writeFileSync(absolute, text, { flag: 'wx' });
      return undefined;
    }
    const changedMs = changedAtMs(absolute);
    const present = readFileSync(absolute, 'utf8');
    const mark = present.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
    const bare = (content: string): string => content.replace(BYTE_ORDER_MARK, '');
    if (bare(present) !== bare(upText)) return 'not written: the file was changed meanwhile; run again';
    return replaceFile(absolute, Buffer.from(`${mark}${bare(text)}`), changedMs);
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    return isThere ? 'not written: the file is there already' : `not written: ${plainReason(error)}`;
  }
}

const BYTE_ORDER_MARK = '\uFEFF';
