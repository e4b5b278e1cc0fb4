import type { LearnedDraft, LearnedSource } from '../../../src/protocol/learn.ts';
import { l10n } from '../../l10n.ts';

/** Where a pattern was learned, in one line. */
export function sourceText({ kind, commits }: LearnedSource): string {
  const [newest] = commits;
  if (newest) {
    const from = `${newest.sha.slice(0, 8)} ${newest.subject}`;
    return commits.length === 1
      ? l10n.t('Learned from {0}', from)
      : l10n.t('Learned from {0} commits, the newest {1}', commits.length, from);
  }
  switch (kind) {
    case 'diff':
      return l10n.t('Learned from a diff');
    case 'proposal':
      return l10n.t('Learned from an accepted proposal');
    case 'fix':
      return l10n.t('Learned from fixes that were kept or undone');
    default:
      return l10n.t('Learned from changes that are not committed yet');
  }
}

/** How many places are left, and how many of them can be mended without a doubt. */
export function placesText({ sites, sitesTotal }: LearnedDraft): string {
  if (sitesTotal === 0) return l10n.t('The same problem stands nowhere else.');
  const sure = sites.filter(({ doubt }) => doubt === undefined).length;
  if (sitesTotal === 1) {
    return sure === 1
      ? l10n.t('The same problem stands in 1 other place, which can be mended alike.')
      : l10n.t('The same problem stands in 1 other place, which needs a look.');
  }
  return sitesTotal > sites.length
    ? l10n.t('The same problem stands in {0} other places; the first {1} are here.', sitesTotal, sites.length)
    : l10n.t('The same problem stands in {0} other places; {1} can be mended alike.', sitesTotal, sure);
}

/** Indexes of the places that are ticked at first: those without a doubt. */
export function sureSites({ sites }: LearnedDraft): ReadonlySet<number> {
  return new Set(sites.flatMap(({ doubt }, index) => (doubt === undefined ? [index] : [])));
}
