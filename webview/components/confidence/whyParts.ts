import { html, nothing, svg } from 'lit';
import type {
  ConfidenceDetail,
  ConfidenceEvidence,
  ConfidencePart,
  ModelOpinion,
} from '../../../src/protocol/confidence.ts';
import { l10n } from '../../l10n.ts';
import { icon } from '../icon.ts';
import { day, percent } from '../labels.ts';

type PartName = ConfidenceEvidence['part'];

const PARTS: readonly PartName[] = ['factual', 'reasoning', 'contextual'];

function partLabel(part: PartName): string {
  switch (part) {
    case 'factual':
      return l10n.t('Facts');
    case 'reasoning':
      return l10n.t('Reasoning');
    case 'contextual':
      return l10n.t('Context');
  }
}

/** The three parts with their bounds; a part without evidence says so. */
export function partsOf(detail: ConfidenceDetail): unknown {
  return html`<section aria-label=${l10n.t('Parts')}>
    <h3>${l10n.t('Parts, with their bounds')}</h3>
    <div class="parts">
      ${PARTS.map((name) => {
        const part = detail[name];
        return html`<span>${partLabel(name)}</span>${part ? interval(part) : html`<span class="quiet">${l10n.t('no evidence')}</span>`}<span class="number quiet">${part ? l10n.t('{0} ({1}–{2} %)', percent(part.value), Math.round(part.lower * 100), Math.round(part.upper * 100)) : nothing}</span>`;
      })}
    </div>
  </section>`;
}

function interval({ value, lower, upper }: ConfidencePart): unknown {
  return html`<svg class="interval" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<line class="track" x1="0" x2="100" y1="6" y2="6"></line>
      <rect class="range" x=${lower * 100} y="3" width=${Math.max(0, upper - lower) * 100} height="6"></rect>
      <rect class="at" x=${Math.min(98.8, value * 100)} y="1" width="1.2" height="10"></rect>`}
  </svg>`;
}

/** What was looked at, and what it showed. */
export function evidenceOf({ evidence }: ConfidenceDetail): unknown {
  if (evidence.length === 0)
    return html`<section><h3>${l10n.t('Evidence')}</h3><p class="quiet">${l10n.t('Nothing was checked: there was no schema, no proof and no second answer to compare with.')}</p></section>`;
  return html`<section>
    <h3>${l10n.t('Evidence')}</h3>
    <ul>
      ${evidence.map(({ part, text, passed, of }) => {
        const look = passed >= of ? 'good' : passed === 0 ? 'bad' : 'doubt';
        const sign = passed >= of ? 'pass' : passed === 0 ? 'error' : 'warning';
        return html`<li>${icon(sign, look)}<span class="grow">${text} <span class="quiet">${partLabel(part)}</span></span><span class="number">${countOf(text, passed, of)}</span></li>`;
      })}
    </ul>
  </section>`;
}

/** Most texts say how many of how many; twice beside each other it would only be read twice. */
function countOf(text: string, passed: number, of: number): string {
  return text.includes(`${passed} of ${of}`) ? '' : l10n.t('{0} of {1}', passed, of);
}

/** How the number was calibrated, in words, and by how much that helped. */
export function calibrationOf({ calibrationNote, calibrator }: ConfidenceDetail): unknown {
  return html`<section>
    <h3>${l10n.t('Calibration')}</h3>
    <p>${calibrationNote}</p>
    ${
      calibrator
        ? html`<dl class="figures">
            <dt>${l10n.t('Method')}</dt><dd>${calibratorLabel(calibrator.kind)}</dd>
            <dt>${l10n.t('Fitted on')}</dt><dd>${l10n.t('{0} outcomes, {1}', calibrator.outcomes.toLocaleString(), day(calibrator.fittedAt))}</dd>
            <dt>${l10n.t('Brier score')}</dt><dd>${calibrator.brierBefore === undefined || calibrator.brierAfter === undefined ? l10n.t('not measured') : l10n.t('{0} before, {1} after, on later outcomes', calibrator.brierBefore.toFixed(3), calibrator.brierAfter.toFixed(3))}</dd>
            <dt>${l10n.t('Version')}</dt><dd>${calibrator.id}</dd>
          </dl>`
        : nothing
    }
  </section>`;
}

function calibratorLabel(kind: NonNullable<ConfidenceDetail['calibrator']>['kind']): string {
  switch (kind) {
    case 'identity':
      return l10n.t('none was clearly better than the value as stated');
    case 'temperature':
      return l10n.t('temperature (one parameter)');
    case 'platt':
      return l10n.t('Platt (two parameters)');
    case 'beta':
      return l10n.t('beta (three parameters)');
    case 'isotonic':
      return l10n.t('isotonic (steps)');
  }
}

/** Token figures as they are: nats, not shares. */
export function tokensOf({ tokens }: ConfidenceDetail): unknown {
  if (!tokens) return nothing;
  const figure = (name: string, value: number | undefined): unknown =>
    html`<dt>${name}</dt><dd>${value === undefined ? l10n.t('not measured') : value.toFixed(3)}</dd>`;
  return html`<details>
    <summary>${l10n.t('Token figures, in nats')}</summary>
    <dl class="figures">
      ${figure(l10n.t('Mean'), tokens.mean)} ${figure(l10n.t('Lowest group'), tokens.lowestGroup)}
      ${figure(l10n.t('Lowest tenth of groups'), tokens.bottom10)} ${figure(l10n.t('Tail'), tokens.tail)}
    </dl>
    <p class="quiet">${l10n.t('Over {0} tokens, the {1} likeliest candidates of each; groups of {2}, a tail of {3}. Higher is surer; figures of other candidates and windows cannot be compared with these.', tokens.count, tokens.topK, tokens.windowTokens, tokens.tailTokens)}</p>
  </details>`;
}

/** What the models answered, beside each other. */
export function opinionsOf(models: readonly ModelOpinion[] | undefined): unknown {
  if (!models || models.length === 0) return nothing;
  const agreeing = models.filter(({ agrees }) => agrees).length;
  return html`<section>
    <h3>${l10n.t('The same question to several models: {0} of {1} agree', agreeing, models.length)}</h3>
    <div class="opinions">
      ${models.map(
        ({ model, agrees, text }) =>
          html`<article class="opinion ${agrees ? '' : 'dissents'}" aria-label=${model}>
            <div class="row">${icon(agrees ? 'pass' : 'warning', agrees ? 'good' : 'doubt')}<strong class="grow">${model}</strong><span class="quiet">${agrees ? l10n.t('agrees') : l10n.t('dissents')}</span></div>
            <p>${text}</p>
          </article>`,
      )}
    </div>
  </section>`;
}
