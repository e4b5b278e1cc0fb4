import { anchorsOf } from '../learn/anchorsOf.ts';
import { applyEdit } from '../learn/applyEdit.ts';
import { findSites } from '../learn/findSites.ts';
import type { ParsePlainTree } from '../learn/plainTree.ts';
import { familyOf } from './headSites.ts';
import type { LearnedCluster } from './learnCluster.ts';

/** So few examples tell whether two edits meet; each costs two searches. */
const EXAMPLES_ASKED = 2;

/** An edit made less often than this overrules no other. */
const SURE_COUNT_MIN = 3;

/** An edit so many times rarer than its rival is an exception to it. */
const RIVAL_FACTOR = 3;

/**
 * Whether the other makes something else of the same code, and is no mere exception. Which of the two is meant is then a
 * matter of the place; only one that is far commoner than all others is worth showing.
 */
export function isOutdoneBy(edit: LearnedCluster, other: LearnedCluster, parse: ParsePlainTree): boolean {
  if (other.cluster.count < 2 || !meet(edit, other)) return false;
  if (other.cluster.count * RIVAL_FACTOR < edit.cluster.count) return false;
  const asked = edit.examples.slice(0, EXAMPLES_ASKED);
  return asked.every(({ before, after }) => {
    if (!mayHold(other, before)) return false;
    const { code } = applyEdit(other.edit, before, { parse });
    return code !== before && code !== after;
  });
}

/** Whether what the edit writes was itself replaced later, so that nobody would write it today. */
export function isReplacedLater(edit: LearnedCluster, other: LearnedCluster, parse: ParsePlainTree): boolean {
  if (other.cluster.count < SURE_COUNT_MIN || !meet(edit, other)) return false;
  if (newest(other) <= newest(edit)) return false;
  const sitesIn = (text: string): number => {
    const tree = mayHold(other, text) ? parse(edit.edit.language, text) : undefined;
    return tree ? findSites(other.edit, tree).length : 0;
  };
  const asked = edit.examples.slice(0, EXAMPLES_ASKED);
  return asked.every(({ before, after }) => sitesIn(after) > sitesIn(before));
}

function meet(edit: LearnedCluster, other: LearnedCluster): boolean {
  return edit !== other && familyOf(edit.edit.language).includes(other.edit.language);
}

function mayHold({ edit }: LearnedCluster, text: string): boolean {
  const said = (words: string): string => (edit.language === 'sql' ? words.toLowerCase() : words);
  return anchorsOf(edit).every((word) => said(text).includes(said(word)));
}

/** ISO time of the last commit that made it. */
function newest({ cluster }: LearnedCluster): string {
  const times = cluster.places.map(({ commit }) => commit.at).sort();
  return times.at(-1) ?? '';
}
