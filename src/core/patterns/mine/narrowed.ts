import type { CancellationSignal } from '../../cancellation.ts';
import type { ParsePlainTree } from '../learn/plainTree.ts';
import { findHeadSites, type HeadSites } from './headSites.ts';
import type { HistorySource } from './historySource.ts';
import { exceptions, type LearnedCluster, learnCluster, pairOpener } from './learnCluster.ts';
import { unlikeSites } from './likePlaces.ts';
import type { MinedSite } from './minedDraft.ts';

/** So many counter-examples are enough to keep a name that all of them lack. */
const COUNTER_EXAMPLES_MAX = 4;

const UNLIKE = 'other words stand before it than wherever the change was made';

/**
 * Learns those edits again that find places unlike any at which they were made, with these as counter-examples. Where
 * that fails, the places are marked.
 */
export async function narrowed(
  learned: readonly LearnedCluster[],
  found: readonly HeadSites[],
  source: HistorySource,
  parse: ParsePlainTree,
  cancellation: CancellationSignal,
): Promise<{ readonly learned: readonly LearnedCluster[]; readonly found: readonly HeadSites[] }> {
  const again: { readonly index: number; readonly learned: LearnedCluster }[] = [];
  const marked = found.map((sites, index) => {
    const one = learned[index];
    return one ? withDoubts(sites, unlikeSites(one.cluster, one.edit.parts.length, sites.sites)) : sites;
  });
  for (const [index, one] of learned.entries()) {
    if (cancellation.isCancellationRequested) break;
    const unlike = unlikeSites(one.cluster, one.edit.parts.length, found[index]?.sites ?? []);
    if (unlike.length === 0) continue;
    const counters = [...new Set(unlike.map(({ before }) => before))].slice(0, COUNTER_EXAMPLES_MAX);
    const { language } = one.cluster;
    const result = await learnCluster(one.cluster, { parse, open: pairOpener(source, language) }, counters);
    if ('declined' in result || result.reproduced < one.reproduced) continue;
    // A list of what it must not find is no better than the doubts.
    if (exceptions(result.edit) <= exceptions(one.edit)) again.push({ index, learned: result });
  }
  const results = { learned: [...learned], found: marked };
  const paths = new Set(again.flatMap(({ index }) => [...(found[index]?.paths ?? [])]));
  const within = {
    text: source.text,
    headFiles: async () => (await source.headFiles()).filter(({ path }) => paths.has(path)),
  };
  const fresh = await findHeadSites(
    again.map((one) => one.learned),
    within,
    parse,
    cancellation,
  );
  for (const [at, { index, learned: better }] of again.entries()) {
    const sites = fresh[at];
    if (!sites) continue;
    results.learned[index] = better;
    results.found[index] = withDoubts(
      sites,
      unlikeSites(better.cluster, better.edit.parts.length, sites.sites),
    );
  }
  return results;
}

function withDoubts(found: HeadSites, unlike: readonly MinedSite[]): HeadSites {
  if (unlike.length === 0) return found;
  const doubted = new Set(unlike);
  const sites = found.sites.map((site) =>
    doubted.has(site) && site.doubt === undefined ? { ...site, doubt: UNLIKE } : site,
  );
  return { ...found, sites };
}
