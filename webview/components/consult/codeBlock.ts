import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { l10n } from '../../l10n.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import { controlStyles } from '../../styles/controlStyles.ts';
import type { CodePiece } from '../../text/highlight.ts';
import { type IconName, icon } from '../icon.ts';
import { ask } from './ask.ts';
import { codeColours } from './codeColours.ts';

/** A text is highlighted again this long after the last change of it. */
const HIGHLIGHT_DELAY_MS = 120;
/** Lines shown before the rest is asked for. */
const LINES_SHOWN_FIRST = 400;

const SQL_NAMES = new Set(['sql', 'pgsql', 'plpgsql', 'postgres', 'postgresql']);

/** Code with its colours, and what can be done with it. */
export class CodeBlock extends LitElement {
  static override properties = {
    code: { attribute: false },
    language: { attribute: false },
    name: { attribute: false },
    bare: { attribute: false },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    codeColours,
    css`
      :host {
        border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        border-radius: 3px;
        display: block;
        margin: 8px 0;
        overflow: hidden;
      }
      .bar {
        align-items: center;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        display: flex;
        flex-wrap: wrap;
        gap: 0 2px;
        padding: 1px 4px 1px 8px;
      }
      .name {
        color: var(--vscode-descriptionForeground);
        flex: 1;
        font-size: 11px;
        min-width: 40px;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      pre {
        background: var(--vscode-textCodeBlock-background, var(--vscode-editor-background));
        color: var(--vscode-editor-foreground);
        line-height: 1.5;
        margin: 0;
        overflow: auto;
        padding: 8px 10px;
        tab-size: 4;
      }
      .more {
        padding: 4px 10px;
      }
    `,
  ];
  declare code: string;
  declare language: string;
  /** What the code is called where it is opened or saved. */
  declare name: string | undefined;
  /** Without the line of buttons. */
  declare bare: boolean;
  #pieces: readonly CodePiece[] | undefined;
  #colouring: ReturnType<typeof setTimeout> | undefined;
  #whole = false;

  constructor() {
    super();
    this.code = '';
    this.language = '';
    this.bare = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#colouring);
    this.#colouring = undefined;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('code') && !changed.has('language')) return;
    this.#pieces = undefined;
    if (this.language === '') return;
    // The first time at once; while text is being added, only when it rests.
    this.#colouring ??= setTimeout(() => this.#colour(), this.hasUpdated ? HIGHLIGHT_DELAY_MS : 0);
  }

  protected override render(): unknown {
    const { code, shown } = this.#shown();
    return html`${this.bare ? nothing : this.#bar()}
      <pre tabindex="0" role="region" aria-label=${this.#label}><code>${shown}</code></pre>
      ${
        code === undefined
          ? nothing
          : html`<div class="more"><button type="button" class="link" @click=${this.#showAll}>${l10n.t('Show all {0} lines', code)}</button></div>`
      }`;
  }

  get #isSql(): boolean {
    return SQL_NAMES.has(this.language.toLowerCase());
  }

  get #label(): string {
    return this.name ?? (this.language === '' ? l10n.t('Code') : l10n.t('Code, {0}', this.language));
  }

  get #title(): string {
    return this.name ?? l10n.t('Query');
  }

  /** The code or its beginning; `code` is the number of all lines when there are more. */
  #shown(): { readonly code: number | undefined; readonly shown: unknown } {
    if (!this.#whole) {
      const end = endOfLines(this.code, LINES_SHOWN_FIRST);
      if (end !== undefined) return { code: this.code.split('\n').length, shown: this.code.slice(0, end) };
    }
    const shown = this.#pieces?.map(({ text, scope }) =>
      scope === undefined ? text : html`<span class=${`c-${scope.split('.')[0]}`}>${text}</span>`,
    );
    return { code: undefined, shown: shown ?? this.code };
  }

  #bar(): unknown {
    const { code } = this;
    const title = this.#title;
    return html`<div class="bar" role="toolbar" aria-label=${l10n.t('{0}: actions', this.#label)}>
      <span class="name">${this.name ?? this.language}</span>
      ${this.#button('copy', l10n.t('Copy'), () => ask(this, { kind: 'copyText', text: code }, l10n.t('Copied')))}
      ${this.#button('insert', l10n.t('Insert at Cursor'), () => ask(this, { kind: 'insertText', text: code }, l10n.t('Inserted')))}
      ${
        this.#isSql
          ? html`${this.#button('go-to-file', l10n.t('Open in Editor'), () => ask(this, { kind: 'openSql', sql: code, title }))}
              ${this.#button('beaker', l10n.t('Prove'), () => ask(this, { kind: 'proveSql', sql: code, title }))}
              ${this.#button('save', l10n.t('Save to Workspace'), () => ask(this, { kind: 'saveSql', sql: code, title }))}`
          : nothing
      }
    </div>`;
  }

  #button(name: IconName, label: string, run: () => void): unknown {
    return html`<button type="button" class="tool" title=${label} aria-label=${label} @click=${run}>${icon(name)}</button>`;
  }

  #showAll = (): void => {
    this.#whole = true;
    this.requestUpdate();
  };

  async #colour(): Promise<void> {
    const { code, language } = this;
    const { highlighted } = await import('../../text/highlight.ts');
    this.#colouring = undefined;
    if (code === this.code && language === this.language) this.#pieces = highlighted(code, language);
    this.requestUpdate();
  }
}

/** Where the given number of lines ends; undefined when there are not more. */
function endOfLines(text: string, lines: number): number | undefined {
  let at = -1;
  for (let line = 0; line < lines; line += 1) {
    at = text.indexOf('\n', at + 1);
    if (at < 0) return undefined;
  }
  return at;
}

customElements.define('fw-code-block', CodeBlock);
