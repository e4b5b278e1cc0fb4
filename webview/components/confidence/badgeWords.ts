import type { ConfidenceBadge } from '../../../src/protocol/confidence.ts';
import { l10n } from '../../l10n.ts';
import { percent } from '../labels.ts';
import { methodLabel } from './confidenceLabels.ts';

export interface BadgeWords {
  /** The calibrated value, or the word that there is none. */
  readonly value: string;
  /** Its bounds; empty where there are none. */
  readonly bounds: string;
  /** How it came about. */
  readonly method: string;
}

/** What a badge says: a value only where outcomes stand behind it, and always by which method. */
export function badgeWords(badge: ConfidenceBadge): BadgeWords {
  const { calibrated, lower, upper, state } = badge;
  const value =
    calibrated === undefined
      ? l10n.t('uncalibrated')
      : state === 'drifting'
        ? l10n.t('{0}, drifting', percent(calibrated))
        : percent(calibrated);
  const hasBounds = calibrated !== undefined && lower !== undefined && upper !== undefined;
  return {
    value,
    bounds: hasBounds ? l10n.t('{0}–{1} %', Math.round(lower * 100), Math.round(upper * 100)) : '',
    method: methodWords(badge),
  };
}

/** The method with what it gave; as a probability only where it is one. */
function methodWords({ method, raw, samples, calibrated }: ConfidenceBadge): string {
  const isOfSamples = samples !== undefined && samples > 1;
  const name = !isOfSamples
    ? methodLabel(method)
    : method === 'agreement'
      ? l10n.t('agreement of {0} samples', samples)
      : l10n.t('{0}, {1} samples', methodLabel(method), samples);
  if (raw === undefined) return name;
  return calibrated === undefined
    ? l10n.t('{0}: {1}', name, percent(raw))
    : l10n.t('{0}: stated {1}', name, percent(raw));
}

/** The whole of it as one sentence, for screen readers and titles. */
export function badgeSentence(badge: ConfidenceBadge): string {
  const { value, bounds, method } = badgeWords(badge);
  const outcomes =
    badge.outcomes === 1
      ? l10n.t('1 outcome stands behind it')
      : l10n.t('{0} outcomes stand behind it', badge.outcomes.toLocaleString());
  return [l10n.t('Confidence {0}', bounds === '' ? value : `${value} (${bounds})`), method, outcomes].join(
    '; ',
  );
}
