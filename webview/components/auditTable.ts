import { css, html, nothing, type PropertyValues } from 'lit';
import type { AuditRow, AuditStatus } from '../../src/protocol/library.ts';
import { l10n } from '../l10n.ts';
import type { AuditViewState } from '../state/pageState.ts';
import { PanelElement } from '../state/panelElement.ts';
import { baseStyles } from '../styles/baseStyles.ts';
import { controlStyles } from '../styles/controlStyles.ts';
import { labelStyles } from '../styles/labelStyles.ts';
import { styled } from './styled.ts';
import './auditRowDetail.ts';
import { icon } from './icon.ts';
import { auditStatusIcon, auditStatusLabel } from './labels.ts';
import { rovingTarget } from './roving.ts';

/** Rows have one height, so that which of them show is arithmetic. */
const ROW_HEIGHT = 26;
/** Rows drawn beyond both edges, for smooth scrolling. */
const OVERSCAN = 12;

const COLUMNS: readonly { readonly sort: AuditViewState['sort']; readonly label: () => string }[] = [
  { sort: 'status', label: () => l10n.t('Status') },
  { sort: 'path', label: () => l10n.t('File') },
  { sort: 'debt', label: () => l10n.t('Debt') },
  { sort: 'findings', label: () => l10n.t('Findings') },
  { sort: 'owner', label: () => l10n.t('Owner') },
];

/** A table of any length of which only the rows in sight are drawn; one row takes the focus. */
export class AuditTable extends PanelElement {
  static override properties = { rows: { attribute: false } };
  static override styles = [
    baseStyles,
    controlStyles,
    labelStyles,
    css`
      :host {
        container-type: inline-size;
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      [role='grid'] {
        flex: 1;
        min-height: 0;
        overflow: auto;
      }
      [role='row'] {
        align-items: center;
        display: grid;
        gap: 8px;
        grid-template-columns: 20px minmax(80px, 1fr) 48px 0 0;
        height: ${ROW_HEIGHT}px;
        padding: 0 12px;
      }
      @container (min-width: 560px) {
        [role='row'] {
          gap: 14px;
          grid-template-columns: 116px minmax(160px, 1fr) 64px 72px minmax(70px, 140px);
        }
      }
      .head {
        background: var(--fw-surface);
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        position: sticky;
        top: 0;
        z-index: 1;
      }
      .head button.link {
        color: inherit;
        font-weight: 600;
        max-width: 100%;
        overflow: hidden;
        white-space: nowrap;
      }
      .head .icon {
        font-size: 12px;
        margin: 0 0 0 3px;
        width: 12px;
      }
      .body {
        position: relative;
      }
      .line {
        cursor: pointer;
        inset-inline: 0;
        position: absolute;
      }
      .line:hover {
        background: var(--vscode-list-hoverBackground);
      }
      .line[aria-selected='true'] {
        background: var(--vscode-list-activeSelectionBackground);
        color: var(--vscode-list-activeSelectionForeground);
        outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      .line:focus-visible {
        outline: 1px solid var(--vscode-list-focusOutline, var(--vscode-focusBorder));
        outline-offset: -1px;
      }
      [role='gridcell'],
      [role='columnheader'] {
        min-width: 0;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .number {
        font-variant-numeric: tabular-nums;
        text-align: end;
      }
      .folder {
        color: var(--vscode-descriptionForeground);
      }
      [aria-selected='true'] .folder,
      [aria-selected='true'] .icon {
        color: inherit;
      }
      .words {
        display: none;
      }
      @container (min-width: 560px) {
        .words {
          display: inline;
        }
      }
      fw-audit-row-detail {
        border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        flex: none;
        max-height: 45%;
        overflow: auto;
      }
    `,
  ];
  declare rows: readonly AuditRow[];
  #first = 0;
  #count = 40;
  #index = 0;
  #selected: string | undefined;
  #sizes: ResizeObserver | undefined;

  constructor() {
    super();
    this.rows = [];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes?.disconnect();
    this.#sizes = undefined;
  }

  protected override firstUpdated(): void {
    const grid = this.#grid;
    if (!grid) return;
    this.#sizes = new ResizeObserver(() => this.#look());
    this.#sizes.observe(grid);
    grid.scrollTop = this.panel.state.scroll.audit ?? 0;
  }

  protected override willUpdate(changed?: PropertyValues): void {
    super.willUpdate();
    if (!changed?.has('rows')) return;
    const at = this.rows.findIndex(({ id }) => id === this.#selected);
    this.#index = at >= 0 ? at : Math.min(this.#index, Math.max(0, this.rows.length - 1));
  }

  protected override render(): unknown {
    const last = Math.min(this.rows.length, this.#first + this.#count + 2 * OVERSCAN);
    const from = Math.max(0, Math.min(this.#first, last - this.#count) - OVERSCAN);
    const selected = this.rows.find(({ id }) => id === this.#selected);
    const shown = this.rows.slice(from, last);
    // The row with the list's turn stays in the page, or the focus would be lost by scrolling.
    const turn = this.rows[this.#index];
    return html`<div
        role="grid"
        aria-label=${l10n.t('Files')}
        aria-rowcount=${this.rows.length + 1}
        @scroll=${() => this.#look()}
        @keydown=${this.#key}
      >
        <div role="row" class="head" aria-rowindex="1">${COLUMNS.map((column) => this.#header(column))}</div>
        <div class="body" role="rowgroup" ${styled({ height: `${this.rows.length * ROW_HEIGHT}px` })}>
          ${turn && (this.#index < from || this.#index >= last) ? this.#row(turn, this.#index) : nothing}
          ${shown.map((row, offset) => this.#row(row, from + offset))}
        </div>
      </div>
      ${selected ? html`<fw-audit-row-detail .panel=${this.panel} .row=${selected} @close=${() => this.#select(undefined)}></fw-audit-row-detail>` : nothing}`;
  }

  #header({ sort, label }: (typeof COLUMNS)[number]): unknown {
    const { audit } = this.panel.state;
    const sorted = audit.sort === sort;
    const direction = audit.descending ? 'descending' : 'ascending';
    return html`<div role="columnheader" aria-sort=${sorted ? direction : 'none'} class=${sort === 'debt' || sort === 'findings' ? 'number' : ''}>
      <button type="button" class="link" @click=${() => this.panel.keep({ audit: { ...audit, sort, descending: sorted ? !audit.descending : sort === 'debt' || sort === 'findings' } })}>
        ${sort === 'status' ? html`<span class="words">${label()}</span>${sorted ? nothing : html`<span class="unseen">${label()}</span>`}` : label()}${sorted ? icon(audit.descending ? 'arrow-down' : 'arrow-up') : nothing}
      </button>
    </div>`;
  }

  #row(row: AuditRow, index: number): unknown {
    const slash = row.path.lastIndexOf('/');
    return html`<div
      role="row"
      class="line"
      data-index=${index}
      tabindex=${index === this.#index ? 0 : -1}
      aria-rowindex=${index + 2}
      aria-selected=${row.id === this.#selected}
      ${styled({ top: `${index * ROW_HEIGHT}px` })}
      @click=${() => this.#pick(index)}
      @dblclick=${() => this.panel.run({ kind: 'openFile', path: row.path })}
    >
      <div role="gridcell" title=${auditStatusLabel(row.status)}>
        ${auditStatusIcon(row.status)}<span class="words"> ${auditStatusLabel(row.status)}</span><span class="unseen">${auditStatusLabel(row.status)}</span>
      </div>
      <div role="gridcell" title=${row.path}>${row.path.slice(slash + 1)} <span class="folder">${row.path.slice(0, Math.max(0, slash))}</span></div>
      <div role="gridcell" class="number">${row.technical_debt}</div>
      <div role="gridcell" class="number">${row.findings}</div>
      <div role="gridcell">${row.owner ?? ''}</div>
    </div>`;
  }

  get #grid(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>("[role='grid']");
  }

  #look(): void {
    const grid = this.#grid;
    if (!grid) return;
    this.#first = Math.floor(grid.scrollTop / ROW_HEIGHT);
    this.#count = Math.ceil(grid.clientHeight / ROW_HEIGHT) + 1;
    this.panel.keepScroll('audit', grid.scrollTop);
    this.requestUpdate();
  }

  #key = (event: KeyboardEvent): void => {
    const [target] = event.composedPath();
    if (!(target instanceof HTMLElement) || !target.classList.contains('line')) return;
    const index = rovingTarget(event.key, this.#index, this.rows.length);
    const row = this.rows[this.#index];
    if (index !== undefined) void this.#focusRow(index);
    else if (event.key === ' ' || event.key === 'Enter') this.#pick(this.#index);
    else if (event.key === 'o' && row) void this.panel.run({ kind: 'openFile', path: row.path });
    else if (event.key === 'Escape' && this.#selected !== undefined) this.#select(undefined);
    else if (row && this.panel.writes && event.key in STATUS_KEYS) this.#setStatus(row, event.key);
    else return;
    event.preventDefault();
  };

  #setStatus(row: AuditRow, key: string): void {
    const status = STATUS_KEYS[key];
    if (status) void this.panel.run({ kind: 'changeAudit', ids: [row.id], status }, auditStatusLabel(status));
  }

  async #focusRow(index: number): Promise<void> {
    this.#index = index;
    const grid = this.#grid;
    if (!grid) return;
    const top = index * ROW_HEIGHT;
    // The head covers the first row's height.
    const height = grid.clientHeight - ROW_HEIGHT;
    if (top < grid.scrollTop) grid.scrollTop = top;
    else if (top + ROW_HEIGHT > grid.scrollTop + height) grid.scrollTop = top + ROW_HEIGHT - height;
    this.#look();
    await this.updateComplete;
    this.renderRoot
      .querySelector<HTMLElement>(`.line[data-index='${index}']`)
      ?.focus({ preventScroll: true });
  }

  #pick(index: number): void {
    this.#index = index;
    this.#select(this.rows[index]?.id);
    void this.#focusRow(index);
  }

  #select(id: string | undefined): void {
    this.#selected = id;
    this.requestUpdate();
  }
}

/** A digit sets the status of the row that has the focus. */
const STATUS_KEYS: Readonly<Record<string, AuditStatus>> = {
  '1': 'Not Started',
  '2': 'In Progress',
  '3': 'Complete',
  '4': 'Failed',
};

customElements.define('fw-audit-table', AuditTable);
