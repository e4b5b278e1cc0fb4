import { html, nothing, type PropertyValues } from 'lit';
import type { Consultation } from '../../src/protocol/consult.ts';
import type { ConsultView } from '../../src/protocol/consultPanel.ts';
import '../components/consult/composer.ts';
import type { AskDetail } from '../components/consult/ask.ts';
import type { Composer } from '../components/consult/composer.ts';
import '../components/consult/consultationList.ts';
import { STATE_ICONS, stateLabel } from '../components/consult/consultLabels.ts';
import { consultStart, startStyles } from '../components/consult/consultStart.ts';
import '../components/consult/conversation.ts';
import '../components/consult/filesTree.ts';
import { planCounts, planProgress, planSteps, planStyles } from '../components/consult/planSteps.ts';
import '../components/consult/toolsScreen.ts';
import { usageLine, usageStyles } from '../components/consult/usageLine.ts';
import { eventValue } from '../components/eventValue.ts';
import { type IconName, icon } from '../components/icon.ts';
import { failureNotice, loadingNotice, noticeStyles } from '../components/notice.ts';
import { l10n } from '../l10n.ts';
import { type ConsultScreen, FIRST_VIEWS } from '../state/pageState.ts';
import { PanelElement } from '../state/panelElement.ts';
import { baseStyles } from '../styles/baseStyles.ts';
import { consultStyles } from '../styles/consultStyles.ts';
import { controlStyles } from '../styles/controlStyles.ts';
import { foldStyles } from '../styles/foldStyles.ts';
import { consultPageStyles } from './consultPageStyles.ts';

/** The place for consultations: the list, one of them or a new question, its plan and files, and the tools alone. */
export class ConsultPage extends PanelElement {
  static override styles = [
    baseStyles,
    controlStyles,
    consultStyles,
    foldStyles,
    noticeStyles,
    planStyles,
    startStyles,
    usageStyles,
    consultPageStyles,
  ];
  /** The title as it is being changed. */
  #title: string | undefined;
  #titleOf: string | undefined;
  /** Where it is narrow, what the bar has no room for stands below it. */
  #more = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('fw-ask', this.#passOn);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('fw-ask', this.#passOn);
  }

  protected override willUpdate(_changed?: PropertyValues): void {
    super.willUpdate();
    if (this.#titleOf !== this.#view.consultation) this.#title = undefined;
    this.#titleOf = this.#view.consultation;
  }

  protected override render(): unknown {
    const { panel } = this;
    const { value } = panel.resource('consultations');
    // Where there is nothing to list, the first question is asked.
    const none = value?.total === 0 && value.query === '';
    const listed = panel.state.consult.listed && !none;
    return html`<div class="place ${listed ? 'listed' : ''} ${none ? 'none' : ''}">
      <fw-consultation-list class="list" .panel=${panel}></fw-consultation-list>
      <div class="main">${this.#main()}</div>
    </div>`;
  }

  get #view(): ConsultView {
    const { view } = this.panel;
    return view.place === 'consult' ? view : FIRST_VIEWS.consult;
  }

  /** The one that is looked at, as last heard; another one that was heard of before does not count. */
  get #consultation(): Consultation | undefined {
    const { value } = this.panel.resource('consultation');
    return value?.id === this.#view.consultation ? value : undefined;
  }

  #main(): unknown {
    const { panel } = this;
    const { screen } = panel.state.consult;
    const asked = this.#view.consultation !== undefined;
    if (screen === 'tools')
      return html`${this.#bar(l10n.t('Tools'))}<fw-tools-screen class="grows" .panel=${panel}></fw-tools-screen>`;
    if (!asked)
      return html`${this.#bar(l10n.t('New question'))}
        <div class="grows scrolls">${consultStart(panel, this.#followUp)}</div>
        <fw-composer .panel=${panel} .consultation=${undefined}></fw-composer>`;
    const consultation = this.#consultation;
    if (consultation) return this.#open(consultation);
    const { state, problem } = panel.resource('consultation');
    return html`${this.#bar('')}<div class="grows scrolls">${state === 'failed' ? failureNotice(panel, problem) : loadingNotice(panel)}</div>`;
  }

  #open(consultation: Consultation): unknown {
    const { panel } = this;
    const { screen } = panel.state.consult;
    const { plan, files } = consultation;
    const tree = html`<fw-files-tree .panel=${panel} .consultation=${consultation}></fw-files-tree>`;
    return html`${this.#head(consultation)}
      <div class="work">
        <div class="talk">
          ${
            screen === 'files'
              ? html`<div class="grows scrolls padded files">${tree}</div>`
              : html`${plan ? this.#planFold(consultation) : nothing}
                  <fw-conversation class="grows" .panel=${panel} .consultation=${consultation} @follow-up=${(event: CustomEvent<string>) => this.#followUp(event.detail)}></fw-conversation>
                  <fw-composer .panel=${panel} .consultation=${consultation}></fw-composer>
                  ${usageLine(consultation)}`
          }
        </div>
        <aside class="aside" aria-label=${l10n.t('Plan and files')}>
          ${plan ? html`<section><h2>${l10n.t('Plan')} <span class="quiet">${planText(consultation)}</span></h2>${planProgress(plan)}${planSteps(plan)}</section>` : nothing}
          <section><h2>${l10n.t('Files')} <span class="quiet">${files.length === 0 ? nothing : files.length}</span></h2>${tree}</section>
        </aside>
      </div>`;
  }

  /** The plan above the conversation, where there is no room beside it. */
  #planFold(consultation: Consultation): unknown {
    const { plan } = consultation;
    if (!plan) return nothing;
    const active = plan.steps.find(({ status }) => status === 'active');
    const name = 'consult plan';
    return html`<details class="planFold" ?open=${this.panel.state.folds[name] ?? false} @toggle=${(
      event: Event,
    ) => {
      // SAFETY: the listener stands on a details element.
      this.panel.fold(name, (event.currentTarget as HTMLDetailsElement).open);
    }}>
      <summary><span>${l10n.t('Plan')} ${planText(consultation)}</span>${planProgress(plan)}<span class="now quiet">${active?.title ?? nothing}</span></summary>
      <div class="steps">${planSteps(plan)}</div>
    </details>`;
  }

  #head(consultation: Consultation): unknown {
    const { id, title, state, files } = consultation;
    const { screen } = this.panel.state.consult;
    return html`<div class="bar ${this.#more ? 'more' : ''}">
      ${this.#back()}
      ${
        this.#title === undefined
          ? html`<h1 class="grow"><button type="button" class="title" title=${l10n.t('Rename: {0}', title)} @click=${() => this.#rename(title)}>${title}</button></h1>`
          : html`<input class="grow" aria-label=${l10n.t('Title')} .value=${this.#title} @keydown=${this.#titleKey} @blur=${() => this.#saveTitle(consultation)} @input=${(
              event: Event,
            ) => {
              this.#title = eventValue(event);
            }} />`
      }
      <span class="state quiet">${icon(STATE_ICONS[state], state === 'running' ? 'busy spin' : state === 'failed' ? 'bad' : state === 'waiting' ? 'doubt' : '')} ${stateLabel(state)}</span>
      <span class="tools">
        <button type="button" class="tool count" aria-pressed=${screen === 'files'} title=${l10n.t('Files')} aria-label=${l10n.t('Files ({0})', files.length)} @click=${() => this.#show(screen === 'files' ? 'talk' : 'files')}>${icon('files')}<span aria-hidden="true">${files.length}</span></button>
        ${this.#tool('ellipsis', l10n.t('More'), this.#toggleMore, 'folds')}
        ${this.#tool('tools', l10n.t('Tools'), () => this.#show('tools'))}
        ${this.#tool('repo-forked', l10n.t('Fork'), () => this.#fork(id))}
        ${this.#tool('export', l10n.t('Export as Markdown'), () => this.panel.run({ kind: 'exportConsultation', consultationId: id }))}
        ${this.#tool('trash', l10n.t('Delete'), () => this.#delete(id))}
      </span>
    </div>`;
  }

  #bar(title: string): unknown {
    const onTools = this.panel.state.consult.screen === 'tools';
    return html`<div class="bar ${this.#more ? 'more' : ''}">
      ${this.#back()}
      <h1 class="grow">${title}</h1>
      <span class="tools">
        ${this.#tool('ellipsis', l10n.t('More'), this.#toggleMore, 'folds')}
        ${onTools ? this.#tool('comment-discussion', l10n.t('Back to the Conversation'), () => this.#show('talk')) : this.#tool('tools', l10n.t('Tools'), () => this.#show('tools'))}
        ${this.#tool('history', l10n.t('What Is Remembered'), () => this.panel.run({ kind: 'manageMemories' }))}
        ${this.#tool('key', l10n.t('Models and Keys'), () => this.panel.run({ kind: 'configureModels' }))}
        ${this.#tool('plug', l10n.t('Connect a Database'), () => this.panel.run({ kind: 'configureConnection' }))}
      </span>
    </div>`;
  }

  #back(): unknown {
    return html`<button type="button" class="tool back" title=${l10n.t('All Consultations')} aria-label=${l10n.t('All Consultations')} @click=${() => this.panel.keepConsult({ listed: true })}>${icon('arrow-left')}</button>`;
  }

  #toggleMore = (): void => {
    this.#more = !this.#more;
    this.requestUpdate();
  };

  #tool(name: IconName, label: string, run: () => unknown, look = ''): unknown {
    return html`<button type="button" class="tool ${look}" aria-expanded=${look === 'folds' ? this.#more : nothing} title=${label} aria-label=${label} @click=${run}>${icon(name)}</button>`;
  }

  #show(screen: ConsultScreen): void {
    this.panel.keepConsult({ screen });
  }

  #rename(title: string): void {
    this.#title = title;
    this.requestUpdate();
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLInputElement>('.bar input')?.select(),
    );
  }

  #titleKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      this.#title = undefined;
      this.requestUpdate();
    } else if (event.key === 'Enter' && event.currentTarget instanceof HTMLElement)
      event.currentTarget.blur();
  };

  #saveTitle({ id, title: before }: Consultation): void {
    const title = this.#title?.trim() ?? '';
    if (this.#title === undefined) return;
    this.#title = undefined;
    this.requestUpdate();
    if (title !== '' && title !== before)
      void this.panel.run({ kind: 'renameConsultation', consultationId: id, title }, l10n.t('Renamed'));
  }

  async #fork(consultationId: string): Promise<void> {
    const answer = await this.panel.run(
      { kind: 'forkConsultation', consultationId },
      l10n.t('Forked: this is the copy'),
    );
    const { data } = answer.ok ? answer : { data: undefined };
    if (typeof data === 'object' && data !== null && 'consultationId' in data)
      this.panel.openConsultation(String(data.consultationId));
  }

  async #delete(consultationId: string): Promise<void> {
    const answer = await this.panel.run({ kind: 'deleteConsultation', consultationId }, l10n.t('Deleted'));
    if (!answer.ok) return;
    this.panel.openConsultation(undefined);
    this.panel.keepConsult({ listed: true });
  }

  /** A follow-up is offered, not sent: it can be changed first. */
  #followUp = (text: string): void => {
    const id = this.#consultation?.id;
    const draft = this.panel.asking(id);
    this.panel.keepAsking(id, { ...draft, text: draft.text === '' ? text : `${draft.text}\n${text}` });
    const composer = this.renderRoot.querySelector<Composer>('fw-composer');
    void composer?.updateComplete.then(() => composer.focusText());
  };

  #passOn = (event: Event): void => {
    if (!(event instanceof CustomEvent)) return;
    // SAFETY: only `ask` makes events of this name.
    const { action, done } = event.detail as AskDetail;
    void this.panel.run(action, done);
  };
}

function planText({ plan }: Consultation): string {
  if (!plan) return '';
  const { done, all } = planCounts(plan);
  return l10n.t('{0}/{1}', done, all);
}

customElements.define('fw-consult-page', ConsultPage);
