import { css, html, nothing } from 'lit';
import type { Approval } from '../../../src/protocol/consult.ts';
import { l10n } from '../../l10n.ts';
import { PanelElement } from '../../state/panelElement.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import { consultStyles } from '../../styles/consultStyles.ts';
import { controlStyles } from '../../styles/controlStyles.ts';
import { eventValue } from '../eventValue.ts';
import { icon } from '../icon.ts';
import { approvalLabel, environmentLabel } from './consultLabels.ts';

/** Approve, edit or reject one text. The decision carries the hash of the very text that was shown. */
export class Decide extends PanelElement {
  static override properties = {
    approval: { attribute: false },
    consultation: { attribute: false },
    doubtful: { attribute: false },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    consultStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 8px;
      }
      label {
        display: flex;
        flex-direction: column;
        gap: 3px;
      }
      textarea {
        max-height: 50vh;
        min-height: 90px;
      }
      .failure {
        color: var(--vscode-errorForeground);
      }
      code {
        font-weight: 600;
        user-select: all;
      }
    `,
  ];
  declare approval: Approval;
  declare consultation: string;
  /** What is approved has not been proven: the button says so and does not invite. */
  declare doubtful: boolean;
  #typed = '';
  #note = '';
  #step: 'ask' | 'reject' = 'ask';
  #busy = false;
  #failure: string | undefined;

  constructor() {
    super();
    this.doubtful = false;
  }

  protected override render(): unknown {
    const { approval } = this;
    if (approval.state !== 'waiting') return html`<p class="quiet">${approvalLabel(approval.state)}</p>`;
    const edit = this.panel.state.consult.edits[approval.id];
    return html`
      ${this.#target()}
      ${edit === undefined ? (this.#step === 'reject' ? this.#rejecting() : this.#asking()) : this.#editing(edit)}
      ${this.#failure === undefined ? nothing : html`<p class="failure" role="alert">${icon('error')} ${this.#failure}</p>`}
    `;
  }

  #target(): unknown {
    const { target, environment, reason, policyId, expiresAt } = this.approval;
    const until = new Date(expiresAt);
    const time = Number.isNaN(until.getTime())
      ? undefined
      : until.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
    return html`<p>
      ${target === undefined ? nothing : html`${l10n.t('Reaches {0}', target)} `}
      ${environment === undefined ? nothing : html`<span class="environment ${environment}">${environmentLabel(environment)}</span>`}
      <span class="quiet" title=${l10n.t('Policy {0}', policyId)}>${reason}${time === undefined ? nothing : html` · ${l10n.t('valid until {0}', time)}`}</span>
    </p>`;
  }

  #asking(): unknown {
    const word = this.approval.typedConfirmation;
    const ready = word === undefined || this.#typed === word;
    return html`${
      word === undefined
        ? nothing
        : html`<label>
            <span>${icon('warning', 'bad')} ${l10n.t('This destroys data. To approve it, type:')} <code>${word}</code></span>
            <input
              type="text"
              autocomplete="off"
              spellcheck="false"
              aria-label=${l10n.t('Type {0} to approve', word)}
              .value=${this.#typed}
              @input=${(event: Event) => {
                this.#typed = eventValue(event);
                this.requestUpdate();
              }}
            />
          </label>`
    }
      <div class="row">
        <button type="button" class=${this.doubtful || word !== undefined ? '' : 'primary'} ?disabled=${!ready || this.#busy} @click=${() => this.#decide('approve')}>${this.#approveLabel()}</button>
        <button type="button" ?disabled=${this.#busy} @click=${() => this.#edit(this.approval.text)}>${l10n.t('Edit First')}</button>
        <button type="button" ?disabled=${this.#busy} @click=${() => this.#become('reject')}>${l10n.t('Reject')}</button>
      </div>`;
  }

  #approveLabel(): string {
    const { tool, target } = this.approval;
    if (tool === 'apply_migration' || this.approval.proposalId !== undefined) {
      const place = target ?? l10n.t('the database');
      return this.doubtful ? l10n.t('Apply Anyway to {0}', place) : l10n.t('Approve and Apply to {0}', place);
    }
    return l10n.t('Allow Once');
  }

  #rejecting(): unknown {
    return html`<label
        >${l10n.t('What should be different? (optional)')}<input
          type="text"
          .value=${this.#note}
          @input=${(event: Event) => {
            this.#note = eventValue(event);
          }}
      /></label>
      <div class="row">
        <button type="button" class="primary" ?disabled=${this.#busy} @click=${() => this.#decide('reject')}>${l10n.t('Reject, Do Nothing')}</button>
        <button type="button" ?disabled=${this.#busy} @click=${() => this.#become('ask')}>${l10n.t('Back')}</button>
      </div>`;
  }

  #editing(text: string): unknown {
    return html`<label
        >${l10n.t('Your text is proven anew and asks for an approval of its own.')}<textarea
          class="code"
          spellcheck="false"
          aria-label=${l10n.t('Text to propose instead')}
          .value=${text}
          @input=${(event: Event) => this.#edit(eventValue(event))}
        ></textarea>
      </label>
      <div class="row">
        <button type="button" class="primary" ?disabled=${this.#busy || text.trim() === '' || text === this.approval.text} @click=${() => this.#decide('edit', text)}>${l10n.t('Propose My Text')}</button>
        <button type="button" ?disabled=${this.#busy} @click=${() => this.#edit(undefined)}>${l10n.t('Discard Changes')}</button>
      </div>`;
  }

  #become(step: 'ask' | 'reject'): void {
    this.#step = step;
    this.#failure = undefined;
    this.requestUpdate();
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(step === 'reject' ? 'input' : 'button')?.focus(),
    );
  }

  #edit(text: string | undefined): void {
    const { [this.approval.id]: _, ...others } = this.panel.state.consult.edits;
    this.panel.keepConsult({
      edits: text === undefined ? others : { ...others, [this.approval.id]: text },
    });
  }

  async #decide(decision: 'approve' | 'reject' | 'edit', text?: string): Promise<void> {
    const { approval, consultation } = this;
    this.#busy = true;
    this.#failure = undefined;
    this.requestUpdate();
    const answer = await this.panel.run(
      {
        kind: 'decideApproval',
        consultationId: consultation,
        approvalId: approval.id,
        decision,
        hash: approval.hash,
        ...(decision === 'approve' && approval.typedConfirmation !== undefined && { typed: this.#typed }),
        ...(text !== undefined && { text }),
        ...(decision === 'reject' && this.#note.trim() !== '' && { note: this.#note.trim() }),
      },
      { approve: l10n.t('Approved'), reject: l10n.t('Rejected'), edit: l10n.t('Sent') }[decision],
    );
    this.#busy = false;
    if (answer.ok) {
      this.#typed = '';
      this.#step = 'ask';
      if (decision === 'edit') this.#edit(undefined);
    } else this.#failure = answer.problem.message;
    this.requestUpdate();
  }
}

customElements.define('fw-decide', Decide);
