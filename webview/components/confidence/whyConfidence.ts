import { html, nothing, type PropertyValues } from 'lit';
import type { ConfidenceDetail } from '../../../src/protocol/confidence.ts';
import type { PanelProblem } from '../../../src/protocol/panel.ts';
import { l10n } from '../../l10n.ts';
import { PanelElement } from '../../state/panelElement.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import { consultStyles } from '../../styles/consultStyles.ts';
import { controlStyles } from '../../styles/controlStyles.ts';
import { foldStyles } from '../../styles/foldStyles.ts';
import { eventValue } from '../eventValue.ts';
import { icon } from '../icon.ts';
import { day } from '../labels.ts';
import { failureNotice, noticeStyles } from '../notice.ts';
import { badgeWords } from './badgeWords.ts';
import { methodExplanation, outcomeLook, outcomeMethodLabel } from './confidenceLabels.ts';
import { similarOf } from './similarCases.ts';
import { calibrationOf, evidenceOf, opinionsOf, partsOf, tokensOf } from './whyParts.ts';
import { whyStyles } from './whyStyles.ts';

/** Why a number is what it is: its parts, what was checked, how it was calibrated, and how cases like it ended. */
export class WhyConfidence extends PanelElement {
  static override properties = { scoreId: { attribute: false } };
  static override styles = [baseStyles, controlStyles, consultStyles, foldStyles, noticeStyles, whyStyles];
  declare scoreId: string;
  #detail: ConfidenceDetail | undefined;
  #problem: PanelProblem | undefined;
  #note = '';
  /** What was asked for last, and as of which change. */
  #asked: { readonly scoreId: string; readonly changes: number } | undefined;

  protected override willUpdate(changed?: PropertyValues): void {
    super.willUpdate();
    if (changed?.has('scoreId')) {
      if (this.#detail?.scoreId !== this.scoreId) this.#detail = undefined;
      this.#note = '';
    }
    const changes = this.panel.resource('confidenceNews').value?.changes ?? 0;
    if (this.#asked?.scoreId === this.scoreId && this.#asked.changes === changes) return;
    this.#asked = { scoreId: this.scoreId, changes };
    void this.#load(this.scoreId);
  }

  protected override render(): unknown {
    const detail = this.#detail;
    if (!detail)
      return this.#problem
        ? failureNotice(this.panel, this.#problem)
        : html`<p class="quiet" role="status">${l10n.t('Loading')}</p>`;
    const { value, bounds, method } = badgeWords(detail);
    return html`<div class="why" role="group" aria-label=${l10n.t('Why this number')}>
      <div>
        <div class="headline"><span class="value">${value}</span>${bounds === '' ? nothing : html`<span>${bounds}</span>`}<span class="quiet">${method}</span></div>
        <p class="quiet">${methodExplanation(detail.method)}</p>
      </div>
      ${partsOf(detail)} ${evidenceOf(detail)} ${opinionsOf(detail.models)} ${calibrationOf(detail)}
      ${tokensOf(detail)} ${similarOf(detail, (id) => this.#goTo(id))} ${this.#results(detail)} ${this.#review()}
    </div>`;
  }

  #results({ results }: ConfidenceDetail): unknown {
    if (results.length === 0) return nothing;
    return html`<section>
      <h3>${l10n.t('What became of it')}</h3>
      <ul>
        ${results.map(({ method, actual, at, note }) => {
          const { icon: sign, look, word } = outcomeLook(actual);
          return html`<li>${icon(sign, look)}<span>${word}: ${outcomeMethodLabel(method)}, ${day(at)}${method === 'lint' ? html`<br /><span class="quiet">${l10n.t('It was looked at for the value itself, so it counts in no figure.')}</span>` : nothing}${note === undefined ? nothing : html`<br /><span class="quiet">${note}</span>`}</span></li>`;
        })}
      </ul>
    </section>`;
  }

  #review(): unknown {
    return html`<form class="review" @submit=${(event: Event) => event.preventDefault()}>
      <strong>${l10n.t('Did it turn out well?')}</strong>
      <textarea rows="1" aria-label=${l10n.t('Note')} placeholder=${l10n.t('What happened (optional)')} .value=${this.#note} @input=${(
        event: Event,
      ) => {
        this.#note = eventValue(event);
      }}></textarea>
      <div class="row">
        <button type="button" @click=${() => this.#say(1)}>${icon('pass')}${l10n.t('It Did')}</button>
        <button type="button" @click=${() => this.#say(0)}>${icon('error')}${l10n.t('It Did Not')}</button>
        <span class="quiet">${l10n.t('Reviews calibrate what answers like it say.')}</span>
      </div>
    </form>`;
  }

  #goTo(consultationId: string): void {
    this.panel.goTo('consult');
    this.panel.openConsultation(consultationId);
  }

  async #say(actual: 0 | 1): Promise<void> {
    const note = this.#note.trim();
    const answer = await this.panel.run(
      { kind: 'reviewConfidence', scoreId: this.scoreId, actual, ...(note !== '' && { note }) },
      l10n.t('Review recorded'),
    );
    if (!answer.ok) return;
    this.#note = '';
    await this.#load(this.scoreId);
  }

  async #load(scoreId: string): Promise<void> {
    const answer = await this.panel.request({ kind: 'explainConfidence', scoreId });
    if (scoreId !== this.scoreId) return;
    const isFirst = this.#detail === undefined;
    if (answer.ok) {
      // SAFETY: the answer to this action; the host is of the same version.
      this.#detail = answer.data as ConfidenceDetail;
      this.#problem = undefined;
    } else this.#problem = answer.problem;
    this.requestUpdate();
    if (!isFirst) return;
    await this.updateComplete;
    this.dispatchEvent(new CustomEvent('loaded'));
  }
}

customElements.define('fw-why-confidence', WhyConfidence);
