import { html } from 'lit';
import type { ConfidenceOverview } from '../../../src/protocol/confidence.ts';
import { shareText } from '../../charts/shareText.ts';
import { l10n } from '../../l10n.ts';
import { requestTypeLabel } from './confidenceLabels.ts';

/** Every figure with what it is of; what was not measured is said in words. */
export function calibrationFigures({ totals, reliability, trends }: ConfidenceOverview): unknown {
  const { answers, outcomes, exposed } = totals;
  const { brier, logLoss, ece, eceEqualMass, mce, auroc, murphy } = reliability;
  const n = l10n.t('n = {0}', reliability.answers.toLocaleString());
  const score = (value: number | undefined): string | undefined => value?.toFixed(3);
  return html`<p class="quiet counted">${countedText(trends)} ${l10n.t('What rules find in an answer is part of its evidence and counts as no outcome.')}</p>
  <dl class="figures">
    ${figure(l10n.t('Answers scored'), answers.toLocaleString(), l10n.t('{0} of them shown', exposed.toLocaleString()))}
    ${figure(l10n.t('Outcome known'), outcomes.toLocaleString(), exposed > 0 ? l10n.t('{0} of what was shown; the others may differ', shareText(Math.min(1, outcomes / exposed))) : l10n.t('nothing was shown yet'))}
    ${figure(l10n.t('Brier score'), score(brier), l10n.t('0 is perfect; {0}', n))}
    ${figure(l10n.t('Log loss'), score(logLoss), l10n.t('0 is perfect; {0}', n))}
    ${figure(l10n.t('Calibration error'), score(ece), eceEqualMass === undefined ? l10n.t('10 equal bins; {0}', n) : l10n.t('{0} in bins of equal size; {1}', eceEqualMass.toFixed(3), n))}
    ${figure(l10n.t('Worst bin'), score(mce), l10n.t('largest gap of one bin'))}
    ${figure(l10n.t('Ranking (AUROC)'), score(auroc), l10n.t('0.5 is by chance, 1 is perfect'))}
    ${figure(l10n.t('Reliability, resolution'), murphy && `${murphy.reliability.toFixed(3)}, ${murphy.resolution.toFixed(3)}`, murphy ? l10n.t('of an uncertainty of {0} (Murphy)', murphy.uncertainty.toFixed(3)) : l10n.t('parts of the Brier score (Murphy)'))}
  </dl>`;
}

/** Answers by their kind, the most first: sums of different things are not read as one. */
function countedText(trends: ConfidenceOverview['trends']): string {
  const counts = new Map<string, number>();
  for (const { requestType, answers } of trends)
    counts.set(requestType, (counts.get(requestType) ?? 0) + answers);
  const parts = [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([type, count]) => `${requestTypeLabel(type)} ${count.toLocaleString()}`);
  return l10n.t('Counted here: {0}.', parts.join(' · '));
}

function figure(name: string, value: string | undefined, method: string): unknown {
  return html`<div>
    <dt>${name}</dt>
    ${value === undefined ? html`<dd class="value words">${l10n.t('not measured')}</dd>` : html`<dd class="value">${value}</dd>`}
    <dd class="quiet method">${method}</dd>
  </div>`;
}
