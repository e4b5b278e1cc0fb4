import { html, nothing } from 'lit';
import type { ScoringCost } from '../../../src/protocol/modelMethods.ts';
import { cost, count } from '../../consult/figures.ts';
import { l10n } from '../../l10n.ts';

/** What scoring will ask of models beside each answer, said before it is asked. */
export function scoringCost(scoring: ScoringCost | undefined): unknown {
  if (!scoring || scoring.calls === 0) return nothing;
  const { calls, samples, consensusModels, tokens, costUsd } = scoring;
  const what = [
    ...(samples > 0 ? [l10n.t('{0} more samples', samples)] : []),
    ...(consensusModels.length > 0 ? [l10n.t('the same question to {0}', consensusModels.join(', '))] : []),
  ].join(', ');
  const price =
    tokens === undefined
      ? l10n.t('tokens and cost are known after the first answer')
      : l10n.t('about {0} tokens, {1}', count(tokens), cost(costUsd));
  return html`<p class="quiet scoring" title=${what}>${l10n.t('Each answer asks models {0} more times to be scored ({1}); {2}.', calls, what, price)}</p>`;
}
