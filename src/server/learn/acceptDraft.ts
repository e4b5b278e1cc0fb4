import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { patternContentSchema } from '../../core/library/fixPattern.ts';
import type { FilePattern } from '../../core/library/parsePatternFile.ts';
import { updatePatternFile, writePatternFile } from '../../core/library/writePatternFile.ts';
import { plainReason } from '../../engines/workspace/sourceFile.ts';
import type { LearnAcceptParams } from '../../protocol/learn.ts';
import { acceptedContent, withCondition } from './drafts.ts';
import type { DraftRecord } from './learnJobs.ts';

const PATTERNS_FOLDER = '.fixward/patterns';

export interface AcceptParts {
  readonly root: string;
  /** Patterns that the folder has already. */
  readonly patterns: readonly FilePattern[];
  /** Whether a rule that is not derived from a pattern has the id. */
  readonly isTaken: (id: string) => boolean;
}

export type Accepted =
  | {
      readonly path: string;
      readonly record: DraftRecord;
      /** The pattern was there before. */
      readonly isRevision: boolean;
    }
  | { readonly problem: string };

/** Writes an accepted draft as a pattern file, or brings the file of its key up to date. */
export async function acceptDraft(
  draft: DraftRecord,
  { edits, conditionsOff = [] }: Pick<LearnAcceptParams, 'edits' | 'conditionsOff'>,
  { root, patterns, isTaken }: AcceptParts,
): Promise<Accepted> {
  const narrowed = conditionsOff.reduce((record, id) => withCondition(record, id, false) ?? record, draft);
  const read = patternContentSchema.safeParse(acceptedContent(narrowed, edits));
  if (!read.success) {
    const [issue] = read.error.issues;
    return { problem: `${issue?.path.join('.') ?? 'pattern'}: ${issue?.message ?? 'is not valid'}` };
  }
  const content = read.data;
  if (isTaken(content.key)) return { problem: `key: "${content.key}" is the id of a rule; choose another` };
  const record = { ...narrowed, content };
  const known = patterns.find((pattern) => pattern.content.key === content.key);
  const path = known?.path ?? `${PATTERNS_FOLDER}/${content.key}.yaml`;
  const absolute = join(root, path);
  try {
    if (known) {
      const updated = updatePatternFile(await readFile(absolute, 'utf8'), content);
      if (updated !== undefined) await writeFile(absolute, updated, 'utf8');
    } else {
      await mkdir(dirname(absolute), { recursive: true });
      // A file of that name that holds another pattern is not ours to replace.
      await writeFile(absolute, writePatternFile(content), { encoding: 'utf8', flag: 'wx' });
    }
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    return { problem: `${path}: ${exists ? 'is there already, with another pattern' : plainReason(error)}` };
  }
  return { path, record, isRevision: known !== undefined };
}
