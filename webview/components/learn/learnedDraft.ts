import { css, html, nothing, type PropertyDeclarations } from 'lit';
import type { LearnAcceptParams, LearnedDraft } from '../../../src/protocol/learn.ts';
import type { LearnAccepted } from '../../../src/protocol/learnPanel.ts';
import { PATTERN_SEVERITIES } from '../../../src/protocol/libraryChoices.ts';
import { l10n } from '../../l10n.ts';
import { PanelElement } from '../../state/panelElement.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import { controlStyles } from '../../styles/controlStyles.ts';
import { foldStyles } from '../../styles/foldStyles.ts';
import { labelStyles } from '../../styles/labelStyles.ts';
import { withNames } from '../withNames.ts';
import '../codeDiff.ts';
import { icon } from '../icon.ts';
import { severityLabel } from '../labels.ts';
import { placesText, sourceText, sureSites } from './draftText.ts';
import { siteList, siteListStyles } from './siteList.ts';

type Edits = NonNullable<LearnAcceptParams['edits']>;

/** One learned pattern: what it changes, why it can be believed, where else it holds, and the decision. */
export class LearnedDraftView extends PanelElement {
  static override properties: PropertyDeclarations = {
    ...PanelElement.properties,
    draft: { attribute: false },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    foldStyles,
    labelStyles,
    siteListStyles,
    css`
      :host {
        display: flex;
        flex: 1;
        flex-direction: column;
        min-height: 0;
      }
      .scroll {
        flex: 1;
        min-height: 0;
        overflow-y: auto;
        padding: 12px 16px;
      }
      .scroll > * {
        max-width: 860px;
      }
      h1 {
        font-size: 1.25em;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      h2 {
        font-size: 1em;
        font-weight: 600;
        margin: 16px 0 4px;
      }
      summary h2 {
        margin: 8px 0;
      }
      .evidence,
      .conditions {
        display: grid;
        gap: 3px;
        list-style: none;
        margin: 0;
        padding: 0;
      }
      .evidence li,
      .conditions label {
        align-items: flex-start;
        display: flex;
        gap: 6px;
      }
      .good {
        color: var(--vscode-testing-iconPassed, inherit);
      }
      .doubtful {
        color: var(--vscode-editorWarning-foreground, inherit);
      }
      .fields {
        display: grid;
        gap: 8px;
        margin: 8px 0;
      }
      .fields label {
        display: grid;
        gap: 2px;
      }
      .actions {
        border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        padding: 8px 16px;
      }
      .failure {
        color: var(--vscode-errorForeground);
        flex-basis: 100%;
      }
      pre {
        background: var(--vscode-textCodeBlock-background, var(--vscode-editor-background));
        overflow-x: auto;
        padding: 8px;
      }
    `,
  ];
  declare draft: LearnedDraft;
  #edits: Edits = {};
  #ticked: ReadonlySet<number> = new Set();
  /** What the ticks were set for; other sites begin anew. */
  #sitesOf: LearnedDraft['sites'] | undefined;
  #draftId: string | undefined;
  #failure: string | undefined;
  #isBusy = false;

  protected override willUpdate(): void {
    super.willUpdate();
    if (this.#draftId !== this.draft.id) {
      this.#draftId = this.draft.id;
      this.#edits = {};
      this.#failure = undefined;
      this.#sitesOf = undefined;
    }
    if (sameSites(this.#sitesOf, this.draft.sites)) return;
    this.#sitesOf = this.draft.sites;
    this.#ticked = sureSites(this.draft);
  }

  protected override render(): unknown {
    const { draft } = this;
    return html`<div class="scroll">
        <h1>${withNames(this.#edits.title ?? draft.title)}</h1>
        <p class="quiet">${sourceText(draft.source)} · ${draft.language}</p>
        <p>${withNames(draft.problemDescription)}</p>
        <h2>${l10n.t('What it changes')}</h2>
        <fw-code-diff .oldCode=${draft.before} .newCode=${draft.after}></fw-code-diff>
        <h2>${l10n.t('What speaks for it')}</h2>
        <ul class="evidence">${draft.evidence.map((line) => html`<li>${icon('check', 'good')}<span>${withNames(line)}</span></li>`)}</ul>
        ${remarkList(draft)}
        ${this.#conditions()}
        <h2>${l10n.t('Where else')}</h2>
        <p role="status">${placesText(draft)}</p>
        ${siteList(this.panel, draft.sites, this.#ticked, this.#tick)}
        ${this.#fields()}
        ${this.#fold('examples', l10n.t('Learned from these examples ({0})', draft.examples.length), () =>
          draft.examples.map(
            ({
              before,
              after,
              path,
            }) => html`${path === undefined ? nothing : html`<p class="quiet">${path}</p>`}
              <fw-code-diff .oldCode=${before} .newCode=${after}></fw-code-diff>`,
          ),
        )}
        ${this.#fold('file', l10n.t('The pattern file'), () => html`<pre tabindex="0"><code>${draft.yaml}</code></pre>`)}
      </div>
      ${this.#actions()}`;
  }

  #conditions(): unknown {
    const { conditions, id } = this.draft;
    if (conditions.length === 0) return nothing;
    return html`<h2>${l10n.t('Only where')}</h2>
      <ul class="conditions">
        ${conditions.map(({ id: conditionId, text, on, excludes }) => {
          const changed = (event: Event): void => {
            // SAFETY: the listener stands on an input.
            const { checked } = event.currentTarget as HTMLInputElement;
            void this.#run({ kind: 'setLearnCondition', draftId: id, conditionId, on: checked });
          };
          return html`<li><label>
            <input type="checkbox" .checked=${on} ?disabled=${this.#isBusy} @change=${changed} />
            <span>${withNames(text)}${excludes > 0 ? html` <span class="quiet">${l10n.t('keeps out {0}', excludes)}</span>` : nothing}</span>
          </label></li>`;
        })}
      </ul>`;
  }

  /** What people read: the matcher and the change are not written by hand here. */
  #fields(): unknown {
    const { draft } = this;
    const { title, key, severity, problemDescription, preventionGuidance } = { ...draft, ...this.#edits };
    const kept = (name: keyof Edits) => (event: Event) => {
      // SAFETY: the listeners stand on fields.
      this.#edits = { ...this.#edits, [name]: (event.currentTarget as HTMLInputElement).value };
      this.requestUpdate();
    };
    return this.#fold(
      'words',
      l10n.t('Its words'),
      () => html`<div class="fields">
      <label>${l10n.t('Title')}<input type="text" .value=${title} @input=${kept('title')} /></label>
      <label>${l10n.t('Key')}<input type="text" .value=${key} spellcheck="false" @input=${kept('key')} /></label>
      <label>${l10n.t('Severity')}
        <select @change=${kept('severity')}>
          ${PATTERN_SEVERITIES.map((one) => html`<option value=${one} ?selected=${one === severity}>${severityLabel(one)}</option>`)}
        </select>
      </label>
      <label>${l10n.t('Problem')}<textarea rows="3" .value=${problemDescription} @input=${kept('problemDescription')}></textarea></label>
      <label>${l10n.t('How to prevent it')}<textarea rows="3" .value=${preventionGuidance} @input=${kept('preventionGuidance')}></textarea></label>
    </div>`,
    );
  }

  #fold(name: string, title: string, content: () => unknown): unknown {
    const key = `learned ${name}`;
    const open = this.panel.state.folds[key] ?? false;
    const toggled = (event: Event): void => {
      // SAFETY: the listener stands on a details element.
      this.panel.fold(key, (event.currentTarget as HTMLDetailsElement).open);
    };
    return html`<details ?open=${open} @toggle=${toggled}>
      <summary><h2>${title}</h2></summary>
      ${open ? content() : nothing}
    </details>`;
  }

  #actions(): unknown {
    const { size } = this.#ticked;
    const label =
      size === 0
        ? l10n.t('Guard Against It')
        : size === 1
          ? l10n.t('Guard Against It and Mend 1 Place')
          : l10n.t('Guard Against It and Mend {0} Places', size);
    return html`<div class="actions" role="toolbar" aria-label=${l10n.t('Decide')}>
      <button type="button" class="primary" ?disabled=${this.#isBusy} @click=${() => this.#accept([...this.#ticked])}>${label}</button>
      ${size > 0 ? html`<button type="button" ?disabled=${this.#isBusy} @click=${() => this.#accept([])}>${l10n.t('Guard Only')}</button>` : nothing}
      <button type="button" ?disabled=${this.#isBusy} @click=${() => this.#run({ kind: 'rejectLearned', draftId: this.draft.id }, l10n.t('Rejected: {0}', this.draft.title))}>${l10n.t('Reject')}</button>
      ${this.#failure === undefined ? nothing : html`<p class="failure" role="alert">${icon('error')} ${this.#failure}</p>`}
    </div>`;
  }

  #tick = (index: number, on: boolean): void => {
    const ticked = new Set(this.#ticked);
    if (on) ticked.add(index);
    else ticked.delete(index);
    this.#ticked = ticked;
    this.requestUpdate();
  };

  async #accept(apply: readonly number[]): Promise<void> {
    const { id, title } = this.draft;
    const edits = Object.keys(this.#edits).length > 0 && { edits: this.#edits };
    const answer = await this.#run({ kind: 'acceptLearned', draftId: id, apply, ...edits });
    if (!isAccepted(answer)) return;
    this.panel.announce(
      answer.mended === 0
        ? l10n.t('{0}: kept in {1}', title, answer.path)
        : l10n.t('{0}: kept in {1}, {2} places mended', title, answer.path, answer.mended),
    );
  }

  async #run(action: Parameters<typeof this.panel.run>[0], said?: string): Promise<unknown> {
    this.#isBusy = true;
    this.#failure = undefined;
    this.requestUpdate();
    const answer = await this.panel.run(action, said);
    this.#isBusy = false;
    if (!answer.ok) this.#failure = answer.problem.message;
    this.requestUpdate();
    return answer.ok ? answer.data : undefined;
  }
}

/** What is no reason to believe it: told apart by its sign and its words, not by its colour alone. */
function remarkList({ remarks = [] }: LearnedDraft): unknown {
  if (remarks.length === 0) return nothing;
  return html`<h2>${l10n.t('What else to know')}</h2>
    <ul class="evidence">${remarks.map(
      ({ level, text }) =>
        html`<li>${level === 'warning' ? icon('warning', 'doubtful') : icon('info', 'quiet')}<span>${withNames(text)}</span></li>`,
    )}</ul>`;
}

function isAccepted(value: unknown): value is LearnAccepted {
  return typeof value === 'object' && value !== null && 'path' in value && 'mended' in value;
}

function sameSites(one: LearnedDraft['sites'] | undefined, other: LearnedDraft['sites']): boolean {
  return (
    one !== undefined &&
    one.length === other.length &&
    one.every((site, index) => site.uri === other[index]?.uri && site.line === other[index]?.line)
  );
}

customElements.define('fw-learned-draft', LearnedDraftView);
