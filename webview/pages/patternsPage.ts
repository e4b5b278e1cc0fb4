import { css, html, nothing } from 'lit';
import { PATTERN_SEVERITIES, PATTERN_STATUSES } from '../../src/protocol/libraryChoices.ts';
import type { PanelView, PatternOrder } from '../../src/protocol/panel.ts';
import type { SearchFilters } from '../../src/protocol/service.ts';
import { eventValue } from '../components/eventValue.ts';
import { icon } from '../components/icon.ts';
import { severityLabel, statusLabel } from '../components/labels.ts';
import { failureNotice, loadingNotice, notice, noticeStyles } from '../components/notice.ts';
import type { PatternList } from '../components/patternList.ts';
import { rememberScroll } from '../components/rememberScroll.ts';
import { l10n } from '../l10n.ts';
import { PATTERNS_SHOWN_FIRST } from '../state/pageState.ts';
import { PanelElement } from '../state/panelElement.ts';
import { baseStyles } from '../styles/baseStyles.ts';
import { controlStyles } from '../styles/controlStyles.ts';
import '../components/patternList.ts';
import './patternPage.ts';

/** Waits for the next key, so that a word asks once. */
const SEARCH_DELAY_MS = 180;

type PatternsView = Extract<PanelView, { place: 'patterns' }>;

const LAYERS = [1, 2, 3, 4, 5, 6, 7] as const;

/** The library: search, filters, list, and the pattern that is read, beside it where there is room. */
export class PatternsPage extends PanelElement {
  static override styles = [
    baseStyles,
    controlStyles,
    noticeStyles,
    css`
      :host {
        container-type: inline-size;
        display: flex;
        flex: 1;
        min-height: 0;
        min-width: 0;
      }
      .list {
        display: flex;
        flex: 1;
        flex-direction: column;
        min-width: 0;
      }
      .search {
        display: flex;
        flex-direction: column;
        gap: 6px;
        padding: 8px 12px;
      }
      .field {
        position: relative;
      }
      .field input {
        padding-inline-start: 26px;
      }
      .field > .icon {
        color: var(--vscode-descriptionForeground);
        inset: 5px auto auto 6px;
        pointer-events: none;
        position: absolute;
      }
      .filters {
        display: grid;
        gap: 6px;
        grid-template-columns: repeat(2, minmax(0, 1fr));
      }
      .filters select {
        width: 100%;
      }
      .count {
        align-items: baseline;
        color: var(--vscode-descriptionForeground);
        display: flex;
        flex-wrap: wrap;
        font-size: 11px;
        gap: 8px;
        justify-content: space-between;
      }
      .scroll {
        flex: 1;
        min-height: 0;
        overflow-y: auto;
      }
      .more {
        padding: 8px 12px 16px;
      }
      fw-pattern-page {
        flex: 1.6;
      }
      .reading .list {
        display: none;
      }
      @container (min-width: 700px) {
        .list,
        .reading .list {
          border-inline-end: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
          display: flex;
          flex: 0 0 330px;
        }
      }
      .place {
        display: flex;
        flex: 1;
        min-height: 0;
        min-width: 0;
      }
      .nothing {
        align-self: center;
        display: none;
        flex: 1;
      }
      @container (min-width: 700px) {
        .nothing {
          display: block;
        }
      }
    `,
  ];
  #typing: ReturnType<typeof setTimeout> | undefined;
  #opened: string | undefined;

  get #view(): PatternsView | undefined {
    return this.panel.view.place === 'patterns' ? this.panel.view : undefined;
  }

  protected override render(): unknown {
    const view = this.#view;
    if (!view) return nothing;
    const reading = view.pattern !== undefined || this.panel.state.editing === 'new';
    return html`<div class="place ${reading ? 'reading' : ''}">
      <div class="list">${this.#search(view)}${this.#results(view)}</div>
      ${
        reading
          ? html`<fw-pattern-page .panel=${this.panel} @back=${this.#back}></fw-pattern-page>`
          : html`<div class="nothing">${notice('library', l10n.t('No pattern is open'), l10n.t('Choose one from the list to read it here.'))}</div>`
      }
    </div>`;
  }

  #search(view: PatternsView): unknown {
    const list = this.panel.resource('patterns');
    const { filters } = view;
    const filtered = view.query !== '' || Object.keys(filters).length > 0;
    return html`<form class="search" role="search" @submit=${(event: Event) => event.preventDefault()}>
      <div class="field">
        ${icon('search')}
        <input
          type="search"
          name="query"
          aria-label=${l10n.t('Search patterns')}
          placeholder=${l10n.t('Symptom, code or name')}
          .value=${view.query}
          @input=${this.#typed}
          @keydown=${this.#searchKey}
        />
      </div>
      <div class="filters">
        ${select(l10n.t('Status'), l10n.t('Any status'), filters.statuses?.[0], PATTERN_STATUSES, statusLabel, (value) => this.#filter({ statuses: value && [value] }))}
        ${select(l10n.t('Severity'), l10n.t('Any severity'), filters.severities?.[0], PATTERN_SEVERITIES, severityLabel, (value) => this.#filter({ severities: value && [value] }))}
        ${select(
          l10n.t('Layer'),
          l10n.t('Any layer'),
          filters.layers?.[0],
          LAYERS,
          (layer) => l10n.t('Layer {0}', layer),
          (value) => this.#filter({ layers: value && [Number(value)] }),
        )}
        ${view.query === '' ? order(view.order, (value) => this.#show({ order: value })) : nothing}
      </div>
      <div class="count">
        <span role="status">${this.#countText(view)}</span>
        ${filtered ? html`<button type="button" class="link" @click=${() => this.#show({ query: '', filters: {} })}>${l10n.t('Clear search')}</button>` : nothing}
      </div>
      ${list.value?.notes.map((note) => html`<div class="quiet">${icon('info')} ${note}</div>`)}
    </form>`;
  }

  #countText(view: PatternsView): string {
    const { state, value } = this.panel.resource('patterns');
    if (!value && state === 'failed') return '';
    // Reading a pattern loads the list anew; what it says of itself stays until it says something else.
    if (!value || value.query !== view.query) return l10n.t('Searching …');
    if (view.query !== '') return l10n.t('{0} matches', value.entries.length);
    return value.total === 1 ? l10n.t('1 pattern') : l10n.t('{0} patterns', value.total);
  }

  #results(view: PatternsView): unknown {
    const { state, value, problem } = this.panel.resource('patterns');
    if (!value) return state === 'failed' ? failureNotice(this.panel, problem) : loadingNotice(this.panel);
    if (value.entries.length === 0 && state !== 'loading') return this.#empty(view);
    return html`<div class="scroll" ${rememberScroll(this.panel, `patterns ${view.query}`)}>
      ${state === 'failed' ? html`<p class="more">${icon('warning')} ${problem?.message}</p>` : nothing}
      <fw-pattern-list
        .panel=${this.panel}
        .entries=${value.entries}
        .selected=${view.pattern}
        ?more=${value.more}
        @open=${(event: CustomEvent<string>) => this.#open(event.detail)}
        @more=${this.#more}
      ></fw-pattern-list>
      ${value.more ? html`<p class="more"><button type="button" @click=${this.#more}>${l10n.t('Show more')}</button></p>` : nothing}
    </div>`;
  }

  #empty(view: PatternsView): unknown {
    const { panel } = this;
    if (view.query !== '' || Object.keys(view.filters).length > 0) {
      return notice(
        'search',
        l10n.t('Nothing matches'),
        l10n.t('Search in other words, or look without filters.'),
        [
          { label: l10n.t('Clear search'), run: () => this.#show({ query: '', filters: {} }) },
          { label: l10n.t('New Pattern'), run: () => panel.run({ kind: 'command', command: 'newPattern' }) },
        ],
      );
    }
    return notice(
      'library',
      l10n.t('The library is empty'),
      l10n.t(
        'Patterns come from fixes that you apply, from files in .fixward/patterns, and from what you write.',
      ),
      [
        { label: l10n.t('New Pattern'), run: () => panel.run({ kind: 'command', command: 'newPattern' }) },
        {
          label: l10n.t('Import Patterns'),
          run: () => panel.run({ kind: 'command', command: 'importPatterns' }),
        },
      ],
    );
  }

  #typed = (event: Event): void => {
    const value = eventValue(event);
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#show({ query: value }), SEARCH_DELAY_MS);
  };

  #searchKey = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      this.renderRoot.querySelector<PatternList>('fw-pattern-list')?.focusEntry();
    } else if (event.key === 'Escape' && this.#view?.query !== '') {
      event.preventDefault();
      this.#show({ query: '' });
    }
  };

  #filter(change: { readonly [Name in keyof SearchFilters]: SearchFilters[Name] | '' | undefined }): void {
    const filters = Object.fromEntries(
      Object.entries({ ...this.#view?.filters, ...change }).filter(([, value]) => value),
    );
    this.#show({ filters });
  }

  #show(change: Partial<PatternsView>): void {
    const view = this.#view;
    if (view) this.panel.show({ ...view, limit: PATTERNS_SHOWN_FIRST, ...change });
  }

  #open(id: string): void {
    this.#opened = id;
    this.panel.edit(undefined);
    this.#show({ pattern: id, limit: this.#view?.limit ?? PATTERNS_SHOWN_FIRST });
  }

  #more = (): void => {
    const view = this.#view;
    if (view) this.#show({ limit: view.limit + PATTERNS_SHOWN_FIRST });
  };

  #back = async (): Promise<void> => {
    const view = this.#view;
    if (!view) return;
    const { pattern: _, ...rest } = view;
    this.panel.edit(undefined);
    this.panel.show(rest);
    await this.updateComplete;
    const list = this.renderRoot.querySelector<PatternList>('fw-pattern-list');
    await list?.updateComplete;
    if (this.#opened !== undefined) list?.focusEntry();
  };
}

function select<Value extends string | number>(
  label: string,
  any: string,
  chosen: string | number | undefined,
  values: readonly Value[],
  labelOf: (value: Value) => string,
  choose: (value: string) => void,
): unknown {
  return html`<select
    aria-label=${label}
    @change=${(event: Event) => {
      choose(eventValue(event));
    }}
  >
    <option value="" ?selected=${chosen === undefined}>${any}</option>
    ${values.map((value) => html`<option value=${value} ?selected=${String(value) === String(chosen)}>${labelOf(value)}</option>`)}
  </select>`;
}

const ORDERS: readonly PatternOrder[] = ['confidence', 'recent', 'applied', 'title'];

function order(chosen: PatternOrder, choose: (order: PatternOrder) => void): unknown {
  const labels: Readonly<Record<PatternOrder, string>> = {
    confidence: l10n.t('Most trusted'),
    recent: l10n.t('Newest change'),
    applied: l10n.t('Most applied'),
    title: l10n.t('By title'),
  };
  return html`<select
    aria-label=${l10n.t('Order')}
    @change=${(event: Event) => {
      const value = eventValue(event);
      choose(ORDERS.find((known) => known === value) ?? 'confidence');
    }}
  >
    ${ORDERS.map((value) => html`<option value=${value} ?selected=${value === chosen}>${labels[value]}</option>`)}
  </select>`;
}

customElements.define('fw-patterns-page', PatternsPage);
