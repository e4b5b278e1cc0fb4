import type { ScoreParts } from '../../src/protocol/service.ts';
import { l10n } from '../l10n.ts';

/** Why a search result stands where it stands, in words: which searches found it and how near it was. */
export function whyRanked(parts: ScoreParts): string {
  const found = [
    ...(parts.text ? [l10n.t('words #{0}', parts.text.rank)] : []),
    ...(parts.identifiers ? [l10n.t('names #{0}', parts.identifiers.rank)] : []),
    ...(parts.content ? [l10n.t('likeness #{0}', parts.content.rank)] : []),
    ...(parts.problem ? [l10n.t('problem #{0}', parts.problem.rank)] : []),
    ...(parts.code ? [l10n.t('code #{0}', parts.code.rank)] : []),
  ];
  return found.join(' · ');
}
