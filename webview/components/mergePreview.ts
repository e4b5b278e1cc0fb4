import { css, html, nothing } from 'lit';
import type { Pattern, PatternFields, SimilarPattern } from '../../src/protocol/library.ts';
import { l10n } from '../l10n.ts';
import { PanelElement } from '../state/panelElement.ts';
import { baseStyles } from '../styles/baseStyles.ts';
import { controlStyles } from '../styles/controlStyles.ts';
import { labelStyles } from '../styles/labelStyles.ts';
import { percent, statusLabel } from './labels.ts';
import './codeDiff.ts';

/** Lists that merging joins. */
const JOINED = [
  'symptoms',
  'solution_steps',
  'verification_steps',
  'learnings',
  'anti_patterns',
  'rule_ids',
  'tags',
] as const satisfies readonly (keyof PatternFields)[];

/** Patterns that say nearly the same, and what merging one into this one would bring; merged only when asked again. */
export class MergePreview extends PanelElement {
  static override properties = { pattern: { attribute: false }, similar: { attribute: false } };
  static override styles = [
    baseStyles,
    controlStyles,
    labelStyles,
    css`
      :host {
        display: block;
      }
      li,
      .preview {
        display: flex;
        flex-direction: column;
        gap: 2px;
        padding: 4px 0;
      }
      .preview {
        border-inline-start: 2px solid var(--vscode-focusBorder);
        gap: 8px;
        margin: 6px 0;
        padding: 2px 0 2px 10px;
      }
      .new::before {
        content: '+ ';
      }
      .new {
        background: var(--vscode-diffEditor-insertedLineBackground);
        display: block;
        overflow-wrap: anywhere;
      }
      .meta {
        font-size: 11px;
      }
      .failure {
        color: var(--vscode-errorForeground);
      }
    `,
  ];
  declare pattern: Pattern;
  declare similar: readonly SimilarPattern[];
  #other: Pattern | undefined;
  #failure: string | undefined;

  protected override render(): unknown {
    const { panel } = this;
    return html`<ul>
      ${this.similar.map(
        (one) => html`<li>
          <button type="button" class="link" @click=${() => panel.openPattern(one.id)}>${one.title}</button>
          <div class="row quiet meta">
            <span>${l10n.t('{0} alike', percent(one.similarity))}</span>
            ${one.status ? html`<span>${statusLabel(one.status)}</span>` : nothing}
            ${panel.maintains ? html`<button type="button" class="link" aria-label=${l10n.t('Preview merging {0}', one.title)} @click=${() => this.#preview(one.id)}>${l10n.t('Preview Merge')}</button>` : nothing}
          </div>
          ${this.#other?.id === one.id ? this.#shown(this.#other) : nothing}
        </li>`,
      )}
    </ul>
    ${this.#failure ? html`<p class="failure" role="alert">${this.#failure}</p>` : nothing}`;
  }

  #shown(other: Pattern): unknown {
    const joined = JOINED.map((name) => ({
      name,
      added: other[name].filter((text) => !this.pattern[name].includes(text)),
    })).filter(({ added }) => added.length > 0);
    return html`<div class="preview" role="group" aria-label=${l10n.t('Merge preview')}>
      <p>${l10n.t('“{0}” is retired and points here. Its applications count here. This pattern keeps its own words and gains:', other.title)}</p>
      ${joined.length === 0 ? html`<p class="quiet">${l10n.t('nothing new')}</p>` : nothing}
      ${joined.map(({ name, added }) => html`<div><div class="quiet meta">${name.replaceAll('_', ' ')}</div>${added.map((text) => html`<span class="new">${text}</span>`)}</div>`)}
      ${other.code_after !== undefined && other.code_after !== this.pattern.code_after ? html`<div class="quiet meta">${l10n.t('Its code differs from this pattern’s; this pattern’s stays:')}</div><fw-code-diff .oldCode=${other.code_after} .newCode=${this.pattern.code_after}></fw-code-diff>` : nothing}
      <div class="row">
        <button type="button" class="primary" @click=${() => this.#merge(other)}>${l10n.t('Merge into This Pattern')}</button>
        <button type="button" @click=${() => this.#close()}>${l10n.t('Cancel')}</button>
      </div>
    </div>`;
  }

  async #preview(id: string): Promise<void> {
    const answer = await this.panel.request({ kind: 'readPatterns', ids: [id] });
    this.#failure = answer.ok ? undefined : answer.problem.message;
    // SAFETY: the host answers this action with the patterns asked for.
    this.#other = answer.ok ? (answer.data as readonly Pattern[])[0] : undefined;
    this.requestUpdate();
  }

  async #merge(other: Pattern): Promise<void> {
    const answer = await this.panel.run(
      { kind: 'mergePatterns', into: this.pattern.id, from: [other.id] },
      l10n.t('Merged: {0}', other.title),
    );
    this.#failure = answer.ok ? undefined : answer.problem.message;
    if (answer.ok) this.#other = undefined;
    this.requestUpdate();
  }

  #close(): void {
    this.#other = undefined;
    this.requestUpdate();
  }
}

customElements.define('fw-merge-preview', MergePreview);
