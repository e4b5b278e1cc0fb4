import { html, nothing } from 'lit';
import type { TrackRecord } from '../../../src/protocol/library.ts';
import { l10n } from '../../l10n.ts';
import { PanelElement } from '../../state/panelElement.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import { controlStyles } from '../../styles/controlStyles.ts';
import { icon } from '../icon.ts';
import { percent } from '../labels.ts';
import { trackRecord, trackRecordStyles } from '../trackRecord.ts';
import { badgeStyles } from './badgeStyles.ts';

/** How sure a pattern is, by what became of its applications; opens the record behind it. */
export class PatternBadge extends PanelElement {
  static override properties = {
    record: { attribute: false },
    open: { type: Boolean, reflect: true },
  };
  static override styles = [baseStyles, controlStyles, trackRecordStyles, badgeStyles];
  declare record: TrackRecord;
  declare open: boolean;

  constructor() {
    super();
    this.open = false;
  }

  protected override render(): unknown {
    const { successes, failures, success_lower: lower, success_upper: upper } = this.record;
    const judged = successes + failures;
    const value = judged === 0 ? l10n.t('not measured') : percent(successes / judged);
    const bounds =
      judged === 0 || lower === undefined || upper === undefined
        ? ''
        : l10n.t('{0}–{1} %', Math.round(lower * 100), Math.round(upper * 100));
    const method =
      judged === 1
        ? l10n.t('track record, 1 outcome')
        : l10n.t('track record, {0} outcomes', judged.toLocaleString());
    const label = l10n.t(
      'Confidence {0}; {1}. Why this number',
      bounds === '' ? value : `${value} (${bounds})`,
      method,
    );
    return html`<button type="button" class="badge ${judged === 0 ? 'uncalibrated' : ''}" aria-expanded=${this.open} aria-label=${label} title=${label} @click=${this.#toggle}>
        ${icon(judged === 0 ? 'unverified' : 'pulse')}<span class="value">${value}</span>${bounds === '' ? nothing : html`<span class="quiet">${bounds}</span>`}<span class="quiet">${method}</span>
      </button>
      ${
        this.open
          ? html`<div class="why" role="group" aria-label=${l10n.t('Why this number')}>
              ${trackRecord(this.record)}
              <p class="quiet">${l10n.t('The share of its applications that were kept and passed, among those whose end is known; the bounds are a 90 % interval that begins at what all patterns do.')}</p>
            </div>`
          : nothing
      }`;
  }

  #toggle = (): void => {
    this.open = !this.open;
  };
}

customElements.define('fw-pattern-badge', PatternBadge);
