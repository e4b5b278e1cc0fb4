import { css, html, nothing } from 'lit';
import type { LearnedFromFile } from '../../../src/protocol/learnPanel.ts';
import type { ProposalLesson } from '../../consult/proposalLesson.ts';
import { l10n } from '../../l10n.ts';
import { PanelElement } from '../../state/panelElement.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import { controlStyles } from '../../styles/controlStyles.ts';
import { icon } from '../icon.ts';

/** Learns from one file of a consultation and leads to what was learned, or says why nothing was. */
export class LearnProposal extends PanelElement {
  static override properties = {
    consultation: { attribute: false },
    lesson: { attribute: false },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: block;
        margin-top: 6px;
      }
      .why {
        margin: 4px 0 0;
      }
    `,
  ];
  declare consultation: string;
  /** Without the text before, the file's first version is what stood before. */
  declare lesson: Pick<ProposalLesson, 'path'> & Partial<ProposalLesson>;
  #isBusy = false;
  #why: string | undefined;

  protected override render(): unknown {
    return html`<button type="button" ?disabled=${this.#isBusy} title=${l10n.t('Finds the same problem elsewhere and guards against it; no model is needed')} @click=${() => this.#learn()}>${icon('lightbulb')}${l10n.t('Learn from This Fix')}</button>
      ${this.#why === undefined ? nothing : html`<p class="why" role="alert">${icon('info')} ${this.#why}</p>`}`;
  }

  async #learn(): Promise<void> {
    this.#isBusy = true;
    this.#why = undefined;
    this.requestUpdate();
    const { panel, consultation, lesson } = this;
    const answer = await panel.run({ kind: 'learnFromFile', consultationId: consultation, ...lesson });
    this.#isBusy = false;
    if (!answer.ok) this.#why = answer.problem.message;
    else if (isLearned(answer.data)) panel.show({ place: 'learn', draft: answer.data.draft });
    this.requestUpdate();
  }
}

function isLearned(value: unknown): value is LearnedFromFile {
  return typeof value === 'object' && value !== null && 'draft' in value && typeof value.draft === 'string';
}

customElements.define('fw-learn-proposal', LearnProposal);
