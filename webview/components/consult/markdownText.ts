import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { bytesText } from '../../consult/figures.ts';
import { l10n } from '../../l10n.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import { controlStyles } from '../../styles/controlStyles.ts';
import { blocksOf, type MarkdownBlock, markdownPart } from '../../text/markdownParts.ts';
import type { parseMarkdown } from '../../text/parseMarkdown.ts';
import { ask } from './ask.ts';
import { markdownStyles } from './markdownStyles.ts';

/** Characters shown before the reader asks for more: a page of a million words is drawn in parts. */
const SHOWN_STEP_CHARS = 60_000;

type Parse = typeof parseMarkdown;

/** The parser is read once, when the first text is shown. */
let parser: Promise<Parse> | undefined;
let loaded: Parse | undefined;

function loadParser(): Promise<Parse> {
  parser ??= import('../../text/parseMarkdown.ts').then((module) => {
    loaded = module.parseMarkdown;
    return module.parseMarkdown;
  });
  return parser;
}

/**
 * A text in Markdown. While text is added to it, only its last block is read and drawn anew: what the reader has
 * before them stays as it is.
 */
export class MarkdownText extends LitElement {
  static override properties = { text: { attribute: false }, name: { attribute: false } };
  static override styles = [baseStyles, controlStyles, markdownStyles];
  declare text: string;
  /** What the text is called where it is opened whole. */
  declare name: string | undefined;
  #settled: readonly MarkdownBlock[] = [];
  /** Length of the text that the settled blocks come from. */
  #settledChars = 0;
  #last: readonly MarkdownBlock[] = [];
  #before = '';
  #environment: Record<string, unknown> = {};
  #shownChars = SHOWN_STEP_CHARS;

  constructor() {
    super();
    this.text = '';
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!loaded) {
      void loadParser().then(() => this.requestUpdate());
      return;
    }
    if (changed.has('text') || this.#before === '') this.#read(loaded);
  }

  protected override render(): unknown {
    if (!loaded) return html`<p class="raw">${this.text.slice(0, this.#shownChars)}</p>`;
    const blocks = [...this.#settled, ...this.#last];
    return html`${blocks.map((block) => guard([block], () => markdownPart(block.tokens)))}${this.#more()}`;
  }

  #more(): unknown {
    const rest = this.text.length - this.#shownChars;
    if (rest <= 0) return nothing;
    return html`<p class="row">
      <button type="button" @click=${this.#showMore}>${l10n.t('Show more ({0} left)', bytesText(rest))}</button>
      <button type="button" class="link" @click=${() => ask(this, { kind: 'openText', name: this.name ?? 'answer.md', text: this.text })}>${l10n.t('Open as a File')}</button>
    </p>`;
  }

  #showMore = (): void => {
    this.#shownChars += SHOWN_STEP_CHARS;
    if (loaded) this.#read(loaded);
    this.requestUpdate();
  };

  #read(parse: Parse): void {
    const text = this.text.slice(0, this.#shownChars);
    if (!text.startsWith(this.#before) || this.#before === '') {
      this.#settled = [];
      this.#settledChars = 0;
      this.#environment = {};
    }
    this.#before = text;
    const rest = text.slice(this.#settledChars);
    const blocks = blocksOf(parse(rest, this.#environment));
    const lastLine = blocks.at(-1)?.line ?? 0;
    this.#settled = [...this.#settled, ...blocks.slice(0, -1)];
    this.#last = blocks.slice(-1);
    this.#settledChars += offsetOfLine(rest, lastLine);
  }
}

function offsetOfLine(text: string, line: number): number {
  let offset = 0;
  for (let i = 0; i < line; i += 1) {
    const next = text.indexOf('\n', offset);
    if (next < 0) return offset;
    offset = next + 1;
  }
  return offset;
}

customElements.define('fw-markdown', MarkdownText);
