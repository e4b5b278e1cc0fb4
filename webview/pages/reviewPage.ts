import { css, html, nothing } from 'lit';
import type { Pattern, ReviewDecision } from '../../src/protocol/library.ts';
import { icon } from '../components/icon.ts';
import { originLabel, severityChip, severityIcon, statusChip } from '../components/labels.ts';
import { failureNotice, loadingNotice, notice, noticeStyles } from '../components/notice.ts';
import { patternBody, patternBodyStyles } from '../components/patternBody.ts';
import { rememberScroll } from '../components/rememberScroll.ts';
import { isTyping, rovingTarget } from '../components/roving.ts';
import { l10n } from '../l10n.ts';
import { draftOf } from '../state/drafts.ts';
import { PanelElement } from '../state/panelElement.ts';
import { baseStyles } from '../styles/baseStyles.ts';
import { controlStyles } from '../styles/controlStyles.ts';
import { labelStyles } from '../styles/labelStyles.ts';
import { queueStyles } from '../styles/queueStyles.ts';
import './patternForm.ts';

interface Decided {
  readonly pattern: Pattern;
  readonly decision: ReviewDecision;
}

/** Patterns that wait for a decision, one after the other: a approves, r rejects, e edits, u takes back. */
export class ReviewPage extends PanelElement {
  static override styles = [
    baseStyles,
    controlStyles,
    labelStyles,
    noticeStyles,
    patternBodyStyles,
    queueStyles,
    css`
      .counts {
        color: var(--vscode-descriptionForeground);
        padding: 8px 12px 4px;
      }
      [role='option'] {
        cursor: pointer;
        display: flex;
        gap: 8px;
        padding: 4px 12px;
      }
      [role='option'] .title {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .one {
        display: flex;
        flex-direction: column;
        min-height: 0;
      }
      .scroll {
        flex: 1;
        min-height: 0;
        overflow-y: auto;
        padding: 12px 16px;
      }
      .scroll > * {
        max-width: 860px;
      }
      h1 {
        font-size: 1.25em;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .facts {
        column-gap: 14px;
        display: flex;
        flex-wrap: wrap;
        margin: 6px 0 12px;
      }
      .actions {
        border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        padding: 8px 16px;
      }
      kbd {
        border: 1px solid currentcolor;
        border-radius: 3px;
        font-family: inherit;
        font-size: 10px;
        margin-inline-start: 6px;
        opacity: 0.75;
        padding: 0 4px;
      }
      .failure {
        color: var(--vscode-errorForeground);
        flex-basis: 100%;
      }
      .last {
        align-items: baseline;
        display: flex;
        flex-basis: 100%;
        flex-wrap: wrap;
        gap: 8px;
      }
    `,
  ];
  #index = 0;
  #decided: readonly Decided[] = [];
  /** Decided here and not yet gone from the host's list. */
  #hidden: ReadonlySet<string> = new Set();
  #failure: string | undefined;

  get #waiting(): readonly Pattern[] {
    const patterns = this.panel.resource('review').value?.patterns ?? [];
    return patterns.filter(({ id }) => !this.#hidden.has(id));
  }

  protected override render(): unknown {
    const { panel } = this;
    const { state, value, problem } = panel.resource('review');
    if (!value) return state === 'failed' ? failureNotice(panel, problem) : loadingNotice(panel);
    const waiting = this.#waiting;
    this.#index = Math.min(this.#index, Math.max(0, waiting.length - 1));
    const pattern = waiting[this.#index];
    if (!pattern) return this.#done();
    const editing = panel.state.editing === pattern.id;
    return html`<div class="place" @keydown=${this.#key}>
      <div class="queue" ${rememberScroll(panel, 'review')}>
        <p class="counts" role="status">${this.#counts(waiting.length, value.total)}</p>
        <div role="listbox" aria-label=${l10n.t('Waiting for review')}>
          ${waiting.map((one, index) => this.#option(one, index))}
        </div>
      </div>
      <div class="one">
        <div class="scroll" ${rememberScroll(panel, `review ${pattern.id}`)}>
          ${
            editing
              ? html`<fw-pattern-form .panel=${panel} .draftKey=${pattern.id} .draft=${panel.draft(pattern.id) ?? draftOf(pattern)} .stored=${pattern}></fw-pattern-form>`
              : html`<article aria-label=${pattern.title}>
                  <h1>${pattern.title}</h1>
                  <div class="facts">${statusChip(pattern.status)} ${severityChip(pattern.severity)} <span class="quiet">${pattern.problem_type}</span> <span class="quiet">${originLabel(pattern.origin)}</span></div>
                  ${patternBody(panel, pattern)}
                </article>`
          }
        </div>
        ${editing ? nothing : this.#actions(pattern)}
      </div>
    </div>`;
  }

  #counts(count: number, total: number): string {
    const rest = total - this.#hidden.size;
    return rest > count
      ? l10n.t('{0} waiting, the first {1} are here', rest, count)
      : this.#decided.length === 0
        ? l10n.t('{0} waiting', count)
        : l10n.t('{0} waiting, {1} decided just now', count, this.#decided.length);
  }

  #option(pattern: Pattern, index: number): unknown {
    const selected = index === this.#index;
    return html`<div role="option" tabindex=${selected ? 0 : -1} aria-selected=${selected} data-index=${index} @click=${() => this.#move(index)}>
      <span>${severityIcon(pattern.severity)}</span><span class="title grow" title=${pattern.title}>${pattern.title}</span>
    </div>`;
  }

  #actions(pattern: Pattern): unknown {
    const { maintains } = this.panel;
    const last = this.#decided.at(-1);
    return html`<div class="actions" role="toolbar" aria-label=${l10n.t('Decide')}>
      ${
        maintains
          ? html`${action(l10n.t('Approve'), 'a', () => this.#decide(pattern, 'approve'), 'primary')}
              ${action(l10n.t('Edit'), 'e', () => this.panel.edit(pattern.id))}
              ${action(l10n.t('Reject'), 'r', () => this.#decide(pattern, 'reject'))}`
          : html`<p class="quiet">${l10n.t('Maintainers of the workspace decide. You can read, and edit what is yours.')}</p>
              ${this.panel.writes ? action(l10n.t('Edit'), 'e', () => this.panel.edit(pattern.id)) : nothing}`
      }
      ${last ? html`<div class="last quiet"><span>${decidedText(last)}</span>${action(l10n.t('Undo'), 'u', () => this.#undo(), 'link')}</div>` : nothing}
      ${this.#failure ? html`<p class="failure" role="alert">${icon('error')} ${this.#failure}</p>` : nothing}
    </div>`;
  }

  #done(): unknown {
    const last = this.#decided.at(-1);
    return html`<div @keydown=${this.#key}>
      ${notice(
        'checklist',
        l10n.t('Nothing waits for review'),
        this.#decided.length > 0
          ? l10n.t('{0} decided just now. {1}', this.#decided.length, last ? decidedText(last) : '')
          : l10n.t(
              'Suggested and drafted patterns come here: learned from fixes, imported, or written by your team.',
            ),
        [
          ...(last ? [{ label: l10n.t('Undo'), run: () => this.#undo() }] : []),
          { label: l10n.t('Show Patterns'), run: () => this.panel.goTo('patterns') },
        ],
      )}
    </div>`;
  }

  #key = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || isTyping(event)) return;
    const key = { j: 'ArrowDown', k: 'ArrowUp' }[event.key] ?? event.key;
    const [target] = event.composedPath();
    const inList = target instanceof HTMLElement && target.getAttribute('role') === 'option';
    // Arrow keys belong to the list; elsewhere they scroll.
    const index =
      inList || key !== event.key ? rovingTarget(key, this.#index, this.#waiting.length) : undefined;
    const pattern = this.#waiting[this.#index];
    if (index !== undefined) this.#move(index);
    else if (event.key === 'u') void this.#undo();
    else if (event.key === 'a' && pattern) void this.#decide(pattern, 'approve');
    else if (event.key === 'r' && pattern) void this.#decide(pattern, 'reject');
    else if (event.key === 'e' && pattern && this.panel.writes) this.panel.edit(pattern.id);
    else return;
    event.preventDefault();
  };

  #move(index: number): void {
    this.#index = index;
    this.requestUpdate();
    this.#focusEntry();
  }

  #focusEntry(): void {
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`[role='option'][data-index='${this.#index}']`)?.focus(),
    );
  }

  async #decide(pattern: Pattern, decision: ReviewDecision): Promise<void> {
    if (!this.panel.maintains) return;
    // The next one shows at once; a refusal brings this one back.
    this.#hidden = new Set([...this.#hidden, pattern.id]);
    this.#decided = [...this.#decided, { pattern, decision }];
    this.#failure = undefined;
    this.requestUpdate();
    this.#focusEntry();
    const answer = await this.panel.run(
      { kind: 'review', ids: [pattern.id], decision },
      decidedText({ pattern, decision }),
    );
    if (!answer.ok) {
      this.#bringBack(pattern.id);
      this.#failure = `${pattern.title}: ${answer.problem.message}`;
      this.requestUpdate();
    }
  }

  async #undo(): Promise<void> {
    const last = this.#decided.at(-1);
    if (!last) return;
    this.#decided = this.#decided.slice(0, -1);
    const answer = await this.panel.run(
      {
        kind: 'undoReview',
        id: last.pattern.id,
        status: last.pattern.status,
        reviewed: last.pattern.reviewed,
        ...(last.pattern.reviewer_notes !== undefined && { notes: last.pattern.reviewer_notes }),
      },
      l10n.t('Waits for review again: {0}', last.pattern.title),
    );
    if (answer.ok) this.#bringBack(last.pattern.id);
    else this.#failure = answer.problem.message;
    this.requestUpdate();
    this.#focusEntry();
  }

  #bringBack(id: string): void {
    this.#hidden = new Set([...this.#hidden].filter((hidden) => hidden !== id));
    this.#decided = this.#decided.filter(({ pattern }) => pattern.id !== id);
    this.#index = Math.max(
      0,
      this.#waiting.findIndex((pattern) => pattern.id === id),
    );
  }
}

function decidedText({ pattern, decision }: Decided): string {
  return decision === 'approve'
    ? l10n.t('Approved: {0}', pattern.title)
    : l10n.t('Rejected: {0}', pattern.title);
}

function action(label: string, key: string, run: () => unknown, look = ''): unknown {
  return html`<button type="button" class=${look} aria-keyshortcuts=${key} @click=${run}>${label}<kbd aria-hidden="true">${key}</kbd></button>`;
}

customElements.define('fw-review-page', ReviewPage);
