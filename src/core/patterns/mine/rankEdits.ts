import type { EditCluster } from './clusterEdits.ts';
import { isWord } from './codeTokens.ts';

/** What is known of one learned edit when it is weighed against others. */
export interface EditWorth {
  readonly cluster: EditCluster;
  /** Places of the history that were looked at, and those that the edit reproduces. */
  readonly examples: number;
  readonly reproduced: number;
  readonly parts: number;
  /** Conditions that name code which the authors left alone. */
  readonly exceptions: number;
  readonly sites: number;
  /** Of the sites, those that something speaks against. */
  readonly doubted: number;
  /** Of the sites, those that declare a name. */
  readonly declaring: number;
}

/** An edit that finds this many times more places than were ever mended reads more into them than was meant. */
const TOO_WIDE_FACTOR = 8;
const TOO_WIDE_NAME_FACTOR = 4;
const TOO_WIDE_SITES_MIN = 30;

/** Worth before anything is learned: how often, in how many commits, by how many people. */
export function recurrence({ count, commits, authors, fixes, onlyLiterals, tokens }: EditCluster): number {
  return (
    Math.log2(1 + count) +
    1.5 * Math.log2(commits.size) +
    Math.log2(authors.size) +
    0.5 * Math.min(fixes, 4) -
    (onlyLiterals ? 2 : 0) -
    (tokens > 20 ? 1 : 0)
  );
}

/** Changes of separators and brackets alone are somebody's formatter. */
export function isLayoutOnly(change: string): boolean {
  return !/[\p{L}\p{N}"'`?!=<>+*/%&|^~-]/u.test(change.replaceAll(/\$\d+|→|…/gu, ''));
}

/** One name that became another: a symbol was renamed, which compilers and editors follow better. */
export function isRename(change: string): boolean {
  return change.split(' … ').every((region) => {
    const [from = '', to = ''] = region.split(' → ');
    return isName(from) && isName(to);
  });
}

/** A variable that got another name, not a function or a member that another took the place of. */
export function isVariableRename({ change, placed }: EditCluster): boolean {
  if (!isRename(change)) return false;
  const called = [...placed.keys()].filter((region) => /\. ‹|› \(|› `|@ ‹/u.test(region));
  return called.length < placed.size / 2;
}

/** Another number or switch: what was right at one place is no measure for another. */
export function isOtherNumber({ change, onlyLiterals }: EditCluster): boolean {
  return onlyLiterals && !/["'`]/u.test(change);
}

/** An item more in some list, named by the project itself: where else it is due, only its author knows. */
export function isListItem(change: string): boolean {
  const regions = change.split(' … ').map((region) => region.split(' → '));
  return regions.every(([from = '', to = '']) => {
    const item = from === '' ? to : to === '' ? from : '';
    return (
      /^,|,$/u.test(item) && /[\p{L}]/u.test(item.replaceAll(/"[^"]*"|'[^']*'|\b(?:true|false|null)\b/gu, ''))
    );
  });
}

function isName(text: string): boolean {
  return isWord(text) && !text.includes(' ');
}

/** Worth of a learned edit: its recurrence, how much of it was understood, and what is still left to mend. */
export function worth(edit: EditWorth): number {
  const { cluster, examples, reproduced, parts, doubted } = edit;
  const sites = edit.sites - doubted;
  // What was mended three times by hand and stands in three hundred places may not be what was meant.
  const likely = Math.max(4, 4 * cluster.count);
  const left = Math.log2(1 + Math.min(sites, likely, 64)) - Math.max(0, Math.log2(sites / likely));
  const understood = 2 * (reproduced / Math.max(1, examples));
  return (
    recurrence(cluster) +
    2 * left +
    understood -
    3 * (parts - 1) -
    (doubted > 0 ? 1 + Math.log2(doubted) : 0) -
    (isRename(cluster.change) ? 2 : 0) -
    (isListItem(cluster.change) ? 4 : 0) -
    (cluster.count === 1 ? 1 : 0)
  );
}

/** Another name for a member, or one part of several, is more easily mistaken for something else. */
export function isTooWide({ count, change }: EditCluster, sites: number, parts: number): boolean {
  const factor = isRename(change) || parts > 1 ? TOO_WIDE_NAME_FACTOR : TOO_WIDE_FACTOR;
  return sites > Math.max(TOO_WIDE_SITES_MIN, count * factor);
}

/** Places at most that one single fix may find elsewhere and still be taken for its lesson. */
const SITES_OF_ONE_FIX_MAX = 30;

/** So many places make a habit of what one author did within two commits. */
const HABIT_PLACES_MIN = 5;

/**
 * Whether nothing but its repetition speaks for an edit, and that little: done by one author, in few places of one or two
 * commits, or to one file at one time. Rewriting does that as well as mending.
 */
function isChance({ commits, authors, paths, fixes, count }: EditCluster): boolean {
  if (fixes > 0) return false;
  if (commits.size < 2 && paths.size < 2) return true;
  return commits.size < 3 && authors.size < 2 && count < HABIT_PLACES_MIN;
}

/** Whether a learned edit of a history is worth a reader's look at all. */
export function isSuggested(edit: EditWorth): boolean {
  const { cluster, reproduced, examples, doubted } = edit;
  const sites = edit.sites - doubted;
  // What repeats is said in one part and holds by itself; the rest was made up to fit.
  if (edit.parts > 1 || edit.exceptions > 0) return false;
  // A name that is still declared somewhere is the project's own and in use.
  if (edit.declaring > 0 && isRename(cluster.change)) return false;
  // One statement with a line more may be a matter of that statement.
  if (cluster.ofLines && examples < 2) return false;
  if (isTooWide(cluster, edit.sites, edit.parts) || doubted > edit.sites / 2) return false;
  if (cluster.count === 1) return sites > 0 && sites <= SITES_OF_ONE_FIX_MAX;
  if (reproduced * 2 < examples || (reproduced < 2 && examples >= 2)) return false;
  if (isChance(cluster)) return false;
  // What was done everywhere at once and is nowhere left was finished then.
  return sites > 0 || (cluster.commits.size >= 3 && !isRename(cluster.change));
}
