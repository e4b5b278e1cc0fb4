import {
  accessSync,
  chmodSync,
  constants,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { plainReason } from '../engines/workspace/sourceFile.ts';

/**
 * Replaces a file's content in one step, so that no reader and no power cut ever meets half of it. Mode and symbolic
 * links stay as they are.
 *
 * @returns why it was not written, or undefined
 */
export function replaceFile(
  absolutePath: string,
  content: Uint8Array,
  changedSinceMs: number,
): string | undefined {
  let temporary: string | undefined;
  try {
    const target = realpathSync(absolutePath);
    // A rename would replace a file that its owner has locked.
    accessSync(target, constants.W_OK);
    const { mode, mtimeMs } = statSync(target);
    if (mtimeMs > changedSinceMs) return 'not fixed: the file was changed meanwhile; run again';
    temporary = join(dirname(target), `.${basename(target)}.fixward-${process.pid}`);
    writeFileSync(temporary, content, { flag: 'wx' });
    chmodSync(temporary, mode);
    renameSync(temporary, target);
    return undefined;
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    return `not written: ${plainReason(error)}`;
  }
}

/** Time of the last change, for `replaceFile`. */
export function changedAtMs(absolutePath: string): number {
  return statSync(absolutePath).mtimeMs;
}
