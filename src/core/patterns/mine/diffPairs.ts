import { applyPatch, parsePatch, reversePatch, type StructuredPatch } from 'diff';
import { errorMessage } from '../../errorMessage.ts';
import type { FilePair } from './hunkExample.ts';
import { learnableLanguage } from './writtenByHand.ts';

export type DiffPairs =
  | { readonly pairs: readonly FilePair[]; readonly skipped: readonly string[] }
  | { readonly problem: string };

/** A pasted diff may be long; nobody pastes a longer one by intention. */
const DIFF_LENGTH_MAX = 4_000_000;

/**
 * Files before and after a unified diff. Where the file is there, in either state, its whole text is used; otherwise
 * what the diff shows of it.
 *
 * @param textOf a file's text as it is now
 */
export async function diffPairs(
  diff: string,
  textOf: (path: string) => Promise<string | undefined>,
): Promise<DiffPairs> {
  if (diff.length > DIFF_LENGTH_MAX) return { problem: 'the diff is longer than 4 MB' };
  let patches: readonly StructuredPatch[];
  try {
    patches = parsePatch(diff.replaceAll('\r\n', '\n'));
  } catch (error) {
    return { problem: `not a unified diff: ${errorMessage(error)}` };
  }
  const changed = patches.filter(({ hunks }) => hunks.length > 0);
  if (changed.length === 0) return { problem: 'the diff changes no line' };
  const pairs: FilePair[] = [];
  const skipped: string[] = [];
  for (const patch of changed) {
    const path = pathOf(patch);
    const language = path === undefined ? undefined : learnableLanguage(path);
    if (path === undefined || language === undefined) {
      skipped.push(`${path ?? 'a file without a name'}: not of a language that is learned from`);
      continue;
    }
    const texts = textsOf(patch, (await textOf(path))?.replaceAll('\r\n', '\n'));
    pairs.push({ path, language, ...texts });
  }
  return { pairs, skipped };
}

function pathOf({ oldFileName, newFileName }: StructuredPatch): string | undefined {
  const name = newFileName === '/dev/null' ? oldFileName : (newFileName ?? oldFileName);
  const path = name?.replace(/^[ab]\//u, '').replace(/\t.*$/u, '');
  return path === undefined || path === '' || path.split('/').includes('..') || path.startsWith('/')
    ? undefined
    : path;
}

function textsOf(
  patch: StructuredPatch,
  now: string | undefined,
): { readonly before: string; readonly after: string } {
  if (now !== undefined) {
    const after = applyPatch(now, patch);
    if (after !== false) return { before: now, after };
    const before = applyPatch(now, reversePatch(patch));
    if (before !== false) return { before, after: now };
  }
  const side = (mark: string): string =>
    patch.hunks
      .map(({ lines }) =>
        lines
          .filter((line) => line.startsWith(' ') || line.startsWith(mark))
          .map((line) => line.slice(1))
          .join('\n'),
      )
      .join('\n\n');
  return { before: `${side('-')}\n`, after: `${side('+')}\n` };
}
