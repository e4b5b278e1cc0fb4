import { css, html, nothing } from 'lit';
import type { Consultation } from '../../../src/protocol/consult.ts';
import type { ConsultAttachment, ConsultMode } from '../../../src/protocol/consultPanel.ts';
import { bytesText } from '../../consult/figures.ts';
import { l10n } from '../../l10n.ts';
import { PanelElement } from '../../state/panelElement.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import { consultStyles } from '../../styles/consultStyles.ts';
import { controlStyles } from '../../styles/controlStyles.ts';
import { scoringCost } from '../confidence/scoringCost.ts';
import { eventValue } from '../eventValue.ts';
import { icon } from '../icon.ts';
import { environmentLabel } from './consultLabels.ts';

/** Where questions are written. What is typed is kept through reloads; while work goes on it can be stopped. */
export class Composer extends PanelElement {
  static override properties = { consultation: { attribute: false } };
  static override styles = [
    baseStyles,
    controlStyles,
    consultStyles,
    css`
      :host {
        border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        display: block;
        padding: 8px 12px 10px;
      }
      .box {
        display: flex;
        flex-direction: column;
        gap: 6px;
        margin: 0 auto;
        max-width: 860px;
      }
      textarea {
        max-height: 40vh;
        min-height: 44px;
        resize: none;
      }
      .tools {
        align-items: center;
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      select {
        font-size: 12px;
        max-width: 150px;
        min-width: 0;
        padding: 2px 4px;
      }
      .send {
        align-items: center;
        display: flex;
        margin-inline-start: auto;
      }
      .attached {
        align-items: center;
        display: inline-flex;
        gap: 2px;
      }
      .attached button.tool {
        padding: 0;
      }
      .attached .icon {
        font-size: 12px;
        width: 14px;
      }
      .scoring {
        font-size: 11px;
      }
      .failure {
        color: var(--vscode-errorForeground);
      }
    `,
  ];
  declare consultation: Consultation | undefined;
  #busy = false;
  /** Work went on when it was last drawn. */
  #held = false;
  #failure: string | undefined;

  /** Sets the cursor into the question, at its end. */
  focusText(): void {
    const field = this.renderRoot.querySelector('textarea');
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }

  protected override render(): unknown {
    const { text, attachments } = this.panel.asking(this.consultation?.id);
    const works = this.#works;
    const follows = this.consultation !== undefined;
    return html`<div class="box">
      ${attachments.length === 0 ? nothing : html`<div class="row">${attachments.map((one, index) => this.#attachment(one, index))}</div>`}
      <textarea
        aria-label=${l10n.t('Question')}
        placeholder=${follows ? l10n.t('Ask a follow-up question') : l10n.t('Ask about your database: a change to make, a slow query, a doubt')}
        rows="2"
        .value=${text}
        @input=${(event: Event) => this.#keep({ text: eventValue(event) })}
        @keydown=${this.#key}
      ></textarea>
      <div class="tools">
        ${this.#choices()}
        <span class="send">
          ${
            works
              ? html`<button type="button" @click=${this.#stop}>${icon('debug-stop')}${l10n.t('Stop')}</button>`
              : html`<button type="button" class="primary" ?disabled=${text.trim() === '' || this.#busy} title=${l10n.t('Enter sends, Shift+Enter begins a new line')} @click=${this.#send}>${icon('send')}${l10n.t('Ask')}</button>`
          }
        </span>
      </div>
      ${scoringCost(this.panel.resource('models').value?.scoring)}
      ${this.#failure === undefined ? nothing : html`<p class="failure" role="alert">${icon('error')} ${this.#failure}</p>`}
    </div>`;
  }

  protected override willUpdate(): void {
    super.willUpdate();
    if (!this.#works && this.#held) this.#failure = undefined;
    this.#held = this.#works;
  }

  get #works(): boolean {
    const state = this.consultation?.state;
    return state === 'running' || state === 'waiting';
  }

  #choices(): unknown {
    const { panel } = this;
    const { mode, model, connection } = panel.state.consult;
    const models = panel.resource('models').value?.models ?? [];
    const connections = panel.resource('tools').value?.connections ?? [];
    const modes: readonly (readonly [ConsultMode, string])[] = [
      ['auto', l10n.t('Plan if needed')],
      ['direct', l10n.t('Answer directly')],
      ['planned', l10n.t('Make a plan')],
    ];
    // What a consultation began with stays for all of it.
    const begins = this.consultation === undefined;
    return html`<button type="button" class="tool" title=${l10n.t('Attach what is selected in the editor')} aria-label=${l10n.t('Attach what is selected in the editor')} @click=${this.#attach}>${icon('insert')}</button>
      <select aria-label=${l10n.t('How to answer')} @change=${(event: Event) => {
        const value = eventValue(event);
        panel.keepConsult({ mode: modes.find(([one]) => one === value)?.[0] ?? 'auto' });
      }}>
        ${modes.map(([value, label]) => html`<option value=${value} .selected=${value === mode}>${label}</option>`)}
      </select>
      ${
        begins && models.length > 1
          ? html`<select aria-label=${l10n.t('Model')} @change=${(event: Event) => this.#choose('model', eventValue(event))}>
              <option value="" .selected=${model === undefined}>${l10n.t('Configured model')}</option>
              ${models.map(({ id, name }) => html`<option value=${id} .selected=${id === model}>${name}</option>`)}
            </select>`
          : nothing
      }
      ${
        begins && connections.length > 0
          ? html`<select aria-label=${l10n.t('Database')} @change=${(event: Event) => this.#choose('connection', eventValue(event))}>
              <option value="" .selected=${connection === undefined}>${l10n.t('Migrations only')}</option>
              ${connections.map(({ name, environment }) => html`<option value=${name} .selected=${name === connection}>${name} (${environmentLabel(environment)})</option>`)}
            </select>`
          : nothing
      }`;
  }

  #attachment({ title, text }: ConsultAttachment, index: number): unknown {
    const label = l10n.t('Do not attach {0}', title);
    return html`<span class="chip plain attached" title=${text.slice(0, 400)}>${icon('file')}${title} · ${bytesText(text.length)}
      <button type="button" class="tool" aria-label=${label} title=${label} @click=${() => {
        const { attachments } = this.panel.asking(this.consultation?.id);
        this.#keep({ attachments: attachments.filter((_, at) => at !== index) });
      }}>${icon('close')}</button></span>`;
  }

  #key = (event: KeyboardEvent): void => {
    // Enter that ends a word being composed is not meant for the page.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!this.#works) void this.#send();
    else {
      this.#failure = l10n.t('Still at work on the last question: wait for it, or stop it first.');
      this.requestUpdate();
    }
  };

  #keep(change: { readonly text?: string; readonly attachments?: readonly ConsultAttachment[] }): void {
    const id = this.consultation?.id;
    this.panel.keepAsking(id, { ...this.panel.asking(id), ...change });
  }

  #choose(name: 'model' | 'connection', value: string): void {
    const { [name]: _, ...rest } = this.panel.state.consult;
    this.panel.replaceConsult(value === '' ? rest : { ...rest, [name]: value });
  }

  #attach = async (): Promise<void> => {
    const answer = await this.panel.run({ kind: 'readSelection' });
    this.#failure = answer.ok ? undefined : answer.problem.message;
    if (answer.ok && isAttachment(answer.data)) {
      const { attachments } = this.panel.asking(this.consultation?.id);
      this.#keep({ attachments: [...attachments, answer.data] });
    }
    this.requestUpdate();
  };

  #send = async (): Promise<void> => {
    const { panel, consultation } = this;
    const draft = panel.asking(consultation?.id);
    const text = draft.text.trim();
    if (text === '' || this.#busy) return;
    this.#busy = true;
    this.#failure = undefined;
    this.requestUpdate();
    const { mode, model, connection } = panel.state.consult;
    const attachments = draft.attachments.length > 0 && { attachments: draft.attachments };
    const answer = await panel.run(
      consultation
        ? {
            kind: 'continueConsultation',
            consultationId: consultation.id,
            text: [text, ...draft.attachments.map(attachedText)].join('\n\n'),
            mode,
          }
        : {
            kind: 'startConsultation',
            question: text,
            mode,
            ...(model !== undefined && { model }),
            ...(connection !== undefined && { connection }),
            ...attachments,
          },
    );
    this.#busy = false;
    // Only what was sent is gone: typing goes on meanwhile.
    if (!answer.ok) this.#failure = answer.problem.message;
    else {
      if (panel.asking(consultation?.id) === draft)
        panel.keepAsking(consultation?.id, { text: '', attachments: [] });
      const { data } = answer;
      if (typeof data === 'object' && data !== null && 'consultationId' in data)
        panel.openConsultation(String(data.consultationId));
    }
    this.requestUpdate();
  };

  #stop = (): void => {
    if (this.consultation)
      void this.panel.run(
        { kind: 'stopConsultation', consultationId: this.consultation.id },
        l10n.t('Stopped'),
      );
  };
}

function attachedText({ title, text }: ConsultAttachment): string {
  const fence = text.includes('```') ? '````' : '```';
  return `${title}\n${fence}\n${text}\n${fence}`;
}

function isAttachment(value: unknown): value is ConsultAttachment {
  return typeof value === 'object' && value !== null && 'title' in value && 'text' in value;
}

customElements.define('fw-composer', Composer);
