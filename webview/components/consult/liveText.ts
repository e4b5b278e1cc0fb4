import { css, html, LitElement, nothing, type PropertyDeclarations } from 'lit';
import type { ConsultDelta } from '../../../src/protocol/consult.ts';
import { l10n } from '../../l10n.ts';
import type { Panel } from '../../state/panel.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import './markdownText.ts';

/** What shows of a text of which only the newest words matter. */
const LINE_MAX_CHARS = 140;

/** Text as it is being said. It draws itself anew alone, many times a second, and nothing around it. */
export class LiveTextElement extends LitElement {
  static override properties: PropertyDeclarations = {
    panel: { attribute: false },
    consultation: { attribute: false },
    run: { attribute: false },
    channel: { attribute: false },
    line: { attribute: false },
  };
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .line {
        color: var(--vscode-descriptionForeground);
        font-style: italic;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];
  declare panel: Panel;
  declare consultation: string;
  declare run: string | undefined;
  declare channel: ConsultDelta['channel'];
  /** Only the end of it, on one line. */
  declare line: boolean;
  #stop: (() => void) | undefined;

  constructor() {
    super();
    this.channel = 'text';
    this.line = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listen();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#stop = undefined;
  }

  protected override willUpdate(): void {
    this.#listen();
  }

  #listen(): void {
    this.#stop ??= this.panel?.onLiveText(() => this.requestUpdate());
  }

  protected override render(): unknown {
    const text = this.panel.liveText(this.consultation).text(this.run, this.channel);
    if (text === '') return nothing;
    if (!this.line) return html`<fw-markdown .text=${text}></fw-markdown>`;
    // One line of Markdown reads better without its signs.
    const end = text
      .slice(-LINE_MAX_CHARS)
      .replaceAll(/[`*#]+/gu, '')
      .replaceAll(/\s+/gu, ' ')
      .trim();
    const said = this.channel === 'reasoning' ? l10n.t('Thinking: {0}', end) : end;
    return html`<div class="line">${said}</div>`;
  }
}

customElements.define('fw-live-text', LiveTextElement);
