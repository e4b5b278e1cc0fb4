import { css, html, nothing } from 'lit';
import type { Pattern, PatternFields, SimilarPattern } from '../../src/protocol/library.ts';
import type { MergeResult } from '../../src/protocol/panel.ts';
import { l10n } from '../l10n.ts';
import { PanelElement } from '../state/panelElement.ts';
import { baseStyles } from '../styles/baseStyles.ts';
import { controlStyles } from '../styles/controlStyles.ts';
import { labelStyles } from '../styles/labelStyles.ts';
import { icon } from './icon.ts';
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
  #shownFor: { readonly id: string; readonly merged: MergeResult } | undefined;
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
          ${this.#shownFor?.id === one.id ? this.#shown(one, this.#shownFor.merged) : nothing}
        </li>`,
      )}
    </ul>
    ${this.#failure ? html`<p class="failure" role="alert">${this.#failure}</p>` : nothing}`;
  }

  #shown(other: SimilarPattern, merged: MergeResult): unknown {
    const { into, differences, conflicts, moved } = merged;
    const gained = JOINED.map((name) => ({
      name,
      added: into[name].filter((text) => !this.pattern[name].includes(text)),
    })).filter(({ added }) => added.length > 0);
    const along = Object.entries(moved).filter(([, count]) => count > 0);
    return html`<div class="preview" role="group" aria-label=${l10n.t('Merge preview')}>
      <p>${l10n.t('“{0}” is retired and points here; what is recorded of it counts here. This pattern gains:', other.title)}</p>
      ${conflicts > 0 ? html`<p>${icon('warning', 'severity-medium')} ${l10n.t('The two are said to conflict with each other.')}</p>` : nothing}
      ${gained.length + along.length === 0 ? html`<p class="quiet">${l10n.t('nothing new')}</p>` : nothing}
      ${along.length > 0 ? html`<p>${along.map(([name, count]) => `${count} ${movedLabel(name)}`).join(' · ')}</p>` : nothing}
      ${gained.map(({ name, added }) => html`<div><div class="quiet meta">${name.replaceAll('_', ' ')}</div>${added.map((text) => html`<span class="new">${text}</span>`)}</div>`)}
      ${differences.map(({ field, kept, dropped }) => html`<div><div class="quiet meta">${l10n.t('{0}: differs, this pattern’s stays', field.replaceAll('_', ' '))}</div>${dropped.map((text) => html`<fw-code-diff .oldCode=${text} .newCode=${kept}></fw-code-diff>`)}</div>`)}
      <div class="row">
        <button type="button" class="primary" @click=${() => this.#merge(other)}>${l10n.t('Merge into This Pattern')}</button>
        <button type="button" @click=${() => this.#close()}>${l10n.t('Cancel')}</button>
      </div>
    </div>`;
  }

  async #preview(id: string): Promise<void> {
    const action = { kind: 'mergePatterns', into: this.pattern.id, from: [id], preview: true } as const;
    const answer = await this.panel.request(action);
    this.#failure = answer.ok ? undefined : answer.problem.message;
    // SAFETY: the host answers this action with MergeResult.
    this.#shownFor = answer.ok ? { id, merged: answer.data as MergeResult } : undefined;
    this.requestUpdate();
  }

  async #merge(other: SimilarPattern): Promise<void> {
    const answer = await this.panel.run(
      { kind: 'mergePatterns', into: this.pattern.id, from: [other.id], preview: false },
      l10n.t('Merged: {0}', other.title),
    );
    this.#failure = answer.ok ? undefined : answer.problem.message;
    if (answer.ok) this.#shownFor = undefined;
    this.requestUpdate();
  }

  #close(): void {
    this.#shownFor = undefined;
    this.requestUpdate();
  }
}

function movedLabel(name: string): string {
  switch (name) {
    case 'applications':
      return l10n.t('applications');
    case 'relations':
      return l10n.t('relations');
    case 'tasks':
      return l10n.t('tasks');
    case 'rules':
      return l10n.t('rules');
    default:
      return name;
  }
}

customElements.define('fw-merge-preview', MergePreview);
