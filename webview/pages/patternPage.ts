import { css, html, nothing } from 'lit';
import type { Pattern, PatternRelation } from '../../src/protocol/library.ts';
import type { PanelAction, PatternPage as PatternPageData } from '../../src/protocol/panel.ts';
import { type IconName, icon } from '../components/icon.ts';
import { day, originLabel, severityChip, statusChip } from '../components/labels.ts';
import { failureNotice, loadingNotice, noticeStyles } from '../components/notice.ts';
import { patternBody, patternBodyStyles, section } from '../components/patternBody.ts';
import { relationStyles, relationsOf } from '../components/relations.ts';
import { rememberScroll } from '../components/rememberScroll.ts';
import { trackRecord, trackRecordStyles } from '../components/trackRecord.ts';
import { l10n } from '../l10n.ts';
import { draftOf, NEW_DRAFT } from '../state/drafts.ts';
import { PanelElement } from '../state/panelElement.ts';
import { baseStyles } from '../styles/baseStyles.ts';
import { controlStyles } from '../styles/controlStyles.ts';
import { labelStyles } from '../styles/labelStyles.ts';
import '../components/confidence/patternBadge.ts';
import '../components/mergePreview.ts';
import '../components/reviewActions.ts';
import './patternForm.ts';

/** One pattern: to read, to edit, to review. */
export class PatternPage extends PanelElement {
  static override styles = [
    baseStyles,
    controlStyles,
    labelStyles,
    noticeStyles,
    patternBodyStyles,
    relationStyles,
    trackRecordStyles,
    css`
      :host {
        container-type: inline-size;
        display: flex;
        flex-direction: column;
        min-height: 0;
        min-width: 0;
      }
      .bar {
        align-items: center;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        display: flex;
        flex: none;
        gap: 2px;
        padding: 4px 8px;
      }
      .scroll {
        flex: 1;
        min-height: 0;
        overflow-y: auto;
        padding: 12px 16px 24px;
        scrollbar-gutter: stable;
      }
      .page {
        margin: 0 auto;
        max-width: 860px;
      }
      header {
        display: flex;
        flex-direction: column;
        gap: 6px;
        margin-bottom: 12px;
      }
      h1 {
        font-size: 1.35em;
        font-weight: 600;
        line-height: 1.25;
        overflow-wrap: anywhere;
      }
      .facts {
        column-gap: 14px;
        display: flex;
        flex-wrap: wrap;
        row-gap: 4px;
      }
      .warned {
        border-inline-start: 3px solid var(--vscode-problemsWarningIcon-foreground, currentcolor);
        display: flex;
        flex-direction: column;
        gap: 4px;
        margin-bottom: 12px;
        padding: 4px 10px;
      }
      .entries li {
        align-items: baseline;
        display: flex;
        gap: 8px;
        min-width: 0;
      }
      .entries button.link {
        overflow-wrap: anywhere;
      }
      .label {
        display: none;
      }
      @container (min-width: 560px) {
        .bar button.tool {
          line-height: 16px;
        }
        .label {
          display: inline;
          margin-inline: 4px 2px;
        }
      }
    `,
  ];

  protected override render(): unknown {
    const { panel } = this;
    const asked = panel.view.place === 'patterns' ? panel.view.pattern : undefined;
    if (panel.state.editing === 'new') return this.#form('new', undefined);
    const { state, value, problem } = panel.resource('pattern');
    const shown =
      value && (value.asked === asked || value.pattern.id === asked || value.pattern.key === asked);
    if (!shown || !value) {
      return html`${this.#bar(undefined)}
        <div class="scroll">${state === 'failed' ? failureNotice(panel, problem) : loadingNotice(panel)}</div>`;
    }
    if (panel.state.editing === value.pattern.id) return this.#form(value.pattern.id, value.pattern);
    return html`${this.#bar(value.pattern)}
      <div class="scroll" ${rememberScroll(panel, `pattern ${value.pattern.id}`)}>
        <article class="page" aria-label=${value.pattern.title}>${this.#read(value)}</article>
      </div>`;
  }

  #form(key: string, stored: Pattern | undefined): unknown {
    const draft = this.panel.draft(key) ?? (stored ? draftOf(stored) : NEW_DRAFT);
    return html`${this.#bar(undefined)}
      <div class="scroll">
        <fw-pattern-form class="page" .panel=${this.panel} .draftKey=${key} .draft=${draft} .stored=${stored}></fw-pattern-form>
      </div>`;
  }

  #bar(pattern: Pattern | undefined): unknown {
    const { panel } = this;
    const act = (action: PanelAction, done: string) => () => panel.run(action, done);
    return html`<div class="bar" role="toolbar" aria-label=${l10n.t('Pattern')}>
      ${tool('arrow-left', l10n.t('Back to the list'), () => this.dispatchEvent(new CustomEvent('back')), true)}
      <span class="grow"></span>
      ${
        pattern
          ? html`
              ${panel.writes ? tool('edit', l10n.t('Edit'), () => panel.edit(pattern.id)) : nothing}
              ${pattern.code_after === undefined ? nothing : tool('insert', l10n.t('Insert code'), act({ kind: 'insertCode', id: pattern.id }, l10n.t('Inserted at the cursor')))}
              ${tool('copy', l10n.t('Copy as Markdown'), act({ kind: 'copyPattern', id: pattern.id }, l10n.t('Copied')))}
              ${tool('go-to-file', l10n.t('Open as file'), act({ kind: 'openPatternFile', id: pattern.id }, ''))}
              ${panel.resource('store').value?.folderOpen ? tool('save', l10n.t('Save to workspace'), act({ kind: 'savePatternFile', id: pattern.id }, l10n.t('Saved to .fixward/patterns'))) : nothing}
              ${panel.maintains ? tool('trash', l10n.t('Delete'), () => this.#delete(pattern), true) : nothing}
            `
          : nothing
      }
    </div>`;
  }

  #read(page: PatternPageData): unknown {
    const { panel } = this;
    const { pattern, relations } = page;
    const conflicts = relations.filter(({ kind, rejected }) => kind === 'conflicts' && !rejected);
    const unsaved = panel.draft(pattern.id) !== undefined;
    return html`
      <header>
        <h1>${pattern.title}</h1>
        <div class="facts">
          ${statusChip(pattern.status)} ${severityChip(pattern.severity)}
          <span class="quiet">${pattern.problem_type}</span>
          ${pattern.code_type ? html`<span class="quiet">${pattern.code_type}</span>` : nothing}
          <span class="quiet">${originLabel(pattern.origin)}</span>
          <span class="quiet">${pattern.reviewed ? l10n.t('reviewed') : l10n.t('not reviewed')}</span>
          <fw-pattern-badge .panel=${panel} .record=${pattern}></fw-pattern-badge>
        </div>
        <div class="row">
          ${pattern.layers.map((layer) => html`<span class="chip plain">${l10n.t('Layer {0}', layer)}</span>`)}
          ${[...pattern.workflows, ...pattern.tags].map((tag) => html`<span class="chip plain">${tag}</span>`)}
        </div>
        <code class="quiet">${pattern.key}</code>
        ${pattern.reviewer_notes ? html`<p>${icon('note')} ${l10n.t('Reviewer: {0}', pattern.reviewer_notes)}</p>` : nothing}
      </header>
      ${
        unsaved
          ? html`<div class="warned" role="status">
              <p>${l10n.t('You have an unsaved draft of this pattern.')}</p>
              <div class="row">
                <button type="button" @click=${() => panel.edit(pattern.id)}>${l10n.t('Continue Editing')}</button>
                <button type="button" @click=${() => panel.dropDraft(pattern.id)}>${l10n.t('Discard Draft')}</button>
              </div>
            </div>`
          : nothing
      }
      ${conflicts.length > 0 ? conflictsWarning(conflicts, (id) => panel.openPattern(id)) : nothing}
      <fw-review-actions .panel=${panel} .pattern=${pattern}></fw-review-actions>
      ${patternBody(panel, pattern)}
      ${section(panel, 'record', l10n.t('Track record'), trackRecord(pattern))}
      ${section(panel, 'relations', l10n.t('Related patterns'), relationsOf(panel, pattern, relations), { count: relations.filter(({ rejected }) => !rejected).length })}
      ${this.#similar(page)} ${this.#where(pattern)} ${this.#rules(pattern)} ${this.#history(page)}
      ${page.notes.map((note) => html`<p class="quiet">${icon('warning')} ${note}</p>`)}
    `;
  }

  async #delete({ id, title }: Pattern): Promise<void> {
    const answer = await this.panel.run({ kind: 'deletePatterns', ids: [id] }, l10n.t('Deleted: {0}', title));
    if (!answer.ok) return;
    this.panel.dropDraft(id);
    this.dispatchEvent(new CustomEvent('back'));
  }

  #similar({ pattern, similar }: PatternPageData): unknown {
    if (similar.length === 0) return nothing;
    return section(
      this.panel,
      'similar',
      l10n.t('Similar patterns'),
      html`<fw-merge-preview .panel=${this.panel} .pattern=${pattern} .similar=${similar}></fw-merge-preview>`,
      { count: similar.length, closed: true },
    );
  }

  #where(pattern: Pattern): unknown {
    const files = [...new Set([...pattern.applied_to_files, ...pattern.related_files])];
    const { panel } = this;
    return section(
      panel,
      'where',
      l10n.t('Where applied'),
      files.length === 0
        ? html`<p class="quiet">${l10n.t('Not applied to a file yet.')}</p>`
        : html`<ul class="entries">
            ${files.map((path) => html`<li>${icon('file')}<button type="button" class="link" @click=${() => panel.run({ kind: 'openFile', path })}>${path}</button></li>`)}
          </ul>`,
      { count: files.length, closed: true },
    );
  }

  #rules(pattern: Pattern): unknown {
    const { panel } = this;
    if (pattern.rule_ids.length + pattern.references.length === 0) return nothing;
    return section(
      panel,
      'rules',
      l10n.t('Rules and references'),
      html`<ul class="entries">
        ${pattern.rule_ids.map((ruleId) => html`<li>${icon('shield')}<button type="button" class="link" @click=${() => panel.run({ kind: 'showRule', ruleId })}>${ruleId}</button></li>`)}
        ${pattern.references.map((url) => html`<li>${icon('link-external')}${isLink(url) ? html`<button type="button" class="link" @click=${() => panel.run({ kind: 'openLink', url })}>${url}</button>` : html`<span>${url}</span>`}</li>`)}
      </ul>`,
      { closed: true },
    );
  }

  #history({ pattern, revisions }: PatternPageData): unknown {
    return section(
      this.panel,
      'history',
      l10n.t('History'),
      html`<ul class="entries">
        ${revisions.map(({ version, changed_at, changed_fields }) => html`<li><span>${l10n.t('Version {0}', version)}</span><span class="quiet">${day(changed_at)}</span><span class="quiet grow">${changed_fields.join(', ')}</span></li>`)}
        <li><span>${l10n.t('Version {0}', pattern.version)}</span><span class="quiet">${day(pattern.updated_at)}</span><span class="quiet">${l10n.t('as it is now')}</span></li>
      </ul>`,
      { count: pattern.version, closed: true },
    );
  }
}

/** Only what a browser may open; everything else stays text. */
function isLink(url: string): boolean {
  return /^https?:\/\//iu.test(url);
}

function conflictsWarning(conflicts: readonly PatternRelation[], open: (id: string) => void): unknown {
  return html`<div class="warned" role="note">
    <p>${icon('warning', 'severity-medium')} ${l10n.t('Do not apply together with:')}</p>
    <ul class="entries">
      ${conflicts.map(({ other, confirmed }) => html`<li><button type="button" class="link" @click=${() => open(other.id)}>${other.title}</button>${confirmed ? nothing : html`<span class="quiet">${l10n.t('not confirmed')}</span>`}</li>`)}
    </ul>
  </div>`;
}

function tool(name: IconName, label: string, run: () => unknown, wordless = false): unknown {
  return html`<button type="button" class="tool" title=${label} aria-label=${label} @click=${run}>
    ${icon(name)}${wordless ? nothing : html`<span class="label" aria-hidden="true">${label}</span>`}
  </button>`;
}

customElements.define('fw-pattern-page', PatternPage);
