import type { EditCluster } from './clusterEdits.ts';
import { editSignature } from './editSignature.ts';
import type { MinedSite } from './minedDraft.ts';

/** After so many different tokens, what stands before the change is no part of it. */
const DIVERSE_MIN = 5;

/**
 * Sites at which other words stand before the change than at any place where it was made: `console.error(…)` where only
 * `t.error(…)` was ever changed.
 */
export function unlikeSites(cluster: EditCluster, sites: readonly MinedSite[]): readonly MinedSite[] {
  if (cluster.lefts.size >= DIVERSE_MIN) return [];
  return sites.filter((site) => {
    const signature = editSignature(site.before.split('\n'), site.after.split('\n'), cluster.language);
    // Several sites of one line are one change to the signature; nothing can be said of each.
    if (signature?.change !== cluster.change) return false;
    return !cluster.lefts.has(signature.left);
  });
}
