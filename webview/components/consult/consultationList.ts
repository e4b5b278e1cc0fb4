import { css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ConsultationSummary } from '../../../src/protocol/consult.ts';
import { ago } from '../../consult/figures.ts';
import { l10n } from '../../l10n.ts';
import { CONSULTATIONS_SHOWN_FIRST, FIRST_VIEWS } from '../../state/pageState.ts';
import { PanelElement } from '../../state/panelElement.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import { consultStyles } from '../../styles/consultStyles.ts';
import { controlStyles } from '../../styles/controlStyles.ts';
import { eventValue } from '../eventValue.ts';
import { icon } from '../icon.ts';
import { failureNotice, loadingNotice, noticeStyles } from '../notice.ts';
import { rememberScroll } from '../rememberScroll.ts';
import { rovingTarget } from '../roving.ts';
import { STATE_ICONS, stateLabel } from './consultLabels.ts';

/** Waits for the next key, so that a word asks once. */
const SEARCH_DELAY_MS = 180;

const LOOKS: Readonly<Record<ConsultationSummary['state'], string>> = {
  open: 'quiet',
  running: 'busy spin',
  waiting: 'doubt',
  done: 'good',
  failed: 'bad',
  stopped: 'quiet',
};

/** Consultations, newest first: found by their words, walked by arrows. */
export class ConsultationList extends PanelElement {
  static override styles = [
    baseStyles,
    controlStyles,
    consultStyles,
    noticeStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .head {
        align-items: center;
        display: flex;
        gap: 4px;
        padding: 8px 12px;
      }
      .scroll {
        flex: 1;
        min-height: 0;
        overflow-y: auto;
      }
      [role='option'] {
        cursor: pointer;
        display: grid;
        gap: 0 8px;
        grid-template-columns: 16px minmax(0, 1fr);
        padding: 5px 12px;
      }
      [role='option']:hover {
        background: var(--vscode-list-hoverBackground);
      }
      [role='option'][aria-selected='true'] {
        background: var(--vscode-list-inactiveSelectionBackground);
        color: var(--vscode-list-inactiveSelectionForeground, inherit);
        outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      [role='option'][aria-selected='true'] .quiet,
      .facts strong {
        color: var(--vscode-foreground);
      }
      [role='option']:focus-visible {
        outline: 1px solid var(--vscode-list-focusOutline, var(--vscode-focusBorder));
        outline-offset: -1px;
      }
      .title {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        font-size: 11px;
        gap: 0 8px;
        grid-column: 2;
      }
      .none,
      .more {
        padding: 8px 12px;
      }
    `,
  ];
  #index = 0;
  #searching: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#searching);
  }

  protected override render(): unknown {
    const { panel } = this;
    const view = panel.view.place === 'consult' ? panel.view : FIRST_VIEWS.consult;
    return html`<div class="head" role="search">
        <input type="search" aria-label=${l10n.t('Search consultations')} placeholder=${l10n.t('Search consultations')} .value=${view.query} @input=${this.#search} @keydown=${this.#down} />
        <button type="button" class="tool" title=${l10n.t('New Question')} aria-label=${l10n.t('New Question')} @click=${() => panel.openConsultation(undefined)}>${icon('add')}</button>
      </div>
      <div class="scroll" ${rememberScroll(panel, 'consultations')}>${this.#content()}</div>`;
  }

  #content(): unknown {
    const { panel } = this;
    const { state, value, problem } = panel.resource('consultations');
    if (!value) return state === 'failed' ? failureNotice(panel, problem) : loadingNotice(panel);
    const { consultations, total, query } = value;
    if (consultations.length === 0)
      return html`<p class="none quiet">${query === '' ? l10n.t('No consultation yet. Ask the first question.') : l10n.t('No consultation has these words.')}</p>`;
    this.#index = Math.min(this.#index, consultations.length - 1);
    return html`${state === 'failed' ? html`<p class="none quiet">${icon('warning')} ${problem?.message}</p>` : nothing}
      <div role="listbox" aria-label=${l10n.t('Consultations')} @keydown=${this.#key}>
        ${repeat(
          consultations,
          ({ id }) => id,
          (one, index) => this.#option(one, index),
        )}
      </div>
      ${
        total > consultations.length
          ? html`<div class="more"><button type="button" @click=${this.#more}>${l10n.t('Show more ({0} left)', total - consultations.length)}</button></div>`
          : nothing
      }`;
  }

  #option(one: ConsultationSummary, index: number): unknown {
    const { panel } = this;
    const selected = panel.view.place === 'consult' && panel.view.consultation === one.id;
    return html`<div role="option" aria-selected=${selected} data-index=${index} tabindex=${index === this.#index ? 0 : -1} @click=${() => this.#open(index)}>
      ${icon(STATE_ICONS[one.state], LOOKS[one.state])}
      <span class="title" title=${one.title}>${one.title}</span>
      <span class="facts quiet">
        <span>${stateLabel(one.state)}</span>
        ${one.waiting > 0 ? html`<strong>${l10n.t('{0} to approve', one.waiting)}</strong>` : nothing}
        ${one.steps > 0 ? html`<span>${l10n.t('{0}/{1} steps', one.stepsDone, one.steps)}</span>` : nothing}
        ${one.proposals > 0 ? html`<span>${one.proposals === 1 ? l10n.t('1 proposal') : l10n.t('{0} proposals', one.proposals)}</span>` : nothing}
        <span title=${new Date(one.updatedAt).toLocaleString()}>${ago(one.updatedAt, Date.now())}</span>
      </span>
    </div>`;
  }

  #search = (event: Event): void => {
    const query = eventValue(event);
    clearTimeout(this.#searching);
    this.#searching = setTimeout(() => {
      const { view } = this.panel;
      if (view.place === 'consult') this.panel.show({ ...view, query, limit: CONSULTATIONS_SHOWN_FIRST });
    }, SEARCH_DELAY_MS);
  };

  #more = (): void => {
    const { view } = this.panel;
    if (view.place === 'consult') this.panel.show({ ...view, limit: view.limit * 2 });
  };

  #down = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    this.#focus(this.#index);
  };

  #key = (event: KeyboardEvent): void => {
    const count = this.panel.resource('consultations').value?.consultations.length ?? 0;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#open(this.#index);
      return;
    }
    const index = rovingTarget(event.key, this.#index, count);
    if (index === undefined) return;
    event.preventDefault();
    this.#focus(index);
  };

  #focus(index: number): void {
    this.#index = index;
    this.requestUpdate();
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`[data-index='${index}']`)?.focus(),
    );
  }

  #open(index: number): void {
    this.#index = index;
    const one = this.panel.resource('consultations').value?.consultations[index];
    if (one) this.panel.openConsultation(one.id);
  }
}

customElements.define('fw-consultation-list', ConsultationList);
