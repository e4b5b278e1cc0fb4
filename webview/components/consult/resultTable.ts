import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { cellText, csvOf } from '../../consult/csv.ts';
import { count, duration } from '../../consult/figures.ts';
import type { ResultTable } from '../../consult/readTable.ts';
import { sortedRows } from '../../consult/sortRows.ts';
import { l10n } from '../../l10n.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import { controlStyles } from '../../styles/controlStyles.ts';
import { icon } from '../icon.ts';
import { rovingTarget } from '../roving.ts';
import { styled } from '../styled.ts';
import { ask } from './ask.ts';

/** Rows have one height, so that which of them show is arithmetic. */
const ROW_HEIGHT_PX = 24;
const OVERSCAN = 10;
/** Columns are as wide as their first rows, within these bounds. */
const COLUMN_MIN_CH = 6;
const COLUMN_MAX_CH = 44;
const ROWS_MEASURED = 60;

/** Rows of a query: sorted by a click, walked by keyboard, only those in sight drawn, and all of them exported. */
export class ResultTableElement extends LitElement {
  static override properties = { table: { attribute: false }, name: { attribute: false } };
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        border-radius: 3px;
        display: block;
        margin: 8px 0;
        overflow: hidden;
      }
      .bar {
        align-items: center;
        color: var(--vscode-descriptionForeground);
        display: flex;
        flex-wrap: wrap;
        font-size: 11px;
        gap: 2px 8px;
        padding: 3px 8px;
      }
      .scroll {
        max-height: min(420px, 60vh);
        overflow: auto;
      }
      [role='row'] {
        display: grid;
        height: ${ROW_HEIGHT_PX}px;
        line-height: ${ROW_HEIGHT_PX}px;
        min-width: max-content;
      }
      .head {
        background: var(--fw-surface);
        border-block: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        position: sticky;
        top: 0;
        z-index: 1;
      }
      .head button {
        color: inherit;
        font-weight: 600;
        max-width: 100%;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .head .icon {
        font-size: 12px;
        margin: 0 0 0 2px;
        width: 12px;
      }
      .body {
        position: relative;
      }
      .line {
        inset-inline: 0;
        position: absolute;
      }
      .line:hover {
        background: var(--vscode-list-hoverBackground);
      }
      .line:focus-visible {
        background: var(--vscode-list-inactiveSelectionBackground);
      }
      [role='gridcell'],
      [role='columnheader'] {
        overflow: hidden;
        padding: 0 8px;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      [role='gridcell'] {
        white-space: pre;
        font-family: var(--vscode-editor-font-family, monospace);
        font-size: var(--vscode-editor-font-size, 12px);
      }
      .null {
        color: var(--vscode-descriptionForeground);
        font-style: italic;
      }
      .number {
        text-align: end;
      }
      .whole {
        border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        max-height: 160px;
        overflow: auto;
        padding: 6px 8px;
      }
      .whole dt {
        color: var(--vscode-descriptionForeground);
        font-size: 11px;
      }
      .whole dd {
        font-family: var(--vscode-editor-font-family, monospace);
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
    `,
  ];
  declare table: ResultTable;
  declare name: string;
  #rows: readonly (readonly unknown[])[] = [];
  #sort: { readonly column: number; readonly descending: boolean } | undefined;
  #widths = '';
  #numeric: readonly boolean[] = [];
  #first = 0;
  #count = 20;
  #index = 0;
  #opened: number | undefined;

  constructor() {
    super();
    this.table = { columns: [], rows: [], truncated: false };
    this.name = '';
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('table')) return;
    this.#sort = undefined;
    this.#rows = this.table.rows;
    this.#index = 0;
    this.#opened = undefined;
    this.#measure();
  }

  protected override render(): unknown {
    const { columns } = this.table;
    const rows = this.#rows;
    const from = Math.max(0, this.#first - OVERSCAN);
    const last = Math.min(rows.length, this.#first + this.#count + OVERSCAN);
    const turn = this.#index < from || this.#index >= last ? rows[this.#index] : undefined;
    return html`${this.#bar()}
      <div class="scroll" role="grid" aria-label=${this.name === '' ? l10n.t('Rows') : this.name} aria-rowcount=${rows.length + 1} aria-colcount=${columns.length} @scroll=${this.#look} @keydown=${this.#key}>
        <div role="row" class="head" aria-rowindex="1" ${styled({ 'grid-template-columns': this.#widths })}>
          ${columns.map((column, index) => this.#header(column, index))}
        </div>
        <div class="body" role="rowgroup" ${styled({ height: `${rows.length * ROW_HEIGHT_PX}px` })}>
          ${turn ? this.#line(turn, this.#index) : nothing}
          ${rows.slice(from, last).map((row, offset) => this.#line(row, from + offset))}
        </div>
      </div>
      ${this.#whole()}`;
  }

  #bar(): unknown {
    const { rows, truncated, milliseconds } = this.table;
    return html`<div class="bar">
      <span class="grow" role="status"
        >${truncated ? l10n.t('the first {0} rows; there are more', count(rows.length)) : rows.length === 1 ? l10n.t('1 row') : l10n.t('{0} rows', count(rows.length))}${milliseconds === undefined ? '' : ` · ${duration(milliseconds)}`}</span
      >
      <button type="button" class="link" @click=${this.#export}>${l10n.t('Export CSV')}</button>
      <button type="button" class="link" @click=${() => ask(this, { kind: 'copyText', text: csvOf(this.table.columns, this.#rows) }, l10n.t('Copied'))}>${l10n.t('Copy')}</button>
    </div>`;
  }

  #header(column: string, index: number): unknown {
    const sort = this.#sort?.column === index ? this.#sort : undefined;
    const direction = sort ? (sort.descending ? 'descending' : 'ascending') : 'none';
    return html`<div role="columnheader" aria-sort=${direction} class=${this.#numeric[index] ? 'number' : ''}>
      <button type="button" class="link" title=${column} @click=${() => this.#sortBy(index)}>${column}${sort ? icon(sort.descending ? 'arrow-down' : 'arrow-up') : nothing}</button>
    </div>`;
  }

  #line(row: readonly unknown[], index: number): unknown {
    return html`<div
      role="row"
      class="line"
      data-index=${index}
      tabindex=${index === this.#index ? 0 : -1}
      aria-rowindex=${index + 2}
      ${styled({ top: `${index * ROW_HEIGHT_PX}px`, 'grid-template-columns': this.#widths })}
      @click=${() => this.#open(index)}
    >
      ${this.table.columns.map((_, column) => {
        const text = cellText(row[column]);
        return html`<div role="gridcell" class=${this.#numeric[column] ? 'number' : ''}>${text === undefined ? html`<span class="null">NULL</span>` : oneLine(text)}</div>`;
      })}
    </div>`;
  }

  /** The row that was opened, its long values whole. */
  #whole(): unknown {
    const row = this.#opened === undefined ? undefined : this.#rows[this.#opened];
    if (!row) return nothing;
    return html`<dl class="whole" tabindex="0" aria-label=${l10n.t('The whole row')}>
      ${this.table.columns.map((column, index) => html`<dt>${column}</dt><dd>${cellText(row[index]) ?? 'NULL'}</dd>`)}
    </dl>`;
  }

  #open(index: number): void {
    this.#index = index;
    this.#opened = this.#opened === index ? undefined : index;
    this.requestUpdate();
  }

  #sortBy(column: number): void {
    const descending = this.#sort?.column === column && !this.#sort.descending;
    this.#sort = { column, descending };
    this.#rows = sortedRows(this.table.rows, column, descending);
    this.#opened = undefined;
    this.requestUpdate();
  }

  #key = (event: KeyboardEvent): void => {
    const [target] = event.composedPath();
    if (!(target instanceof HTMLElement) || !target.classList.contains('line')) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#open(this.#index);
      return;
    }
    const index = rovingTarget(event.key, this.#index, this.#rows.length);
    if (index === undefined) return;
    event.preventDefault();
    this.#index = index;
    const scroller = this.renderRoot.querySelector('.scroll');
    const top = index * ROW_HEIGHT_PX;
    if (
      scroller &&
      (top < scroller.scrollTop || top + 2 * ROW_HEIGHT_PX > scroller.scrollTop + scroller.clientHeight)
    )
      scroller.scrollTop = Math.max(0, top - scroller.clientHeight / 2);
    this.#look();
    this.requestUpdate();
    void this.updateComplete.then(() =>
      this.renderRoot
        .querySelector<HTMLElement>(`.line[data-index='${index}']`)
        ?.focus({ preventScroll: true }),
    );
  };

  #look = (): void => {
    const scroller = this.renderRoot.querySelector('.scroll');
    if (!scroller) return;
    const first = Math.floor(scroller.scrollTop / ROW_HEIGHT_PX);
    const visible = Math.ceil(scroller.clientHeight / ROW_HEIGHT_PX) || this.#count;
    if (first === this.#first && visible === this.#count) return;
    this.#first = first;
    this.#count = visible;
    this.requestUpdate();
  };

  #export = (): void => {
    const name = this.name === '' ? 'rows' : this.name;
    ask(this, { kind: 'exportTable', name, csv: csvOf(this.table.columns, this.#rows) });
  };

  #measure(): void {
    const { columns, rows } = this.table;
    const sample = rows.slice(0, ROWS_MEASURED);
    this.#numeric = columns.map(
      (_, index) =>
        sample.some((row) => typeof row[index] === 'number') &&
        sample.every((row) => row[index] === null || typeof row[index] === 'number'),
    );
    this.#widths = columns
      .map((column, index) => {
        const longest = Math.max(
          column.length + 2,
          ...sample.map((row) => oneLine(cellText(row[index]) ?? 'NULL').length),
        );
        return `calc(${Math.min(COLUMN_MAX_CH, Math.max(COLUMN_MIN_CH, longest)) + 1}ch + 16px)`;
      })
      .join(' ');
  }
}

/** A cell is one line; the row opens to show it whole. */
function oneLine(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text.replaceAll(/\s*\n\s*/gu, ' ');
}

customElements.define('fw-result-table', ResultTableElement);
