import { css, html, nothing } from 'lit';
import type { LearnedDraft } from '../../src/protocol/learn.ts';
import type { LearnFrom, LearnReview } from '../../src/protocol/learnPanel.ts';
import { icon } from '../components/icon.ts';
import '../components/learn/learnedDraft.ts';
import { failureNotice, loadingNotice, notice, noticeStyles } from '../components/notice.ts';
import { rememberScroll } from '../components/rememberScroll.ts';
import { isTyping, rovingTarget } from '../components/roving.ts';
import { withNames } from '../components/withNames.ts';
import { l10n } from '../l10n.ts';
import { PanelElement } from '../state/panelElement.ts';
import { baseStyles } from '../styles/baseStyles.ts';
import { controlStyles } from '../styles/controlStyles.ts';
import { foldStyles } from '../styles/foldStyles.ts';
import { queueStyles } from '../styles/queueStyles.ts';

/** What was learned from fixes and waits for its reader. */
export class LearnPage extends PanelElement {
  static override styles = [
    baseStyles,
    controlStyles,
    foldStyles,
    noticeStyles,
    queueStyles,
    css`
      .bar,
      .busy,
      .declined {
        padding: 6px 12px;
      }
      .bar {
        align-items: center;
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
      }
      .busy {
        align-items: center;
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
      progress {
        flex: 1;
        min-width: 80px;
      }
      [role='option'] {
        cursor: pointer;
        padding: 5px 12px;
      }
      [role='option'] .title {
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      [role='option'][aria-selected='true'] .quiet {
        color: inherit;
      }
      .declined ul {
        margin: 4px 0;
        overflow-wrap: anywhere;
        padding-inline-start: 18px;
      }
      fw-learned-draft {
        min-width: 0;
      }
    `,
  ];

  protected override render(): unknown {
    const { panel } = this;
    const { state, value, problem } = panel.resource('learn');
    if (!value) return state === 'failed' ? failureNotice(panel, problem) : loadingNotice(panel);
    const draft = this.#chosen(value);
    if (!draft) {
      return html`${this.#busy(value)}${value.busy ? nothing : this.#nothing(value)}`;
    }
    return html`<div class="place" @keydown=${this.#key}>
      <div class="queue" ${rememberScroll(panel, 'learn')}>
        ${this.#busy(value)}
        <div class="bar">${value.busy ? nothing : this.#buttons()}</div>
        <div role="listbox" aria-label=${l10n.t('Learned patterns')}>
          ${value.drafts.map((one) => this.#option(one, one === draft))}
        </div>
        ${declinedPart(value)}
      </div>
      <fw-learned-draft .panel=${panel} .draft=${draft} aria-label=${draft.title} role="region"></fw-learned-draft>
    </div>`;
  }

  #chosen({ drafts }: LearnReview): LearnedDraft | undefined {
    const { view } = this.panel;
    const wanted = view.place === 'learn' ? view.draft : undefined;
    return drafts.find(({ id }) => id === wanted) ?? drafts[0];
  }

  #option(draft: LearnedDraft, selected: boolean): unknown {
    const places = draft.sitesTotal === 1 ? l10n.t('1 place') : l10n.t('{0} places', draft.sitesTotal);
    return html`<div role="option" tabindex=${selected ? 0 : -1} aria-selected=${selected} data-id=${draft.id} @click=${() => this.#show(draft)}>
      <span class="title" title=${draft.title}>${withNames(draft.title)}</span>
      <span class="quiet">${draft.language} · ${places}</span>
    </div>`;
  }

  #busy({ busy }: LearnReview): unknown {
    if (!busy) return nothing;
    const { text, percentage } = busy;
    return html`<div class="busy" role="status">
      <span>${text}</span>
      ${percentage === undefined ? html`<progress aria-label=${text}></progress>` : html`<progress max="100" .value=${percentage} aria-label=${text}></progress>`}
      <button type="button" @click=${() => this.panel.run({ kind: 'stopLearning' })}>${l10n.t('Stop')}</button>
    </div>`;
  }

  #buttons(): unknown {
    const button = (from: LearnFrom, label: string): unknown =>
      html`<button type="button" @click=${() => this.panel.run({ kind: 'learn', from })}>${label}</button>`;
    return html`<span class="quiet">${l10n.t('Learn from')}</span> ${button('workingTree', l10n.t('My Changes'))} ${button('commit', l10n.t('A Commit'))} ${button('history', l10n.t('The History'))}`;
  }

  #nothing(value: LearnReview): unknown {
    const learn = (from: LearnFrom) => () => this.panel.run({ kind: 'learn', from });
    return html`${notice(
      'lightbulb',
      l10n.t('Nothing learned waits here'),
      l10n.t(
        'Mend something by hand, then learn from it: Fixward finds the same problem elsewhere, mends it alike and guards against it from then on. No model is needed.',
      ),
      [
        { label: l10n.t('Learn from My Changes'), run: learn('workingTree') },
        { label: l10n.t('Learn from a Commit'), run: learn('commit') },
        { label: l10n.t('Learn from the History'), run: learn('history') },
        { label: l10n.t('Learn from a Diff in the Clipboard'), run: learn('clipboard') },
      ],
    )}${declinedPart(value)}`;
  }

  #show(draft: LearnedDraft): void {
    this.panel.show({ place: 'learn', draft: draft.id });
  }

  #key = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event)) return;
    const [target] = event.composedPath();
    if (!(target instanceof HTMLElement) || target.getAttribute('role') !== 'option') return;
    const drafts = this.panel.resource('learn').value?.drafts ?? [];
    const index = drafts.findIndex(({ id }) => id === target.dataset.id);
    const to = rovingTarget(event.key, index, drafts.length);
    const draft = to === undefined ? undefined : drafts[to];
    if (!draft) return;
    event.preventDefault();
    this.#show(draft);
    void this.updateComplete.then(() =>
      this.renderRoot
        .querySelector<HTMLElement>(`[role='option'][data-id='${CSS.escape(draft.id)}']`)
        ?.focus(),
    );
  };
}

/** Edits of the last look that nothing safe could be learned from, with the reason of each. */
function declinedPart({ declined }: LearnReview): unknown {
  if (declined.length === 0) return nothing;
  return html`<details class="declined">
    <summary class="quiet">${icon('info')} ${declined.length === 1 ? l10n.t('Nothing safe was learned from 1 edit') : l10n.t('Nothing safe was learned from {0} edits', declined.length)}</summary>
    <ul>
      ${declined.map(({ path, line, why }) => html`<li>${path}:${line + 1}: ${why}</li>`)}
    </ul>
  </details>`;
}

customElements.define('fw-learn-page', LearnPage);
