import '@vscode-elements/elements/dist/vscode-progress-ring/vscode-progress-ring.js';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { PanelProblem } from '../../src/protocol/panel.ts';
import { l10n } from '../l10n.ts';
import type { Panel } from '../state/panel.ts';
import { type IconName, icon } from './icon.ts';

export interface NoticeAction {
  readonly label: string;
  readonly run: () => unknown;
}

/** A state with nothing to list: what it is, and the next thing to do. */
export function notice(
  name: IconName,
  title: string,
  text: string,
  actions: readonly NoticeAction[] = [],
): TemplateResult {
  return html`<div class="notice">
    ${icon(name)}
    <h2>${title}</h2>
    <p class="quiet">${text}</p>
    ${
      actions.length === 0
        ? nothing
        : html`<div class="row">
            ${actions.map(
              ({ label, run }, index) =>
                html`<button type="button" class=${index === 0 ? 'primary' : ''} @click=${run}>${label}</button>`,
            )}
          </div>`
    }
  </div>`;
}

/** Shown when something could not be loaded and there is nothing older to show. */
export function failureNotice(panel: Panel, problem: PanelProblem | undefined): TemplateResult {
  const offline = problem?.code === 'offline' || problem?.code === 'unavailable';
  return notice(
    offline ? 'debug-disconnect' : 'error',
    offline ? l10n.t('The store cannot be reached') : l10n.t('This could not be loaded'),
    problem?.message ?? l10n.t('The log says why.'),
    [
      { label: l10n.t('Try Again'), run: () => panel.run({ kind: 'refresh' }) },
      { label: l10n.t('Show Log'), run: () => panel.run({ kind: 'command', command: 'showLog' }) },
    ],
  );
}

/** Lines of no content while the first answer is under way; a store that is still opening is said in words. */
export function loadingNotice(panel: Panel): TemplateResult {
  const state = panel.resource('store').value?.state;
  const opening = state === 'starting' || state === 'recovering';
  return html`<div class="loading" role="status">
    ${
      opening
        ? html`<p class="opening quiet">
            <vscode-progress-ring role="none" aria-hidden="true" aria-live="off"></vscode-progress-ring>
            ${l10n.t('The store is being opened; the first time this takes a few seconds.')}
          </p>`
        : html`<span class="unseen">${l10n.t('Loading')}</span>`
    }
    ${[80, 60, 72, 48].map(() => html`<div class="bone" aria-hidden="true"></div>`)}
  </div>`;
}

export const noticeStyles = css`
  .notice {
    align-items: flex-start;
    display: flex;
    flex-direction: column;
    gap: 8px;
    margin: 0 auto;
    max-width: 420px;
    padding: 32px 20px;
  }
  .notice > .icon {
    color: var(--vscode-descriptionForeground);
    font-size: 28px;
    width: 28px;
  }
  .notice h2 {
    font-size: 1.1em;
    font-weight: 600;
  }
  .loading {
    display: flex;
    flex-direction: column;
    gap: 14px;
    padding: 16px;
    width: 100%;
  }
  .opening {
    align-items: center;
    display: flex;
    gap: 10px;
  }
  .opening vscode-progress-ring {
    flex: none;
    height: 20px;
    width: 20px;
  }
  @media (prefers-reduced-motion: reduce) {
    .opening vscode-progress-ring::part(indeterminate-indicator-1) {
      animation: none;
    }
  }
  .bone {
    animation: breathe 1.6s ease-in-out infinite alternate;
    background: var(--vscode-list-hoverBackground);
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 3px;
    height: 34px;
  }
  @keyframes breathe {
    from {
      opacity: 0.4;
    }
  }
`;
