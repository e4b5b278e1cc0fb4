import { css, html, nothing, type TemplateResult } from 'lit';
import type { Consultation, ConsultBudget } from '../../../src/protocol/consult.ts';
import { cost, count } from '../../consult/figures.ts';
import { l10n } from '../../l10n.ts';
import { percent } from '../labels.ts';

/** What a consultation has cost so far and what of its budget is left, with how it is known. */
export function usageLine(consultation: Consultation): TemplateResult {
  const { tokensIn, tokensOut, costUsd, model, budget, events } = consultation;
  if (tokensIn + tokensOut === 0) return html`<p class="usage quiet">${model ?? nothing}</p>`;
  const usages = events.flatMap(({ event }) => (event.kind === 'usage' ? [event.usage] : []));
  const estimated = usages.some(({ method }) => method === 'estimated');
  const method = estimated
    ? l10n.t('Some tokens were estimated here: the endpoint did not report them.')
    : l10n.t('Tokens as the endpoint reported them; cost by the price table.');
  return html`<p class="usage quiet" title=${method}>
    ${model === undefined ? nothing : html`<span>${model}</span>`}
    <span>${l10n.t('{0} tokens in, {1} out', count(tokensIn), count(tokensOut))}${estimated ? ` ${l10n.t('(partly estimated)')}` : ''}</span>
    <span>${cost(costUsd)}</span>
    ${budgetText(consultation, budget)}
  </p>`;
}

function budgetText(
  { tokensIn, tokensOut, costUsd }: Consultation,
  { tokensMax, costUsdMax, dayTokensMax, dayCostUsdMax, dayTokensUsed, dayCostUsdUsed }: ConsultBudget,
): unknown {
  const own = [share(tokensIn + tokensOut, tokensMax), share(costUsd, costUsdMax)].filter(isKnown);
  const day = [share(dayTokensUsed, dayTokensMax), share(dayCostUsdUsed, dayCostUsdMax)].filter(isKnown);
  return html`${own.length === 0 ? nothing : html`<span>${l10n.t('{0} of its budget', percent(Math.max(...own)))}</span>`}
    ${day.length === 0 ? nothing : html`<span>${l10n.t('{0} of today’s budget', percent(Math.max(...day)))}</span>`}`;
}

function share(used: number | undefined, most: number | undefined): number | undefined {
  return used === undefined || most === undefined || most <= 0 ? undefined : used / most;
}

function isKnown(value: number | undefined): value is number {
  return value !== undefined;
}

export const usageStyles = css`
  .usage {
    display: flex;
    flex-wrap: wrap;
    font-size: 11px;
    gap: 0 12px;
    padding: 2px 12px 4px;
  }
`;
