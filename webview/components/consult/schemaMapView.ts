import { html, LitElement, nothing, type PropertyValues, svg } from 'lit';
import { l10n } from '../../l10n.ts';
import {
  boxesOf,
  DRAWING,
  type DrawnKey,
  type DrawnMap,
  type DrawnTable,
  drawnMap,
  footOf,
  headOf,
  pathOf,
  shortType,
  tableTitle,
} from '../../schemaMap/drawnMap.ts';
import { mapSvg } from '../../schemaMap/mapSvg.ts';
import { nextTable } from '../../schemaMap/nextTable.ts';
import { around, busiestTable, type SchemaMap } from '../../schemaMap/schemaMap.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import { controlStyles } from '../../styles/controlStyles.ts';
import { foldStyles } from '../../styles/foldStyles.ts';
import { type IconName, icon } from '../icon.ts';
import { ask } from './ask.ts';
import { mapStyles } from './mapStyles.ts';
import { mapTables } from './mapTables.ts';

/** More boxes than this at once are a wall: then the most connected table is shown with its neighbours. */
const TABLES_AT_ONCE = 60;
const ZOOM_STEP = 1.25;
/** As far as letters stay letters. */
const ZOOM_MAX = 4;
const PAN_STEP_PX = 60;
/** Smaller letters are not read, but guessed. */
const ZOOM_READABLE = 0.6;

interface Camera {
  readonly x: number;
  readonly y: number;
  /** Pixels of the page for one of the drawing. */
  readonly zoom: number;
}

/** Tables and foreign keys as a diagram: moved, zoomed, narrowed to one table, walked by keyboard; a list tells the same. */
export class SchemaMapView extends LitElement {
  static override properties = { map: { attribute: false } };
  static override styles = [baseStyles, controlStyles, foldStyles, mapStyles];
  declare map: SchemaMap;
  #drawn: DrawnMap | undefined;
  #focus: string | undefined;
  #turn: string | undefined;
  #camera: Camera = { x: 0, y: 0, zoom: 1 };
  #drag: { readonly x: number; readonly y: number; readonly camera: Camera } | undefined;
  #sizes: ResizeObserver | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('map')) return;
    this.#focus = this.map.nodes.length > TABLES_AT_ONCE ? busiestTable(this.map) : undefined;
    this.#drawn = undefined;
    void this.#layOut();
  }

  protected override firstUpdated(): void {
    this.#sizes = new ResizeObserver(() => this.#fit(ZOOM_READABLE));
    if (this.#stage) this.#sizes.observe(this.#stage);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes?.disconnect();
  }

  protected override render(): unknown {
    const { map } = this;
    if (map.nodes.length === 0)
      return html`<p class="none quiet">${l10n.t('There is no table to draw.')}</p>`;
    const drawn = this.#drawn;
    return html`${this.#bar()}
      <div class="stage" @wheel=${this.#wheel} @pointerdown=${this.#grab} @pointermove=${this.#move} @pointerup=${this.#drop} @pointercancel=${this.#drop} @keydown=${this.#key}>
        ${drawn ? this.#svg(drawn) : html`<p class="none quiet" role="status">${icon('loading', 'spin')} ${l10n.t('Drawing')}</p>`}
      </div>
      <details class="list">
        <summary>${l10n.t('The same as a list ({0} tables)', map.nodes.length)}</summary>
        ${mapTables(map, (id) => this.#focusOn(id))}
      </details>`;
  }

  #bar(): unknown {
    const { map } = this;
    const shown = this.#drawn?.tables.length ?? 0;
    const all = map.nodes.length + map.leftOut;
    return html`<div class="bar" role="toolbar" aria-label=${l10n.t('Map')}>
      <span class="grow" role="status">
        ${this.#focus === undefined ? nothing : html`<strong>${this.#focus}</strong> · `}${shown < all ? l10n.t('{0} of {1} tables', shown, all) : l10n.t('{0} tables', all)}
        ${map.origin === '' ? nothing : html`<span class="quiet">· ${map.origin}</span>`}
      </span>
      ${this.#focus === undefined || map.nodes.length > TABLES_AT_ONCE ? nothing : html`<button type="button" class="link" @click=${() => this.#focusOn(undefined)}>${l10n.t('Show All Tables')}</button>`}
      ${this.#tool('zoom-out', l10n.t('Zoom Out'), () => this.#zoom(1 / ZOOM_STEP))}
      ${this.#tool('zoom-in', l10n.t('Zoom In'), () => this.#zoom(ZOOM_STEP))}
      ${this.#tool('screen-full', l10n.t('Fit'), () => this.#fit())}
      ${this.#tool('export', l10n.t('Export SVG'), this.#export)}
    </div>`;
  }

  #tool(name: IconName, label: string, run: () => void): unknown {
    return html`<button type="button" class="tool" title=${label} aria-label=${label} @click=${run}>${icon(name)}</button>`;
  }

  #svg(drawn: DrawnMap): unknown {
    const { x, y, zoom } = this.#camera;
    const label = l10n.t(
      'Tables and foreign keys. Tab goes from table to table, arrows along a key, Enter narrows to a table.',
    );
    return html`<svg role="group" aria-label=${label}>
      ${svg`<g transform=${`translate(${x} ${y}) scale(${zoom})`}>
        ${drawn.keys.map((key) => this.#keyLine(key))}
        ${drawn.tables.map((table) => this.#table(table, drawn))}
      </g>`}
    </svg>`;
  }

  #keyLine({ key, points }: DrawnKey): unknown {
    const touched = this.#turn !== undefined && (key.from === this.#turn || key.to === this.#turn);
    return svg`<g class="key ${touched ? 'touched' : ''} ${key.optional ? 'optional' : ''}" aria-hidden="true">
      <title>${keyText(key)}</title>
      <path class="hit" d=${pathOf(points)}></path>
      <path d=${pathOf(points)}></path>
      <path class="end" d=${headOf(points)}></path>
      ${key.one ? nothing : svg`<path class="end" d=${footOf(points)}></path>`}
    </g>`;
  }

  #table({ table, columns, hidden, x, y, width, height }: DrawnTable, drawn: DrawnMap): unknown {
    const { head, line, padding } = DRAWING;
    const keys = drawn.keys.filter(({ key }) => key.from === table.id || key.to === table.id);
    const label = [
      tableTitle(table),
      l10n.t('{0} columns', table.columns.length + table.moreColumns),
      ...keys.map(({ key }) =>
        key.from === table.id ? l10n.t('refers to {0}', key.to) : l10n.t('is referred to by {0}', key.from),
      ),
    ].join(', ');
    return svg`<g class="table ${table.outside ? 'outside' : ''} ${table.id === this.#focus ? 'middle' : ''}" transform=${`translate(${x} ${y})`}
      tabindex="0" role="button" aria-label=${label} data-table=${table.id}
      @focus=${() => this.#turnTo(table.id)} @dblclick=${() => this.#focusOn(table.id)}>
      <title>${table.comment ?? table.id}</title>
      <rect class="body" width=${width} height=${height} rx="4"></rect>
      <path class="head" d=${`M0 4 a4 4 0 0 1 4 -4 H${width - 4} a4 4 0 0 1 4 4 V${head} H0 Z`}></path>
      <text class="name" x=${padding} y="16">${cut(tableTitle(table), width)}</text>
      ${columns.map(({ name, type, key, required }, index) => {
        const at = head + index * line + 15;
        const mark = key === undefined ? '' : key === 'foreign' ? '→ ' : '# ';
        const kind = shortType(type);
        return svg`<text class=${required ? '' : 'optional'} x=${padding} y=${at}>${cut(mark + name, width - kind.length * 6.7 - 8)}</text><text class="type" x=${width - padding} y=${at} text-anchor="end">${kind}</text>`;
      })}
      ${hidden > 0 ? svg`<text class="type" x=${padding} y=${head + columns.length * line + 15}>${l10n.t('and {0} more', hidden)}</text>` : nothing}
    </g>`;
  }

  async #layOut(): Promise<void> {
    const map = this.#focus === undefined ? this.map : around(this.map, this.#focus);
    const boxes = boxesOf(map);
    const { layoutMap } = await import('../../schemaMap/layoutMap.ts');
    const nodes = boxes.map(({ table, width, height }) => ({ id: table.id, width, height }));
    this.#drawn = drawnMap(map, boxes, layoutMap(nodes, map.edges));
    this.#fit(ZOOM_READABLE);
  }

  #focusOn(id: string | undefined): void {
    this.#focus = id;
    this.#turn = id;
    void this.#layOut().then(async () => {
      await this.updateComplete;
      if (id !== undefined) this.#element(id)?.focus();
    });
  }

  #turnTo(id: string): void {
    if (this.#turn === id) return;
    this.#turn = id;
    this.#bringIntoSight(id);
    this.requestUpdate();
  }

  get #stage(): HTMLElement | undefined {
    return this.renderRoot.querySelector<HTMLElement>('.stage') ?? undefined;
  }

  #element(id: string): SVGElement | undefined {
    const all = [...this.renderRoot.querySelectorAll<SVGElement>('[data-table]')];
    return all.find((element) => element.dataset.table === id);
  }

  /** All of it, or the part around the middle that still can be read. */
  #fit(zoomMin = 0): void {
    const drawn = this.#drawn;
    const stage = this.#stage;
    if (!drawn || !stage) return;
    const { clientWidth: width, clientHeight: height } = stage;
    const whole = Math.min(1, width / Math.max(1, drawn.width), height / Math.max(1, drawn.height));
    const zoom = Math.max(whole, zoomMin);
    const middle = drawn.tables.find(({ table }) => table.id === (this.#focus ?? busiestTable(this.map)));
    const [x, y] =
      zoom > whole && middle
        ? [middle.x + middle.width / 2, middle.y + middle.height / 2]
        : [drawn.width / 2, drawn.height / 2];
    this.#camera = { zoom, x: width / 2 - x * zoom, y: height / 2 - y * zoom };
    this.requestUpdate();
  }

  #zoom(factor: number, at?: { readonly x: number; readonly y: number }): void {
    const stage = this.#stage;
    if (!stage) return;
    const { x, y, zoom } = this.#camera;
    const next = Math.min(ZOOM_MAX, Math.max(0.05, zoom * factor));
    const point = at ?? { x: stage.clientWidth / 2, y: stage.clientHeight / 2 };
    this.#camera = {
      zoom: next,
      x: point.x - ((point.x - x) * next) / zoom,
      y: point.y - ((point.y - y) * next) / zoom,
    };
    this.requestUpdate();
  }

  #pan(dx: number, dy: number): void {
    this.#camera = { ...this.#camera, x: this.#camera.x + dx, y: this.#camera.y + dy };
    this.requestUpdate();
  }

  #bringIntoSight(id: string): void {
    const stage = this.#stage;
    const box = this.#drawn?.tables.find(({ table }) => table.id === id);
    if (!stage || !box) return;
    const { x, y, zoom } = this.#camera;
    const [left, top] = [box.x * zoom + x, box.y * zoom + y];
    const [right, bottom] = [left + box.width * zoom, top + box.height * zoom];
    const inSight = left >= 0 && top >= 0 && right <= stage.clientWidth && bottom <= stage.clientHeight;
    if (!inSight)
      this.#pan(stage.clientWidth / 2 - (left + right) / 2, stage.clientHeight / 2 - (top + bottom) / 2);
  }

  /** A wheel alone scrolls the page on which the map stands. */
  #wheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = this.#stage?.getBoundingClientRect();
    this.#zoom(Math.exp(-event.deltaY / 300), box && { x: event.clientX - box.x, y: event.clientY - box.y });
  };

  #grab = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.#drag = { x: event.clientX, y: event.clientY, camera: this.#camera };
  };

  #move = (event: PointerEvent): void => {
    const drag = this.#drag;
    if (!drag) return;
    this.#stage?.setPointerCapture(event.pointerId);
    this.#camera = {
      ...drag.camera,
      x: drag.camera.x + event.clientX - drag.x,
      y: drag.camera.y + event.clientY - drag.y,
    };
    this.requestUpdate();
  };

  #drop = (): void => {
    this.#drag = undefined;
  };

  #key = (event: KeyboardEvent): void => {
    const turn = this.#turn;
    const next = this.#drawn && turn !== undefined ? nextTable(this.#drawn, turn, event.key) : undefined;
    const pan = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (event.shiftKey && pan) this.#pan((pan[0] ?? 0) * PAN_STEP_PX, (pan[1] ?? 0) * PAN_STEP_PX);
    else if (next !== undefined) this.#element(next)?.focus();
    else if (event.key === 'Enter' && turn !== undefined) this.#focusOn(turn);
    else if (event.key === 'Escape' && this.map.nodes.length <= TABLES_AT_ONCE) this.#focusOn(undefined);
    else if (event.key === '+' || event.key === '=') this.#zoom(ZOOM_STEP);
    else if (event.key === '-') this.#zoom(1 / ZOOM_STEP);
    else if (event.key === '0') this.#fit();
    else return;
    event.preventDefault();
  };

  #export = (): void => {
    if (this.#drawn) ask(this, { kind: 'exportDiagram', name: 'schema-map', svg: mapSvg(this.#drawn) });
  };
}

function keyText({ name, from, to, columns, targetColumns, onDelete }: DrawnKey['key']): string {
  const rule = onDelete === undefined ? '' : l10n.t(', on delete {0}', onDelete);
  return `${name}: ${from} (${columns.join(', ')}) → ${to} (${targetColumns.join(', ')})${rule}`;
}

/** As much of a text as a box of this width has room for. */
function cut(text: string, width: number): string {
  const letters = Math.max(3, Math.floor((width - DRAWING.padding) / 6.7));
  return text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
}

customElements.define('fw-schema-map', SchemaMapView);
