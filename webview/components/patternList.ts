import { css, html, nothing, type PropertyValues } from 'lit';
import type { PatternEntry } from '../../src/protocol/panel.ts';
import { l10n } from '../l10n.ts';
import { PanelElement } from '../state/panelElement.ts';
import { baseStyles } from '../styles/baseStyles.ts';
import { labelStyles } from '../styles/labelStyles.ts';
import { severityIcon, statusChip } from './labels.ts';
import { rovingTarget } from './roving.ts';
import { recordLine } from './trackRecord.ts';
import { whyRanked } from './whyRanked.ts';
import { withNames } from './withNames.ts';

/** Entries nearer to the end than this ask for more. */
const MORE_AHEAD = 10;

/** Patterns to choose from; one takes the focus, arrow keys move it, Enter opens. */
export class PatternList extends PanelElement {
  static override properties = { entries: { attribute: false }, selected: {}, more: { type: Boolean } };
  static override styles = [
    baseStyles,
    labelStyles,
    css`
      :host {
        display: block;
      }
      [role='option'] {
        border-inline-start: 2px solid transparent;
        contain-intrinsic-size: auto 46px;
        content-visibility: auto;
        cursor: pointer;
        display: flex;
        gap: 8px;
        padding: 5px 12px 5px 10px;
      }
      [role='option']:hover {
        background: var(--vscode-list-hoverBackground);
        color: var(--vscode-list-hoverForeground, inherit);
        outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      [role='option'][aria-selected='true'] {
        background: var(--vscode-list-inactiveSelectionBackground);
        border-inline-start-color: var(--vscode-focusBorder);
        color: var(--vscode-list-inactiveSelectionForeground, inherit);
        outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      [role='option'][aria-selected='true'] .meta {
        color: inherit;
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
      .meta,
      .why {
        color: var(--vscode-descriptionForeground);
        display: flex;
        font-size: 11px;
        gap: 10px;
        overflow: hidden;
        white-space: nowrap;
      }
      .meta > span,
      .why {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .meta .status {
        flex: none;
      }
      .meta .status .icon {
        font-size: 12px;
        width: 12px;
      }
    `,
  ];
  declare entries: readonly PatternEntry[];
  declare selected: string | undefined;
  declare more: boolean;
  #index = 0;

  constructor() {
    super();
    this.entries = [];
    this.more = false;
  }

  protected override willUpdate(changed?: PropertyValues): void {
    super.willUpdate();
    if (!changed?.has('entries') && !changed?.has('selected')) return;
    const selected = this.entries.findIndex(({ id, key }) => id === this.selected || key === this.selected);
    if (selected >= 0) this.#index = selected;
    else this.#index = Math.min(this.#index, Math.max(0, this.entries.length - 1));
  }

  protected override render(): unknown {
    return html`<div role="listbox" aria-label=${l10n.t('Patterns')} @keydown=${this.#key}>
      ${this.entries.map((entry, index) => this.#option(entry, index))}
    </div>`;
  }

  #option(entry: PatternEntry, index: number): unknown {
    const selected = entry.id === this.selected || entry.key === this.selected;
    const why = entry.parts ? whyRanked(entry.parts) : '';
    return html`<div
      role="option"
      tabindex=${index === this.#index ? 0 : -1}
      aria-selected=${selected}
      data-index=${index}
      @click=${() => this.#open(index)}
      @focus=${() => this.#focused(index)}
    >
      <span>${severityIcon(entry.severity)}</span>
      <div class="grow">
        <div class="title" title=${entry.title}>${withNames(entry.title)}</div>
        <div class="meta">
          ${entry.status === 'active' ? nothing : statusChip(entry.status)}
          <span>${recordLine(entry)}</span>
          <span>${[entry.problem_type, entry.code_type].filter((part) => part).join(' · ')}</span>
        </div>
        ${why === '' ? nothing : html`<div class="why" title=${why}>${l10n.t('Found by {0}', why)}</div>`}
      </div>
    </div>`;
  }

  #key = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#open(this.#index);
      return;
    }
    const target = rovingTarget(event.key, this.#index, this.entries.length);
    if (target === undefined) return;
    event.preventDefault();
    this.#index = target;
    this.requestUpdate();
    void this.updateComplete.then(() => this.focusEntry());
  };

  /** Puts the focus on the entry that has the list's turn. */
  focusEntry(): void {
    this.renderRoot.querySelector<HTMLElement>(`[data-index='${this.#index}']`)?.focus();
  }

  #focused(index: number): void {
    this.#index = index;
    if (this.more && index >= this.entries.length - MORE_AHEAD) this.dispatchEvent(new CustomEvent('more'));
    this.requestUpdate();
  }

  #open(index: number): void {
    const entry = this.entries[index];
    if (entry) this.dispatchEvent(new CustomEvent('open', { detail: entry.id }));
  }
}

customElements.define('fw-pattern-list', PatternList);
