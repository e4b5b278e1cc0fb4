import { editSignature } from '../../core/patterns/mine/editSignature.ts';
import type { Hunk } from '../../core/patterns/mine/historySource.ts';
import { splitHunk } from '../../core/patterns/mine/splitHunk.ts';
import { isCode, learnableLanguage } from '../../core/patterns/mine/writtenByHand.ts';
import { hunksBetween, withoutHunk } from './editedLines.ts';
import type { EditedFile } from './learnJobs.ts';

/** More places changed between two saves are a formatter's or a tool's work. */
const HUNKS_MAX = 12;
/** Edits remembered of one session; the oldest are forgotten. */
const EDITS_MAX = 500;

/** A finding for which Fixward had no fix, as it stood at a save. */
export interface FindingWithoutFix {
  readonly ruleId: string;
  /** 0-based lines it covers. */
  readonly firstLine: number;
  readonly lastLine: number;
}

export interface SavedEdit {
  /** Workspace-relative. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** Findings without a fix in the text before, and how often each rule fires in the text after. */
  readonly withoutFix: readonly FindingWithoutFix[];
  readonly countAfter: ReadonlyMap<string, number>;
}

/** What a save showed that could be learned. */
export interface LearnableEdit {
  readonly reason: 'twice' | 'mended';
  /** Each with the one change alone, the latest last. */
  readonly files: readonly EditedFile[];
  readonly path: string;
  readonly line: number;
  readonly ruleId?: string;
}

/** Compares what stands in documents from one save to the next, and sees when the same is done again by hand. */
export class SaveOffers {
  /** The first place of each edit of this session; undefined once it was told of. */
  readonly #seen = new Map<string, { readonly file: EditedFile; readonly line: number } | undefined>();

  /** At most one edit a save: an offer is read, a list is not. */
  saved(edit: SavedEdit): LearnableEdit | undefined {
    const { path, before, after } = edit;
    const language = learnableLanguage(path);
    if (language === undefined || !isCode(language)) return undefined;
    const whole = hunksBetween(before, after);
    if (whole.length === 0 || whole.length > HUNKS_MAX) return undefined;
    const hunks = whole.flatMap((hunk) => splitHunk(hunk, language));
    let found: LearnableEdit | undefined;
    for (const hunk of hunks) {
      const signature = editSignature(hunk.before, hunk.after, language);
      // One token for another is what renaming looks like, and too little to offer anything for.
      if (!signature || signature.onlyLiterals || signature.tokens < 2) continue;
      const file = { path, before: withoutHunk(after, hunk), after };
      const again = this.#again(`${language} ${signature.change}`, file, hunk);
      found ??= again;
    }
    return found ?? mendedByHand(edit, hunks);
  }

  #again(key: string, file: EditedFile, hunk: Hunk): LearnableEdit | undefined {
    if (!this.#seen.has(key)) {
      this.#seen.set(key, { file, line: hunk.afterLine });
      for (const oldest of this.#seen.keys()) {
        if (this.#seen.size <= EDITS_MAX) break;
        this.#seen.delete(oldest);
      }
      return undefined;
    }
    const first = this.#seen.get(key);
    // The same line edited twice is one edit on its way.
    if (!first || (first.file.path === file.path && first.line === hunk.afterLine)) return undefined;
    this.#seen.set(key, undefined);
    return { reason: 'twice', files: [first.file, file], path: file.path, line: hunk.afterLine };
  }
}

/** A finding that no fix of ours mends went away where lines were changed, and not by deleting them. */
function mendedByHand(
  { path, after, withoutFix, countAfter }: SavedEdit,
  hunks: readonly Hunk[],
): LearnableEdit | undefined {
  for (const { ruleId, firstLine, lastLine } of withoutFix) {
    const before = withoutFix.filter((other) => other.ruleId === ruleId).length;
    if ((countAfter.get(ruleId) ?? 0) >= before) continue;
    const hunk = hunks.find(
      ({ beforeLine, before: lines, after: made }) =>
        lines.length > 0 &&
        made.some((line) => line.trim() !== '') &&
        beforeLine <= lastLine &&
        firstLine < beforeLine + lines.length,
    );
    if (!hunk) continue;
    const file = { path, before: withoutHunk(after, hunk), after };
    return { reason: 'mended', files: [file], path, line: hunk.afterLine, ruleId };
  }
  return undefined;
}
