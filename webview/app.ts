import '@vscode-elements/elements/dist/vscode-badge/vscode-badge.js';
import { css, html, nothing } from 'lit';
import type { PanelCommand, Place } from '../src/protocol/panel.ts';
import { type IconName, icon } from './components/icon.ts';
import { rovingTarget } from './components/roving.ts';
import { l10n } from './l10n.ts';
import './pages/auditPage.ts';
import './pages/consultPage.ts';
import './pages/patternsPage.ts';
import './pages/reviewPage.ts';
import './pages/weekPage.ts';
import { PanelElement } from './state/panelElement.ts';
import { baseStyles } from './styles/baseStyles.ts';
import { controlStyles } from './styles/controlStyles.ts';

interface PlaceTab {
  readonly place: Place;
  readonly icon: IconName;
  readonly label: string;
  readonly count?: number | undefined;
  /** What the count is of; what waits when absent. */
  readonly counted?: string;
}

/** The whole page: places, what the store says of itself, and the place that is shown. */
export class PanelApp extends PanelElement {
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        container-type: inline-size;
        display: block;
        height: 100vh;
        overflow: hidden;
      }
      .frame {
        display: grid;
        grid-template: auto auto minmax(0, 1fr) / minmax(0, 1fr);
        height: 100%;
      }
      .bar {
        align-items: center;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        display: flex;
        gap: 2px;
        padding: 0 6px;
      }
      .tabs {
        display: flex;
        flex: 1;
        min-width: 0;
      }
      [role='tab'] {
        background: transparent;
        border: 0;
        border-bottom: 1px solid transparent;
        border-radius: 0;
        color: var(--vscode-panelTitle-inactiveForeground, var(--vscode-descriptionForeground));
        display: flex;
        gap: 5px;
        margin-bottom: -1px;
        min-width: 0;
        padding: 7px 8px 6px;
        white-space: nowrap;
      }
      [role='tab'] .icon {
        display: none;
        margin: 0;
      }
      [role='tab']:hover {
        background: transparent;
        color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground));
      }
      [role='tab'][aria-selected='true'] {
        border-bottom-color: var(--vscode-panelTitle-activeBorder, var(--vscode-focusBorder));
        color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground));
        outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -4px;
      }
      [role='tab']:focus-visible {
        outline: 1px solid var(--vscode-focusBorder);
        outline-offset: -2px;
      }
      [role='tab'] vscode-badge {
        flex: none;
      }
      .banner {
        align-items: baseline;
        background: var(--vscode-inputValidation-warningBackground, transparent);
        border-bottom: 1px solid var(--vscode-inputValidation-warningBorder, var(--vscode-contrastBorder, transparent));
        color: var(--vscode-inputValidation-warningForeground, inherit);
        display: flex;
        flex-wrap: wrap;
        gap: 4px 10px;
        padding: 5px 12px;
      }
      .banner .grow {
        flex-basis: 200px;
      }
      .place {
        display: flex;
        flex-direction: column;
        /* The banner above it may be absent. */
        grid-row: 3;
        min-height: 0;
        min-width: 0;
      }
      /* Where five words have no room, the place that is shown keeps its word and the others their signs. */
      @container (max-width: 460px) {
        [role='tab']:not([aria-selected='true']) .icon {
          display: inline-block;
        }
        [role='tab']:not([aria-selected='true']) .label {
          clip-path: inset(50%);
          height: 1px;
          overflow: hidden;
          position: absolute;
          width: 1px;
        }
      }
      /* And in the narrowest side bar the line under its sign tells it. */
      @container (max-width: 360px) {
        .bar {
          gap: 0;
          padding: 0 2px;
        }
        [role='tab'] {
          padding: 7px 6px 6px;
        }
        [role='tab'][aria-selected='true'] .icon {
          display: inline-block;
        }
        [role='tab'][aria-selected='true'] .label {
          clip-path: inset(50%);
          height: 1px;
          overflow: hidden;
          position: absolute;
          width: 1px;
        }
      }
      @container (min-width: 900px) {
        .frame {
          grid-template: auto minmax(0, 1fr) / 168px minmax(0, 1fr);
        }
        .bar {
          align-items: stretch;
          border-bottom: 0;
          border-inline-end: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
          flex-direction: column;
          grid-row: 1 / -1;
          padding: 8px 0;
        }
        .tabs {
          flex: none;
          flex-direction: column;
        }
        [role='tab'] {
          border-bottom: 0;
          border-inline-start: 2px solid transparent;
          gap: 8px;
          margin: 0;
          padding: 6px 12px;
        }
        [role='tab'] .icon {
          display: inline-block;
        }
        [role='tab'] vscode-badge {
          margin-inline-start: auto;
        }
        [role='tab'][aria-selected='true'] {
          background: var(--vscode-list-inactiveSelectionBackground);
          border-inline-start-color: var(--vscode-focusBorder);
        }
        .tools {
          display: flex;
          margin: auto 8px 0;
        }
        .banner {
          grid-column: 2;
        }
        .place {
          grid-area: 2 / 2;
        }
      }
    `,
  ];

  protected override render(): unknown {
    const { panel } = this;
    return html`<div class="frame">
        <div class="bar">
          <div class="tabs" role="tablist" aria-label=${l10n.t('Places')} @keydown=${this.#key}>
            ${this.#tabs().map((tab) => this.#tab(tab))}
          </div>
          <div class="tools">
            ${tool('refresh', l10n.t('Refresh'), () => panel.run({ kind: 'refresh' }))}
            ${tool('add', l10n.t('New Pattern'), () => this.#command('newPattern'))}
          </div>
        </div>
        ${this.#banner()}
        <div class="place" role="tabpanel" id="place" aria-labelledby=${`tab-${panel.view.place}`}>${this.#place()}</div>
      </div>
      <div class="unseen" role="status" aria-live="polite">${panel.announcement}</div>`;
  }

  #tabs(): readonly PlaceTab[] {
    const store = this.panel.resource('store').value;
    // The queue itself knows better than the last figures of the store.
    const queue = this.panel.view.place === 'review' ? this.panel.resource('review').value?.total : undefined;
    return [
      {
        place: 'consult',
        icon: 'comment-discussion',
        label: l10n.t('Consult'),
        count: this.#approvalsWaiting(),
      },
      { place: 'patterns', icon: 'library', label: l10n.t('Patterns') },
      { place: 'review', icon: 'checklist', label: l10n.t('Review'), count: queue ?? store?.waiting },
      { place: 'learn', icon: 'lightbulb', label: l10n.t('Learned') },
      { place: 'audit', icon: 'table', label: l10n.t('Audit') },
      {
        place: 'confidence',
        icon: 'graph',
        label: l10n.t('Confidence'),
        count: this.panel.resource('confidenceNews').value?.alerts.length,
        counted: l10n.t('alerts'),
      },
      { place: 'week', icon: 'calendar', label: l10n.t('Week') },
    ];
  }

  #approvalsWaiting(): number {
    const { value } = this.panel.resource('consultations');
    return value?.consultations.reduce((sum, { waiting }) => sum + waiting, 0) ?? 0;
  }

  #tab({ place, icon: name, label, count, counted = l10n.t('waiting') }: PlaceTab): unknown {
    const selected = this.panel.view.place === place;
    return html`<button
      type="button"
      role="tab"
      id=${`tab-${place}`}
      aria-selected=${selected}
      aria-controls="place"
      title=${label}
      tabindex=${selected ? 0 : -1}
      @click=${() => this.panel.goTo(place)}
    >
      ${icon(name)} <span class="label">${label}</span>${count ? html`<vscode-badge variant="tab-header-counter">${count}</vscode-badge><span class="unseen">${counted}</span>` : nothing}
    </button>`;
  }

  #key = (event: KeyboardEvent): void => {
    const key = { ArrowRight: 'ArrowDown', ArrowLeft: 'ArrowUp' }[event.key] ?? event.key;
    const tabs = this.#tabs();
    const index = tabs.findIndex(({ place }) => place === this.panel.view.place);
    const target = tabs[rovingTarget(key, index, tabs.length) ?? -1];
    if (!target) return;
    event.preventDefault();
    this.panel.goTo(target.place);
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`#tab-${target.place}`)?.focus(),
    );
  };

  #banner(): unknown {
    const store = this.panel.resource('store').value;
    if (!store) return nothing;
    if (store.state === 'failed' || store.state === 'offline') {
      return html`<div class="banner" role="alert">
        <span class="grow">${icon('warning')} ${store.problem ?? l10n.t('The store cannot be reached. What is shown may be old.')}</span>
        <button type="button" class="link" @click=${() => this.panel.run({ kind: 'refresh' })}>${l10n.t('Try Again')}</button>
        <button type="button" class="link" @click=${() => this.#command('showLog')}>${l10n.t('Show Log')}</button>
      </div>`;
    }
    if (store.sync && store.sync.rejected > 0) {
      return html`<div class="banner" role="status">
        <span class="grow">${icon('warning')} ${l10n.t('{0} changes were refused by the team store.', store.sync.rejected)}</span>
        <button type="button" class="link" @click=${() => this.#command('showRejected')}>${l10n.t('Show Rejected Changes')}</button>
      </div>`;
    }
    if (store.state === 'recovering') {
      return html`<div class="banner" role="status"><span>${icon('history')} ${store.problem ?? l10n.t('The store is being recovered from its last snapshot.')}</span></div>`;
    }
    return nothing;
  }

  #place(): unknown {
    const { panel } = this;
    switch (panel.view.place) {
      case 'consult':
        return html`<fw-consult-page .panel=${panel}></fw-consult-page>`;
      case 'patterns':
        return html`<fw-patterns-page .panel=${panel}></fw-patterns-page>`;
      case 'review':
        return html`<fw-review-page .panel=${panel}></fw-review-page>`;
      case 'audit':
        return html`<fw-audit-page .panel=${panel}></fw-audit-page>`;
      case 'learn':
        void import('./pages/learnPage.ts');
        return html`<fw-learn-page .panel=${panel}></fw-learn-page>`;
      case 'confidence':
        // Charts are read when somebody looks at them.
        void import('./pages/confidencePage.ts');
        return html`<fw-confidence-page .panel=${panel}></fw-confidence-page>`;
      case 'week':
        return html`<fw-week-page .panel=${panel}></fw-week-page>`;
    }
  }

  #command(command: PanelCommand): Promise<unknown> {
    return this.panel.run({ kind: 'command', command });
  }
}

function tool(name: IconName, label: string, run: () => unknown): unknown {
  return html`<button type="button" class="tool" title=${label} aria-label=${label} @click=${run}>${icon(name)}</button>`;
}

customElements.define('fw-panel', PanelApp);
