import { html, LitElement, nothing, type PropertyValues, svg } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { ask } from '../components/consult/ask.ts';
import '../components/consult/resultTable.ts';
import { styled } from '../components/styled.ts';
import { csvOf } from '../consult/csv.ts';
import { l10n } from '../l10n.ts';
import { baseStyles } from '../styles/baseStyles.ts';
import { controlStyles } from '../styles/controlStyles.ts';
import {
  type Behind,
  type Chart,
  type LegendEntry,
  type Scene,
  type ScenePoint,
  SWATCH_HEIGHT,
  SWATCH_WIDTH,
} from './chart.ts';
import { chartStyles } from './chartStyles.ts';
import { drawnFigure } from './drawnFigure.ts';
import { figurePng } from './figurePng.ts';
import { figureSvg } from './figureSvg.ts';
import { circlePath } from './marks.ts';
import { nearestPoint } from './nearestPoint.ts';
import { nextPoint } from './nextPoint.ts';

/** Up to here every point is an element of its own; of more, only the one whose turn it is. */
const POINTS_AS_ELEMENTS_MAX = 120;
const POINT_RADIUS_PX = 8;
const TIP_GAP_PX = 14;
/** What a tooltip takes at most: it turns to the other side where there is less room. */
const TIP_WIDTH_PX = 290;

/**
 * A chart with its legend, its details on hover and focus, its rows as a table, and its exports. Dispatches `behind` when
 * a point is opened.
 */
export class ChartView extends LitElement {
  static override properties = { chart: { attribute: false } };
  static override styles = [baseStyles, controlStyles, chartStyles];
  declare chart: Chart;
  #scene: Scene | undefined;
  #width = 0;
  #hidden: ReadonlySet<number> = new Set();
  #asTable = false;
  /** Whose turn it is in the tab order. */
  #turn: string | undefined;
  /** Whose details show. */
  #active: ScenePoint | undefined;
  #sizes: ResizeObserver | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      if (width === 0 || width === this.#width) return;
      this.#width = width;
      this.#scene = undefined;
      this.requestUpdate();
    });
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes?.disconnect();
    this.#sizes = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('chart')) this.#scene = undefined;
    if (this.#scene || this.#width === 0) return;
    this.#scene = this.chart.draw(this.#width, this.#hidden);
    const { points } = this.#scene;
    this.#active = points.find(({ key }) => key === this.#active?.key);
    if (!points.some(({ key }) => key === this.#turn)) this.#turn = points.at(-1)?.key;
  }

  protected override render(): unknown {
    const { name, description, legend, nothing: words } = this.chart;
    if (words !== undefined)
      return html`<figure><figcaption><h3>${name}</h3><span class="chosen"><slot></slot></span></figcaption><p class="quiet">${words}</p></figure>`;
    return html`<figure>
      <figcaption>
        <h3 id="name">${name}</h3>
        <span class="chosen"><slot></slot></span>
        <span class="tools"><button type="button" class="link" aria-pressed=${this.#asTable} @click=${this.#toggleTable}>${l10n.t('Table')}</button>
        ${(['csv', 'svg', 'png'] as const).map(
          (as) =>
            html`<button type="button" class="link" title=${l10n.t('Export {0} as {1}', name, as.toUpperCase())} aria-label=${l10n.t('Export {0} as {1}', name, as.toUpperCase())} @click=${() => this.#export(as)}>${as.toUpperCase()}</button>`,
        )}</span>
      </figcaption>
      ${this.#asTable ? html`<fw-result-table .table=${{ ...this.chart.table(), truncated: false }} .name=${name}></fw-result-table>` : this.#stage()}
      ${this.#asTable ? nothing : html`<div class="legend" role="group" aria-label=${l10n.t('Legend')}>${legend.map((entry) => this.#legendEntry(entry))}</div>`}
      <p class="quiet description" id="description">${description}</p>
    </figure>`;
  }

  #stage(): unknown {
    const scene = this.#scene;
    if (!scene) return html`<div class="stage"></div>`;
    const { width, height, paths, texts } = scene;
    return html`<div class="stage" @keydown=${this.#key} @focusout=${this.#leave}>
      <svg
        class="chart"
        role="group"
        aria-labelledby="name"
        aria-describedby="description"
        data-active=${this.#active?.series ?? nothing}
        width=${width}
        height=${height}
        viewBox=${`0 0 ${width} ${height}`}
        @pointermove=${this.#hover}
        @pointerleave=${this.#leave}
        @click=${this.#click}
      >
        <g aria-hidden="true">
          ${paths.map(({ d, look }) => svg`<path class=${look} d=${d}></path>`)}
          ${texts.map(({ x, y, text, anchor, look }) => svg`<text class=${look} x=${x} y=${y} text-anchor=${anchor}>${text}</text>`)}
        </g>
        ${this.#points(scene)}
      </svg>
      ${this.#tip(scene)}
    </div>`;
  }

  #points({ points }: Scene): unknown {
    if (points.length <= POINTS_AS_ELEMENTS_MAX)
      return points.map((point, index) => this.#point(point, index));
    const index = points.findIndex(({ key }) => key === this.#turn);
    const turn = points[index];
    if (!turn) return nothing;
    const active = this.#active;
    const ring =
      active && active !== turn
        ? svg`<path class="point active" aria-hidden="true" d=${circlePath(active.x, active.y, POINT_RADIUS_PX)}></path>`
        : nothing;
    // Each turn is an element of its own: a screen reader reads what newly has the focus.
    return svg`${ring}${keyed(turn.key, this.#point(turn, index))}`;
  }

  #point(point: ScenePoint, index: number): unknown {
    const { key, x, y, behind } = point;
    const active = this.#active === point ? 'active' : '';
    const label = `${point.lines().join(', ')}. ${l10n.t('{0} of {1}', index + 1, this.#scene?.points.length ?? 0)}`;
    return svg`<path
      class="point ${active} ${behind ? 'opens' : ''}"
      role=${behind ? 'button' : 'img'}
      aria-label=${label}
      data-key=${key}
      tabindex=${key === this.#turn ? 0 : -1}
      d=${circlePath(x, y, POINT_RADIUS_PX)}
      @focus=${() => this.#show(point)}
    ></path>`;
  }

  #tip({ width, points }: Scene): unknown {
    const point = this.#active;
    if (!point) return nothing;
    const toLeft = point.x + TIP_GAP_PX + TIP_WIDTH_PX > width && point.x > width / 2;
    const opens = point.behind && points.length > 0;
    return html`<div
      class="tip"
      aria-hidden="true"
      ${styled({
        left: toLeft ? 'auto' : `${Math.min(point.x + TIP_GAP_PX, Math.max(0, width - 120))}px`,
        right: toLeft ? `${width - point.x + TIP_GAP_PX}px` : 'auto',
        top: `${Math.max(0, point.y - 20)}px`,
      })}
    >
      ${point.lines().map((line) => html`<div>${line}</div>`)}
      ${opens ? html`<div class="does">${l10n.t('Enter or click: the answers behind it')}</div>` : nothing}
    </div>`;
  }

  #legendEntry({ series, label, swatch }: LegendEntry): unknown {
    const content = html`<svg class="swatch" width=${SWATCH_WIDTH} height=${SWATCH_HEIGHT} aria-hidden="true">
        ${swatch.map(({ d, look }) => svg`<path class=${look} d=${d}></path>`)}
      </svg>
      <span class="words">${label}</span>`;
    if (series === undefined || this.chart.legend.filter((one) => one.series !== undefined).length < 2)
      return html`<span class="entry">${content}</span>`;
    return html`<button type="button" class="entry" aria-pressed=${!this.#hidden.has(series)} title=${l10n.t('Show or hide {0}', label)} @click=${() => this.#toggle(series)}>${content}</button>`;
  }

  #toggle(series: number): void {
    const hidden = new Set(this.#hidden);
    if (!hidden.delete(series)) hidden.add(series);
    this.#hidden = hidden;
    this.#scene = undefined;
    this.requestUpdate();
  }

  #toggleTable = (): void => {
    this.#asTable = !this.#asTable;
    this.requestUpdate();
  };

  #show(point: ScenePoint | undefined): void {
    if (point === this.#active) return;
    this.#active = point;
    if (point) this.#turn = point.key;
    this.requestUpdate();
  }

  #hover = (event: PointerEvent): void => {
    this.#show(this.#under(event));
  };

  #leave = (): void => {
    this.#show(undefined);
  };

  #click = (event: MouseEvent): void => {
    const point = this.#under(event);
    if (point) this.#open(point);
  };

  #under(event: MouseEvent): ScenePoint | undefined {
    const box = this.renderRoot.querySelector('svg.chart')?.getBoundingClientRect();
    if (!box || !this.#scene) return undefined;
    return nearestPoint(this.#scene.points, event.clientX - box.x, event.clientY - box.y);
  }

  #key = (event: KeyboardEvent): void => {
    const scene = this.#scene;
    const point = scene?.points.find(({ key }) => key === this.#turn);
    if (!scene || !point) return;
    if (event.key === 'Escape' && this.#active) this.#show(undefined);
    else if (event.key === 'Enter' || event.key === ' ') this.#open(point);
    else {
      const next = nextPoint(scene.points, point, event.key);
      if (!next) return;
      this.#show(next);
      void this.updateComplete.then(() => this.focusPoint());
    }
    event.preventDefault();
    event.stopPropagation();
  };

  /** Gives the focus to the point whose turn it is. */
  focusPoint(): void {
    const all = [...this.renderRoot.querySelectorAll<SVGElement>('[data-key]')];
    all.find(({ dataset }) => dataset.key === this.#turn)?.focus();
  }

  #open(point: ScenePoint): void {
    const detail = point.behind?.();
    if (detail) this.dispatchEvent(new CustomEvent<Behind>('behind', { detail }));
  }

  async #export(as: 'csv' | 'svg' | 'png'): Promise<void> {
    const { name } = this.chart;
    const content = as === 'csv' ? this.#csv() : await this.#picture(as);
    if (content !== undefined) ask(this, { kind: 'exportChart', name, as, content }, l10n.t('Exported'));
  }

  #csv(): string {
    const { columns, rows } = this.chart.table();
    return csvOf(columns, rows);
  }

  /** What is drawn, as a file. The table is left for it: only what shows has colours. */
  async #picture(as: 'svg' | 'png'): Promise<string | undefined> {
    if (this.#asTable) {
      this.#toggleTable();
      await this.updateComplete;
    }
    const figure = this.renderRoot.querySelector('figure');
    if (!figure) return undefined;
    const drawn = drawnFigure(figure, this.chart);
    return as === 'svg' ? figureSvg(drawn) : figurePng(drawn);
  }
}

customElements.define('fw-chart', ChartView);
