import { css, html, nothing } from 'lit';
import type { ConfidenceBadge } from '../../../src/protocol/confidence.ts';
import { l10n } from '../../l10n.ts';
import { PanelElement } from '../../state/panelElement.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import { consultStyles } from '../../styles/consultStyles.ts';
import { controlStyles } from '../../styles/controlStyles.ts';
import { icon } from '../icon.ts';
import { badgeSentence, badgeWords } from './badgeWords.ts';
import { CALIBRATION_ICONS } from './confidenceLabels.ts';

/** How sure an answer is, by which method; opens why. What it opens is loaded when it is first asked for. */
export class ConfidenceBadgeElement extends PanelElement {
  static override properties = {
    badge: { attribute: false },
    open: { type: Boolean, reflect: true },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    consultStyles,
    css`
      :host {
        display: inline-block;
        max-width: 100%;
        min-width: 0;
      }
      :host([open]) {
        display: block;
        flex-basis: 100%;
      }
      .badge {
        align-items: center;
        background: transparent;
        border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, currentcolor));
        border-radius: 10px;
        color: var(--vscode-foreground);
        display: inline-flex;
        flex-wrap: wrap;
        font-size: 11px;
        gap: 0 5px;
        line-height: 16px;
        max-width: 100%;
        padding: 1px 9px 1px 6px;
        text-align: start;
      }
      .badge:hover {
        background: var(--vscode-toolbar-hoverBackground);
      }
      .badge.uncalibrated {
        border-style: dashed;
      }
      .badge .icon {
        font-size: 13px;
        margin: 0;
        width: 13px;
      }
      .value {
        font-variant-numeric: tabular-nums;
        font-weight: 600;
      }
      .why {
        border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        border-radius: 4px;
        font-size: var(--vscode-font-size, 13px);
        margin-top: 6px;
        padding: 10px 12px;
      }
    `,
  ];
  declare badge: ConfidenceBadge;
  declare open: boolean;

  constructor() {
    super();
    this.open = false;
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
      ${this.open ? html`<div class="why"><fw-why-confidence .panel=${panel} .scoreId=${badge.scoreId}></fw-why-confidence></div>` : nothing}`;
  }

  #toggle = (): void => {
    this.open = !this.open;
    if (this.open) void import('./whyConfidence.ts');
  };
}

customElements.define('fw-confidence-badge', ConfidenceBadgeElement);
