import { css, html, nothing } from 'lit';
import type { Pattern, ReviewDecision } from '../../src/protocol/library.ts';
import { l10n } from '../l10n.ts';
import { PanelElement } from '../state/panelElement.ts';
import { baseStyles } from '../styles/baseStyles.ts';
import { controlStyles } from '../styles/controlStyles.ts';
import { foldStyles } from '../styles/foldStyles.ts';
import { eventValue } from './eventValue.ts';
import { icon } from './icon.ts';

/** What a reviewer may decide about a pattern, with a note; nothing for those who may not. */
export class ReviewActions extends PanelElement {
  static override properties = { pattern: { attribute: false } };
  static override styles = [
    baseStyles,
    controlStyles,
    foldStyles,
    css`
      :host {
        display: block;
      }
      .box {
        border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        border-radius: 3px;
        display: flex;
        flex-direction: column;
        gap: 8px;
        margin-bottom: 12px;
        padding: 10px;
      }
      .asked {
        align-items: baseline;
        display: flex;
        gap: 6px;
      }
      .failure {
        color: var(--vscode-errorForeground);
      }
      summary {
        color: var(--vscode-descriptionForeground);
      }
      details[open] > summary {
        margin-bottom: 8px;
      }
      .retire {
        margin-bottom: 12px;
      }
    `,
  ];
  declare pattern: Pattern;
  #notes = '';
  #busy = false;
  #failure: string | undefined;

  protected override render(): unknown {
    const { panel, pattern } = this;
    if (!panel.maintains) {
      const waits = pattern.status === 'suggested' || pattern.status === 'draft';
      return waits
        ? html`<p class="box quiet">${l10n.t('Waits for review by a maintainer of the workspace.')}</p>`
        : nothing;
    }
    if (pattern.status === 'active') {
      return html`<details class="retire">
        <summary>${l10n.t('Review')}</summary>
        ${this.#form(l10n.t('Active patterns are offered as fixes.'), [['retire', l10n.t('Retire'), false]])}
      </details>`;
    }
    if (pattern.status === 'retired') {
      return this.#form(l10n.t('Retired: not offered any more.'), [
        ['reactivate', l10n.t('Reactivate'), true],
      ]);
    }
    return this.#form(l10n.t('Waits for review: offered as a fix once it is approved.'), [
      ['approve', l10n.t('Approve'), true],
      ['reject', l10n.t('Reject'), false],
    ]);
  }

  #form(asked: string, decisions: readonly (readonly [ReviewDecision, string, boolean])[]): unknown {
    return html`<div class="box" role="group" aria-label=${l10n.t('Review')}>
      <p class="asked">${asked}</p>
      <input
        type="text"
        aria-label=${l10n.t('Notes for the author')}
        placeholder=${l10n.t('Notes for the author (optional)')}
        .value=${this.#notes}
        @input=${(event: Event) => {
          this.#notes = eventValue(event);
        }}
      />
      <div class="row">
        ${decisions.map(([decision, label, primary]) => html`<button type="button" class=${primary ? 'primary' : ''} ?disabled=${this.#busy} @click=${() => this.#decide(decision)}>${label}</button>`)}
      </div>
      ${this.#failure ? html`<p class="failure" role="alert">${icon('error')} ${this.#failure}</p>` : nothing}
    </div>`;
  }

  async #decide(decision: ReviewDecision): Promise<void> {
    this.#busy = true;
    this.#failure = undefined;
    this.requestUpdate();
    const notes = this.#notes.trim();
    const answer = await this.panel.run(
      { kind: 'review', ids: [this.pattern.id], decision, ...(notes !== '' && { notes }) },
      l10n.t('Done: {0}', this.pattern.title),
    );
    this.#busy = false;
    if (answer.ok) this.#notes = '';
    else this.#failure = answer.problem.message;
    this.requestUpdate();
  }
}

customElements.define('fw-review-actions', ReviewActions);
