import { css, html, LitElement, nothing } from 'lit';
import { l10n } from '../l10n.ts';
import { baseStyles } from '../styles/baseStyles.ts';
import { type DiffLine, lineDiff } from './lineDiff.ts';

/** Code before and after a fix, as one text with removed and added lines; code alone when there is one side. */
export class CodeDiff extends LitElement {
  static override properties = { oldCode: { attribute: false }, newCode: { attribute: false } };
  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
      }
      pre {
        background: var(--vscode-textCodeBlock-background, var(--vscode-editor-background));
        border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        border-radius: 3px;
        color: var(--vscode-editor-foreground);
        line-height: 1.5;
        margin: 0;
        overflow-x: auto;
        padding: 6px 0;
        tab-size: 4;
      }
      code {
        display: block;
        min-width: max-content;
      }
      .line {
        display: block;
        padding-inline: 8px;
        white-space: pre;
      }
      /* A fix whose end is cut off says nothing: where there is little room its lines are broken. */
      @media (max-width: 520px) {
        code {
          min-width: 0;
        }
        .line {
          overflow-wrap: anywhere;
          padding-inline-start: calc(8px + 2ch);
          text-indent: -2ch;
          white-space: pre-wrap;
        }
      }
      .sign {
        display: inline-block;
        text-indent: 0;
        opacity: 0.8;
        user-select: none;
        width: 2ch;
      }
      .removed {
        background: var(--vscode-diffEditor-removedLineBackground);
        outline: 1px dashed var(--vscode-diffEditor-removedTextBorder, transparent);
        outline-offset: -1px;
      }
      .added {
        background: var(--vscode-diffEditor-insertedLineBackground);
        outline: 1px dashed var(--vscode-diffEditor-insertedTextBorder, transparent);
        outline-offset: -1px;
      }
    `,
  ];
  declare oldCode: string | undefined;
  declare newCode: string | undefined;

  protected override render(): unknown {
    const { oldCode: before, newCode: after } = this;
    if (before === undefined && after === undefined) return nothing;
    const both = before !== undefined && after !== undefined;
    const lines = both ? lineDiff(before, after) : plain(before ?? after ?? '');
    // A region that scrolls sideways must be reachable by keyboard.
    return html`<pre tabindex="0" role="group" aria-label=${this.#label(both)}><code>${lines.map(lineOf)}</code></pre>`;
  }

  #label(both: boolean): string {
    if (both) return l10n.t('Code before and after');
    return this.oldCode === undefined ? l10n.t('Code after') : l10n.t('Code before');
  }
}

function plain(text: string): readonly DiffLine[] {
  return text
    .replace(/\r?\n$/u, '')
    .split(/\r?\n/u)
    .map((line) => ({ kind: 'same', text: line }));
}

const SIGNS = { same: ' ', removed: '−', added: '+' } as const;

function lineOf({ kind, text }: DiffLine): unknown {
  const said = kind === 'removed' ? l10n.t('removed: ') : kind === 'added' ? l10n.t('added: ') : '';
  return html`<span class="line ${kind}"
    ><span class="sign" aria-hidden="true">${SIGNS[kind]}</span>${said === '' ? nothing : html`<span class="unseen">${said}</span>`}${text}${'\n'}</span
  >`;
}

customElements.define('fw-code-diff', CodeDiff);
