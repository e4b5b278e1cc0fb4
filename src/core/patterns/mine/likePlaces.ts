import type { EditCluster } from './clusterEdits.ts';
import { editSignature } from './editSignature.ts';
import type { MinedSite } from './minedDraft.ts';

/** After so many different words, what stands around the change is no part of it. */
const DIVERSE_MIN = 12;

/** So large a share of different ones says the same of fewer. */
const DIVERSE_SHARE_MIN = 0.5;

/**
 * Sites at which other words stand around the change than at any place where it was made: `console.error(…)` where only
 * `t.error(…)` was ever changed.
 */
export function unlikeSites(
  cluster: EditCluster,
  parts: number,
  sites: readonly MinedSite[],
): readonly MinedSite[] {
  const isClosed = (seen: ReadonlySet<string>): boolean =>
    seen.size > 0 &&
    (cluster.count === 1 || (seen.size < DIVERSE_MIN && seen.size <= cluster.count * DIVERSE_SHARE_MIN));
  const [left, right] = [isClosed(cluster.lefts), isClosed(cluster.rights)];
  return sites.filter((site) => {
    const signature = editSignature(site.before.split('\n'), site.after.split('\n'), cluster.language);
    // A text inside the change may vary; only an edit of several parts may have made but one of them here.
    if (signature?.change !== cluster.change) return parts > 1;
    if (left && !cluster.lefts.has(signature.left)) return true;
    // What is only added or removed is told by what it stands before.
    return right && signature.isOneSided && !cluster.rights.has(signature.right);
  });
}
