import { css, html, nothing } from 'lit';
import type { ConfidenceList } from '../../../src/protocol/confidencePanel.ts';
import { l10n } from '../../l10n.ts';
import { PanelElement } from '../../state/panelElement.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import { consultStyles } from '../../styles/consultStyles.ts';
import { controlStyles } from '../../styles/controlStyles.ts';
import { icon } from '../icon.ts';
import { rovingTarget } from '../roving.ts';
import { badgeSentence, badgeWords } from './badgeWords.ts';
import { outcomeLook, requestTypeLabel } from './confidenceLabels.ts';

/** As many as the service gives at once. */
const LIST_MAX = 500;

/** Answers, newest first, walked by keyboard. Dispatches `open` with the id of one, and `more`. */
export class ScoreList extends PanelElement {
  static override properties = { list: { attribute: false }, selected: { attribute: false } };
  static override styles = [
    baseStyles,
    controlStyles,
    consultStyles,
    css`
      :host {
        display: block;
      }
      [role='option'] {
        cursor: pointer;
        display: grid;
        gap: 0 8px;
        grid-template-columns: 16px minmax(0, 1fr) max-content;
        padding: 5px 12px;
      }
      [role='option']:hover {
        background: var(--vscode-list-hoverBackground);
        outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      [role='option'][aria-selected='true'] {
        background: var(--vscode-list-activeSelectionBackground);
        color: var(--vscode-list-activeSelectionForeground);
        outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      [role='option']:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
        outline-offset: -1px;
      }
      [aria-selected='true'] .quiet {
        color: inherit;
      }
      .title {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .value {
        font-variant-numeric: tabular-nums;
      }
      .meta {
        font-size: 11px;
        grid-column: 2 / -1;
        overflow-wrap: anywhere;
      }
      .more {
        padding: 8px 12px;
      }
    `,
  ];
  declare list: ConfidenceList;
  declare selected: string | undefined;
  #turn = 0;

  protected override render(): unknown {
    const { scores, more, asked } = this.list;
    const turn = Math.min(this.#turn, scores.length - 1);
    return html`<div role="listbox" aria-label=${asked.title} @keydown=${this.#key}>
        ${scores.map((score, index) => {
          const { icon: sign, look, word } = outcomeLook(score.outcome);
          const { value, method } = badgeWords(score);
          const title = score.title ?? requestTypeLabel(score.requestType);
          return html`<div
            role="option"
            data-index=${index}
            aria-selected=${score.scoreId === this.selected}
            aria-label=${`${title}; ${badgeSentence(score)}; ${word}`}
            tabindex=${index === turn ? 0 : -1}
            @click=${() => this.#open(index)}
            @focus=${() => {
              this.#turn = index;
            }}
          >
            ${icon(sign, score.scoreId === this.selected ? '' : look)}<span class="title">${title}</span><span class="value">${value}</span>
            <span class="meta quiet">${when(score.at)} · ${method}${score.model === undefined ? nothing : ` · ${score.model}`} · ${word}</span>
          </div>`;
        })}
      </div>
      ${more && scores.length >= LIST_MAX ? html`<p class="more quiet">${l10n.t('These are the newest {0}. Narrow time, model or method to see others.', LIST_MAX)}</p>` : nothing}
      ${more && scores.length < LIST_MAX ? html`<div class="more"><button type="button" @click=${() => this.dispatchEvent(new CustomEvent('more'))}>${l10n.t('Show more')}</button></div>` : nothing}`;
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#open(this.#turn);
      return;
    }
    const target = rovingTarget(event.key, this.#turn, this.list.scores.length);
    if (target === undefined) return;
    event.preventDefault();
    this.#turn = target;
    this.requestUpdate();
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`[data-index='${target}']`)?.focus(),
    );
  };

  #open(index: number): void {
    this.#turn = index;
    const score = this.list.scores[index];
    if (score) this.dispatchEvent(new CustomEvent<string>('open', { detail: score.scoreId }));
  }
}

function when(at: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  return date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

customElements.define('fw-score-list', ScoreList);
