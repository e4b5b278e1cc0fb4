import { css, html, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Consultation } from '../../../src/protocol/consult.ts';
import { type Scores, scoresOf } from '../../consult/scores.ts';
import { positionOf, type Turn, turnsOf, type UsageSum, usageByAnswer } from '../../consult/turns.ts';
import { l10n } from '../../l10n.ts';
import { EVENTS_SHOWN_FIRST } from '../../state/pageState.ts';
import { PanelElement } from '../../state/panelElement.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import { consultStyles } from '../../styles/consultStyles.ts';
import { controlStyles } from '../../styles/controlStyles.ts';
import { foldStyles } from '../../styles/foldStyles.ts';
import { icon } from '../icon.ts';
import { answerStyles } from './answerPart.ts';
import { cardStyles } from './approvalCard.ts';
import './liveText.ts';
import { planStyles } from './planSteps.ts';
import { turnPart, turnStyles } from './turnPart.ts';
import { type OpenLines, workStyles } from './workLines.ts';

/** Entries drawn at first; each step back draws as many more. */
const TURNS_STEP = 60;
/** This near to the end counts as being there. */
const AT_END_PX = 24;

/** The conversation. It follows what is being said while the reader is at its end, and stands still otherwise. */
export class Conversation extends PanelElement {
  static override properties = { consultation: { attribute: false } };
  static override styles = [
    baseStyles,
    controlStyles,
    consultStyles,
    foldStyles,
    cardStyles,
    planStyles,
    workStyles,
    answerStyles,
    turnStyles,
    css`
      :host {
        display: block;
        min-height: 0;
        position: relative;
      }
      .scroll {
        height: 100%;
        overflow-y: auto;
        overscroll-behavior: contain;
        position: relative;
      }
      .turns {
        display: flex;
        flex-direction: column;
        gap: 14px;
        margin: 0 auto;
        max-width: 860px;
        padding: 14px 16px 18px;
      }
      .turn {
        min-width: 0;
      }
      .working {
        align-items: center;
        color: var(--vscode-descriptionForeground);
        display: flex;
        gap: 6px;
      }
      .end {
        border-radius: 12px;
        box-shadow: 0 2px 6px var(--vscode-widget-shadow, transparent);
        inset: auto auto 10px 50%;
        position: absolute;
        transform: translateX(-50%);
      }
    `,
  ];
  declare consultation: Consultation;
  #turns: readonly Turn[] = [];
  #usage: ReadonlyMap<number, UsageSum> = new Map();
  #scores: Scores = new Map();
  /** Position of the first entry that is drawn; nothing that is being read is ever taken away above it. */
  #from: number | undefined;
  #goesBack = false;
  #shownFor: string | undefined;
  /** Pixels from the end that are to stay where they are, over one drawing. */
  #keptFromEnd: number | undefined;
  #atEnd = true;
  #lastTop = 0;
  #openKeys: ReadonlySet<string> = new Set();
  #sizes: ResizeObserver | undefined;

  readonly #open: OpenLines = {
    has: (key) => this.#openKeys.has(key),
    toggle: (key, open) => {
      if (this.#openKeys.has(key) === open) return;
      const keys = new Set(this.#openKeys);
      if (open) keys.add(key);
      else keys.delete(key);
      this.#openKeys = keys;
      this.requestUpdate();
    },
  };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes?.disconnect();
    this.#sizes = undefined;
  }

  protected override firstUpdated(): void {
    const scroller = this.#scroller;
    const content = this.renderRoot.querySelector('.turns');
    if (!scroller || !content) return;
    // Texts, colours and cards find their size after they are drawn.
    this.#sizes = new ResizeObserver(() => this.#follow());
    this.#sizes.observe(content);
    this.#sizes.observe(scroller);
  }

  protected override willUpdate(changed?: PropertyValues): void {
    super.willUpdate();
    if (!changed?.has('consultation')) return;
    this.#turns = turnsOf(this.consultation.events);
    this.#usage = usageByAnswer(this.consultation.events);
    this.#scores = scoresOf(this.consultation.events);
    if (this.#shownFor === this.consultation.id) {
      if (this.#goesBack && this.#hidden > 0) this.#stepBack();
      else if (this.#atEnd && this.#turns.length - this.#hidden > 2 * TURNS_STEP) this.#from = undefined;
      return;
    }
    this.#shownFor = this.consultation.id;
    this.#from = undefined;
    this.#goesBack = false;
    this.#openKeys = new Set();
    const kept = this.panel.state.scroll[this.#scrollName];
    this.#atEnd = kept === undefined || kept < 0;
    if (!this.#atEnd)
      requestAnimationFrame(() => {
        if (this.#scroller) this.#scroller.scrollTop = kept ?? 0;
      });
  }

  protected override updated(): void {
    this.#follow();
    // Texts find their size in the frame that comes.
    if (this.#keptFromEnd !== undefined)
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          this.#keptFromEnd = undefined;
        }),
      );
  }

  /** Entries above those that are drawn. */
  get #hidden(): number {
    const from = this.#from;
    if (from === undefined) return Math.max(0, this.#turns.length - TURNS_STEP);
    return Math.max(
      0,
      this.#turns.findLastIndex((turn) => positionOf(turn) <= from),
    );
  }

  protected override render(): unknown {
    const { consultation, panel } = this;
    const hidden = this.#hidden;
    const first = this.#turns[hidden];
    if (first) this.#from = positionOf(first);
    const context = {
      panel,
      consultation,
      usage: this.#usage,
      scores: this.#scores,
      open: this.#open,
      ask: (text: string) => this.dispatchEvent(new CustomEvent('follow-up', { detail: text })),
      fork: (position: number) => this.#fork(position),
    };
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${l10n.t('Conversation')} @scroll=${this.#scrolled} @fw-reading=${this.#stay}>
        <div class="turns">
          ${hidden > 0 || consultation.earlier > 0 ? html`<div class="turn"><button type="button" @click=${this.#earlier}>${l10n.t('Show what came before')}</button></div>` : nothing}
          ${repeat(
            this.#turns.slice(hidden),
            ({ key }) => key,
            (turn) => html`<div class="turn">${turnPart(turn, context)}</div>`,
          )}
          ${this.#live()}
        </div>
      </div>
      ${this.#atEnd ? nothing : html`<button type="button" class="end" @click=${this.#toEnd}>${icon('arrow-down')}${l10n.t('To the end')}</button>`}`;
  }

  #live(): unknown {
    const { consultation, panel } = this;
    if (consultation.state !== 'running') return nothing;
    return html`<div class="turn">
        <fw-live-text .panel=${panel} .consultation=${consultation.id} .channel=${'reasoning'} .line=${true}></fw-live-text>
        <fw-live-text .panel=${panel} .consultation=${consultation.id}></fw-live-text>
      </div>
      <div class="working">${icon('loading', 'spin')} ${l10n.t('Working')}</div>`;
  }

  /** Something was opened to be read: what comes later does not move it. */
  #stay = (): void => {
    this.#atEnd = false;
    this.requestUpdate();
  };

  get #scroller(): HTMLElement | undefined {
    return this.renderRoot.querySelector<HTMLElement>('.scroll') ?? undefined;
  }

  get #scrollName(): string {
    return `consultation ${this.consultation.id}`;
  }

  #follow(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    if (this.#keptFromEnd !== undefined) scroller.scrollTop = scroller.scrollHeight - this.#keptFromEnd;
    else if (this.#atEnd) scroller.scrollTop = scroller.scrollHeight;
  }

  #scrolled = (): void => {
    const scroller = this.#scroller;
    if (!scroller) return;
    const isThere = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < AT_END_PX;
    // What grows below is no wish to leave the end; going up is.
    const atEnd = isThere || (this.#atEnd && scroller.scrollTop >= this.#lastTop);
    this.#lastTop = scroller.scrollTop;
    this.panel.keepScroll(this.#scrollName, atEnd ? -1 : scroller.scrollTop);
    if (atEnd === this.#atEnd) return;
    this.#atEnd = atEnd;
    this.requestUpdate();
  };

  #toEnd = (): void => {
    this.#atEnd = true;
    this.requestUpdate();
    this.#scroller?.focus();
  };

  #earlier = (): void => {
    this.#atEnd = false;
    if (this.#hidden > 0) {
      this.#stepBack();
      this.requestUpdate();
      return;
    }
    this.#goesBack = true;
    const { view } = this.panel;
    if (view.place === 'consult') this.panel.show({ ...view, events: view.events + EVENTS_SHOWN_FIRST });
  };

  /** What is read stays where it is: everything new stands above it. */
  #stepBack(): void {
    const scroller = this.#scroller;
    const first = this.#turns[Math.max(0, this.#hidden - TURNS_STEP)];
    this.#from = first && positionOf(first);
    this.#goesBack = false;
    this.#keptFromEnd = scroller && scroller.scrollHeight - scroller.scrollTop;
  }

  async #fork(position: number): Promise<void> {
    const { id } = this.consultation;
    const answer = await this.panel.run(
      { kind: 'forkConsultation', consultationId: id, position },
      l10n.t('Forked: this is the copy'),
    );
    const { data } = answer.ok ? answer : { data: undefined };
    if (typeof data === 'object' && data !== null && 'consultationId' in data)
      this.panel.openConsultation(String(data.consultationId));
  }
}

customElements.define('fw-conversation', Conversation);
