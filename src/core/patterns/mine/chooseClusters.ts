import type { EditCluster } from './clusterEdits.ts';
import { isLayoutOnly, isListItem, isOtherNumber, isVariableRename, recurrence } from './rankEdits.ts';

/** Learning takes some tens of milliseconds each; those further down are worth less than the wait. */
const REPEATED_MAX = 160;
const SINGLE_FIXES_MAX = 60;
const EVERYTHING_MAX = 80;

/** A fix that changed more than this is not told by its tokens. */
const FIX_TOKENS_MAX = 14;

/** Every change of one commit, a diff or a working tree; layout left out. */
export function everyCluster(clusters: readonly EditCluster[]): readonly EditCluster[] {
  return clusters
    .filter(({ change }) => !isLayoutOnly(change))
    .sort((a, b) => recurrence(b) - recurrence(a))
    .slice(0, EVERYTHING_MAX);
}

/** Of a whole history: what was repeated, and the single small changes of commits that say they fix something. */
export function tellingClusters(clusters: readonly EditCluster[]): readonly EditCluster[] {
  const byChange = new Map(clusters.map((cluster) => [nameOf(cluster, cluster.change), cluster]));
  const worthwhile = clusters.filter(
    (cluster) =>
      !isLayoutOnly(cluster.change) &&
      !isTakenBack(cluster, byChange) &&
      !isVariableRename(cluster) &&
      !isOtherNumber(cluster) &&
      // Another number or text in one place says nothing of other places.
      !(cluster.onlyLiterals && cluster.commits.size < 2 && !cluster.ofImports) &&
      !(isListItem(cluster.change) && cluster.commits.size < 3),
  );
  const repeated = worthwhile.filter(({ count }) => count > 1);
  const fixes = worthwhile.filter(
    ({ count, fixes: said, tokens, onlyLiterals, ofLines }) =>
      // What was added once belongs to its place until it is added elsewhere.
      count === 1 && said > 0 && tokens <= FIX_TOKENS_MAX && !onlyLiterals && !ofLines,
  );
  return [
    ...repeated.sort((a, b) => recurrence(b) - recurrence(a)).slice(0, REPEATED_MAX),
    ...fixes.sort(newestFirst).slice(0, SINGLE_FIXES_MAX),
  ];
}

/** Whether the opposite was done as well, later and nearly as often: the edit was taken back. */
function isTakenBack(cluster: EditCluster, byChange: ReadonlyMap<string, EditCluster>): boolean {
  const opposite = byChange.get(nameOf(cluster, reversed(cluster.change)));
  if (!opposite || opposite === cluster || opposite.count * 2 < cluster.count) return false;
  return newestFirst(opposite, cluster) < 0;
}

function nameOf({ language, ofLines }: EditCluster, change: string): string {
  return `${language} ${ofLines} ${change}`;
}

function reversed(change: string): string {
  return change
    .split(' … ')
    .map((region) => region.split(' → ').toReversed().join(' → '))
    .join(' … ');
}

function newestFirst(a: EditCluster, b: EditCluster): number {
  return (b.places[0]?.commit.at ?? '').localeCompare(a.places[0]?.commit.at ?? '');
}
