import { html, nothing } from 'lit';
import type { ConfidenceBadge } from '../../../src/protocol/confidence.ts';
import { watchSeen } from '../../consult/seenWatch.ts';
import { l10n } from '../../l10n.ts';
import { PanelElement } from '../../state/panelElement.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import { consultStyles } from '../../styles/consultStyles.ts';
import { controlStyles } from '../../styles/controlStyles.ts';
import { icon } from '../icon.ts';
import { badgeStyles } from './badgeStyles.ts';
import { badgeSentence, badgeWords } from './badgeWords.ts';
import { CALIBRATION_ICONS } from './confidenceLabels.ts';

/** How sure an answer is, by which method; opens why. What it opens is loaded when it is first asked for. */
export class ConfidenceBadgeElement extends PanelElement {
  static override properties = {
    badge: { attribute: false },
    open: { type: Boolean, reflect: true },
  };
  static override styles = [baseStyles, controlStyles, consultStyles, badgeStyles];
  declare badge: ConfidenceBadge;
  declare open: boolean;
  #watching: { readonly scoreId: string; readonly stop: () => void } | undefined;

  constructor() {
    super();
    this.open = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watching?.stop();
    this.#watching = undefined;
  }

  /** It stands at the end of what it is about: who sees it had the answer before him. */
  protected override updated(): void {
    const { scoreId } = this.badge;
    if (this.#watching?.scoreId === scoreId) return;
    this.#watching?.stop();
    this.#watching = { scoreId, stop: watchSeen(this, this.panel, scoreId) };
  }

  protected override render(): unknown {
    const { badge, panel } = this;
    const { value, bounds, method } = badgeWords(badge);
    const look = badge.state === 'drifting' ? 'doubt' : badge.state === 'calibrated' ? '' : 'quiet';
    return html`<button
        type="button"
        class="badge ${badge.state}"
        aria-expanded=${this.open}
        aria-label=${l10n.t('{0}. Why this number', badgeSentence(badge))}
        title=${l10n.t('{0}. Why this number', badgeSentence(badge))}
        @click=${this.#toggle}
      >
        ${icon(CALIBRATION_ICONS[badge.state], look)}<span class="value">${value}</span>${bounds === '' ? nothing : html`<span class="quiet">${bounds}</span>`}<span class="quiet">${method}</span>
      </button>
      ${this.open ? html`<div class="why"><fw-why-confidence .panel=${panel} .scoreId=${badge.scoreId} @loaded=${this.#show}></fw-why-confidence></div>` : nothing}`;
  }

  /** What was opened is to be seen, from its beginning where there is no room for all of it. */
  #show = (): void => this.scrollIntoView({ block: 'nearest' });

  #toggle = (): void => {
    this.open = !this.open;
    if (!this.open) return;
    // What is around it is not to scroll on while this is read.
    this.dispatchEvent(new CustomEvent('fw-reading', { bubbles: true, composed: true }));
    void import('./whyConfidence.ts');
  };
}

customElements.define('fw-confidence-badge', ConfidenceBadgeElement);
