import { css, html, LitElement, nothing } from 'lit';
import { l10n } from '../../l10n.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import { controlStyles } from '../../styles/controlStyles.ts';
import { dateText, rangeOf, type TimeRange } from './dateRange.ts';

/** From one day to another, checked before it is asked for. Dispatches `range` with a TimeRange. */
export class TimeRangeFields extends LitElement {
  static override properties = { from: {}, to: {} };
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: block;
      }
      form {
        align-items: center;
        display: flex;
        flex-wrap: wrap;
        gap: 6px 10px;
      }
      label {
        align-items: center;
        display: flex;
        gap: 6px;
      }
      label input[type='date'] {
        color-scheme: light dark;
        width: auto;
      }
      .problem {
        color: var(--vscode-errorForeground);
        flex-basis: 100%;
      }
    `,
  ];
  /** Instants, as the view keeps them. */
  declare from: string | undefined;
  declare to: string | undefined;
  #problem: { readonly field: 'from' | 'to'; readonly text: string } | undefined;

  protected override render(): unknown {
    const problem = this.#problem;
    const today = dateText(new Date());
    const field = (name: 'from' | 'to', label: string, value: string): unknown =>
      html`<label>${label}<input type="date" name=${name} required max=${today} .value=${value} aria-invalid=${problem?.field === name} aria-describedby=${problem?.field === name ? 'problem' : nothing} /></label>`;
    // The end is the moment after the last day.
    const last = this.to === undefined ? today : dateText(new Date(Date.parse(this.to) - 1));
    return html`<form role="group" aria-label=${l10n.t('Days to look at')} novalidate @submit=${this.#submit}>
      ${field('from', l10n.t('From'), this.from === undefined ? '' : dateText(new Date(this.from)))}
      ${field('to', l10n.t('to'), last)}
      <button type="submit">${l10n.t('Show')}</button>
      ${problem ? html`<span class="problem" id="problem" role="alert">${problem.text}</span>` : nothing}
    </form>`;
  }

  #submit = (event: Event): void => {
    event.preventDefault();
    const value = (name: string): string =>
      this.renderRoot.querySelector<HTMLInputElement>(`input[name='${name}']`)?.value ?? '';
    const found = rangeOf(value('from'), value('to'), new Date());
    this.#problem = 'field' in found ? found : undefined;
    this.requestUpdate();
    if ('field' in found) this.renderRoot.querySelector<HTMLElement>(`input[name='${found.field}']`)?.focus();
    else this.dispatchEvent(new CustomEvent<TimeRange>('range', { detail: found }));
  };
}

customElements.define('fw-time-range', TimeRangeFields);
