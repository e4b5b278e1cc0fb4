import { html, nothing, type PropertyValues } from 'lit';
import type { ConfidenceFilters } from '../../src/protocol/confidence.ts';
import type { ConfidenceFigures, ConfidenceView } from '../../src/protocol/confidencePanel.ts';
import { calibrationTrend } from '../charts/calibrationTrend.ts';
import type { Behind, Chart } from '../charts/chart.ts';
import { ChartView } from '../charts/chartView.ts';
import { latencyBars } from '../charts/latencyBars.ts';
import { outcomeHistogram } from '../charts/outcomeHistogram.ts';
import {
  measureLabel,
  PERFORMANCE_MEASURES,
  type PerformanceMeasure,
  performanceTrend,
} from '../charts/performanceTrend.ts';
import { reliabilityChart } from '../charts/reliabilityChart.ts';
import { trendChart } from '../charts/trendChart.ts';
import { calibrationFigures } from '../components/confidence/calibrationFigures.ts';
import { everything, filterBar, isNarrowed } from '../components/confidence/filterBar.ts';
import '../components/confidence/scoreList.ts';
import '../components/confidence/whyConfidence.ts';
import type { AskDetail } from '../components/consult/ask.ts';
import { eventValue } from '../components/eventValue.ts';
import { icon } from '../components/icon.ts';
import { failureNotice, loadingNotice, notice, noticeStyles } from '../components/notice.ts';
import { patternBodyStyles, section } from '../components/patternBody.ts';
import { rememberScroll } from '../components/rememberScroll.ts';
import { l10n } from '../l10n.ts';
import { FIRST_VIEWS } from '../state/pageState.ts';
import { PanelElement } from '../state/panelElement.ts';
import { baseStyles } from '../styles/baseStyles.ts';
import { consultStyles } from '../styles/consultStyles.ts';
import { controlStyles } from '../styles/controlStyles.ts';
import { confidencePageStyles } from './confidencePageStyles.ts';

/** Fewer outcomes than this calibrate nothing. */
const OUTCOMES_MIN = 20;
const LIST_STEP = 50;
const DAY_MS = 86_400_000;

interface Charts {
  readonly trend: Chart;
  readonly reliability: Chart;
  readonly histogram: Chart;
  readonly calibration: Chart;
  readonly latency: Chart;
  readonly performance: Chart;
}

/** The place for confidence: what answers stated, what became of them, how long they took, and the answers behind it. */
export class ConfidencePage extends PanelElement {
  static override styles = [
    baseStyles,
    controlStyles,
    consultStyles,
    noticeStyles,
    patternBodyStyles,
    confidencePageStyles,
  ];
  #charts: Charts | undefined;
  /** What the charts were made of: as long as it is the same, they are not drawn anew. */
  #madeOf: readonly unknown[] = [];
  #measure: PerformanceMeasure = 'latency';
  /** The chart that the answers beside were opened from. */
  #from: ChartView | undefined;

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
    const { value } = this.panel.resource('confidence');
    const { split } = this.#view;
    const madeOf = [value, split, this.#measure];
    if (!value || madeOf.every((one, index) => one === this.#madeOf[index])) return;
    this.#madeOf = madeOf;
    const { bucket } = value;
    this.#charts = {
      trend: trendChart(value.trends, bucket, split),
      reliability: reliabilityChart(value.reliability),
      histogram: outcomeHistogram(value.histogram),
      calibration: calibrationTrend(value.calibration, bucket),
      latency: latencyBars(value.performance, value.choices.requestTypes),
      performance: performanceTrend(value.performanceTrend, bucket, this.#measure),
    };
  }

  protected override render(): unknown {
    const { panel } = this;
    const { behind, score } = this.#view;
    const { state, value, problem } = panel.resource('confidence');
    if (!value) return state === 'failed' ? failureNotice(panel, problem) : loadingNotice(panel);
    const isBeside = behind !== undefined || score !== undefined;
    return html`<div class="place ${isBeside ? 'beside' : ''}">
      <div class="scroll" ${rememberScroll(panel, 'confidence')}>
        <div class="page" aria-busy=${state === 'loading'}>
          ${this.#head(state)} ${filterBar(this.#view, value.choices, (next) => panel.show(next))}
          ${state === 'failed' ? html`<div class="alert error" role="alert">${icon('warning', 'doubt')}<span class="grow">${problem?.message ?? l10n.t('The log says why.')} ${l10n.t('What is shown is what was known before.')}</span><button type="button" class="link" @click=${() => panel.run({ kind: 'refresh' })}>${l10n.t('Try Again')}</button></div>` : nothing}
          ${this.#alerts(value)} ${value.totals.answers === 0 ? this.#empty() : this.#figures(value)}
        </div>
      </div>
      ${isBeside ? html`<aside class="side" aria-label=${l10n.t('Answers')}>${this.#side()}</aside>` : nothing}
    </div>`;
  }

  get #view(): ConfidenceView {
    const { view } = this.panel;
    return view.place === 'confidence' ? view : FIRST_VIEWS.confidence;
  }

  #head(state: 'loading' | 'ready' | 'failed'): unknown {
    const { panel } = this;
    return html`<div class="head">
      <h1>${l10n.t('Confidence')}</h1>
      <span class="quiet grow" role="status">${state === 'loading' ? l10n.t('Updating …') : nothing}</span>
      <button type="button" @click=${() => panel.run({ kind: 'command', command: 'confidenceSettings' })}>${icon('tools')}${l10n.t('Settings')}</button>
    </div>`;
  }

  #alerts({ alerts }: ConfidenceFigures): unknown {
    if (alerts.length === 0) return nothing;
    return html`<div class="alerts" role="status" aria-label=${l10n.t('Alerts')}>
      ${alerts.map(({ level, text, since }) => html`<div class="alert ${level}">${icon(level === 'error' ? 'error' : 'warning', level === 'error' ? 'bad' : 'doubt')}<span class="grow">${text} <span class="quiet">${sinceText(since)}</span></span></div>`)}
    </div>`;
  }

  #empty(): unknown {
    const { panel } = this;
    const view = this.#view;
    const isFirst = this.panel.resource('confidence').value?.choices.methods.length === 0;
    const isTimed = view.days !== undefined || view.from !== undefined;
    if (!isFirst && (isNarrowed(view) || isTimed)) {
      return notice(
        'graph',
        isNarrowed(view) ? l10n.t('No answer matches') : l10n.t('No answer was scored in this time'),
        l10n.t('Look at another time, model, method or kind of request.'),
        [
          { label: l10n.t('Show All'), run: () => panel.show(everything(view)) },
          { label: l10n.t('Ask a Question'), run: () => panel.goTo('consult') },
        ],
      );
    }
    return notice(
      'graph',
      l10n.t('No answer was scored yet'),
      l10n.t(
        'Every answer and proposal gets a confidence with its method. What becomes of them, proven or failed, kept or undone, shows here how far such numbers can be believed.',
      ),
      [{ label: l10n.t('Ask a Question'), run: () => panel.goTo('consult') }],
    );
  }

  #figures(value: ConfidenceFigures): unknown {
    const charts = this.#charts;
    if (!charts) return nothing;
    const { panel } = this;
    return html`${this.#sparse(value)} ${calibrationFigures(value)}
      ${section(panel, 'confidence trend', l10n.t('Over time'), this.#chart(charts.trend))}
      ${section(panel, 'confidence outcomes', l10n.t('Stated and true'), html`<div class="pair">${this.#chart(charts.reliability)} ${this.#chart(charts.histogram)}</div>`)}
      ${section(panel, 'confidence calibration', l10n.t('Calibration'), this.#chart(charts.calibration))}
      ${section(panel, 'confidence performance', l10n.t('Performance'), this.#performance(value, charts))}`;
  }

  #sparse({ totals }: ConfidenceFigures): unknown {
    const { outcomes } = totals;
    if (outcomes >= OUTCOMES_MIN) return nothing;
    const text =
      outcomes === 0
        ? l10n.t('No outcome is known yet: everything here is uncalibrated.')
        : outcomes === 1
          ? l10n.t('1 outcome: too few to calibrate; uncalibrated.')
          : l10n.t('{0} outcomes: too few to calibrate; uncalibrated.', outcomes);
    return html`<div class="sparse">
      ${icon('unverified')}<span class="grow">${text} ${l10n.t('It takes {0} of one method. Proofs, applied fixes and your own reviews count.', OUTCOMES_MIN)}</span>
      <button type="button" @click=${() => this.#showBehind({ title: l10n.t('Answers without an outcome'), filters: { outcome: 'unknown' } })}>${l10n.t('Review Answers')}</button>
    </div>`;
  }

  #performance({ performance, performanceTrend: points }: ConfidenceFigures, charts: Charts): unknown {
    if (performance.length === 0 && points.length === 0)
      return html`<p class="quiet">${l10n.t('No request was measured in this time.')}</p>`;
    return html`<div class="pair">
      ${this.#chart(charts.latency)}
      ${this.#chart(
        charts.performance,
        html`<select aria-label=${l10n.t('Measure')} @change=${this.#chooseMeasure}>
          ${PERFORMANCE_MEASURES.map((measure) => html`<option value=${measure} ?selected=${measure === this.#measure}>${measureLabel(measure)}</option>`)}
        </select>`,
      )}
    </div>`;
  }

  #chart(chart: Chart, tools: unknown = nothing): unknown {
    return html`<fw-chart .chart=${chart} @behind=${this.#behind}>${tools}</fw-chart>`;
  }

  #behind = (event: CustomEvent<Behind>): void => {
    if (event.currentTarget instanceof ChartView) this.#from = event.currentTarget;
    this.#showBehind(event.detail);
    // Where there is no room for both, the chart is gone; what is read next has the focus.
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.side button')?.focus());
  };

  #toCharts = (): void => {
    const { behind: _, score: _1, ...charts } = this.#view;
    this.panel.show(charts);
    void this.updateComplete.then(() => this.#from?.focusPoint());
  };

  #chooseMeasure = (event: Event): void => {
    this.#measure = PERFORMANCE_MEASURES.find((one) => one === eventValue(event)) ?? 'latency';
    this.requestUpdate();
  };

  #side(): unknown {
    const { score } = this.#view;
    return score === undefined ? this.#list() : this.#one(score);
  }

  #list(): unknown {
    const { panel } = this;
    const view = this.#view;
    const { behind } = view;
    if (!behind) return nothing;
    const { state, value, problem } = panel.resource('confidenceScores');
    // What is asked for now; answers to what was asked before are not shown as these.
    const isThese = value?.asked.title === behind.title;
    return html`<div class="bar">
        <button type="button" class="tool" title=${l10n.t('Back to the charts')} aria-label=${l10n.t('Back to the charts')} @click=${this.#toCharts}>${icon('close')}</button>
        <h2 class="grow" title=${behind.title}>${behind.title}</h2>
      </div>
      <div class="list" ${rememberScroll(panel, `confidence ${behind.title}`)}>
        ${
          value && isThese
            ? value.scores.length === 0
              ? notice(
                  'circle-slash',
                  l10n.t('No answer stands behind it'),
                  l10n.t('What is drawn may be older than what is kept.'),
                  [{ label: l10n.t('Back to the charts'), run: this.#toCharts }],
                )
              : html`<fw-score-list .panel=${panel} .list=${value} .selected=${view.score} @open=${(event: CustomEvent<string>) => panel.show({ ...view, score: event.detail })} @more=${() => panel.show({ ...view, behind: { ...behind, limit: behind.limit + LIST_STEP } })}></fw-score-list>`
            : state === 'failed'
              ? failureNotice(panel, problem)
              : loadingNotice(panel)
        }
      </div>`;
  }

  #one(scoreId: string): unknown {
    const { panel } = this;
    const { score: _, ...list } = this.#view;
    const listed = panel.resource('confidenceScores').value?.scores.find((one) => one.scoreId === scoreId);
    const title = listed?.title ?? l10n.t('Why this number');
    const consultation = listed?.consultationId;
    return html`<div class="bar">
        <button type="button" class="tool" title=${l10n.t('Back to the list')} aria-label=${l10n.t('Back to the list')} @click=${() => panel.show(list)}>${icon('arrow-left')}</button>
        <h2 class="grow" title=${title}>${title}</h2>
        ${consultation === undefined ? nothing : html`<button type="button" class="link" @click=${() => this.#openConsultation(consultation)}>${l10n.t('Open Consultation')}</button>`}
      </div>
      <div class="list one"><fw-why-confidence .panel=${panel} .scoreId=${scoreId}></fw-why-confidence></div>`;
  }

  #openConsultation(id: string): void {
    this.panel.goTo('consult');
    this.panel.openConsultation(id);
  }

  #showBehind({ title, filters }: Behind): void {
    const { score: _, ...view } = this.#view;
    this.panel.show({
      ...view,
      behind: { title, filters: { ...this.#filters(), ...filters }, limit: LIST_STEP },
    });
    this.panel.announce(l10n.t('Answers: {0}', title));
  }

  /** The page's own filters, as of now. */
  #filters(): ConfidenceFilters {
    const { days, from, to, models, methods, requestTypes } = this.#view;
    const start = days === undefined ? from : new Date(Date.now() - days * DAY_MS).toISOString();
    return {
      ...(start !== undefined && { from: start }),
      ...(to !== undefined && { to }),
      ...(models && { models }),
      ...(methods && { methods }),
      ...(requestTypes && { requestTypes }),
    };
  }

  #passOn = (event: Event): void => {
    if (!(event instanceof CustomEvent)) return;
    // SAFETY: only `ask` makes events of this name.
    const { action, done } = event.detail as AskDetail;
    void this.panel.run(action, done);
  };
}

function sinceText(since: string): string {
  const date = new Date(since);
  if (Number.isNaN(date.getTime())) return '';
  return l10n.t('since {0}', date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' }));
}

customElements.define('fw-confidence-page', ConfidencePage);
