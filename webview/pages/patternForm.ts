import { css, html, nothing } from 'lit';
import type { Pattern, PatternExample, PatternFields } from '../../src/protocol/library.ts';
import { PATTERN_LANGUAGES, PATTERN_SEVERITIES, PROBLEM_TYPES } from '../../src/protocol/libraryChoices.ts';
import type { PatternDraft } from '../../src/protocol/panel.ts';
import { eventValue } from '../components/eventValue.ts';
import { type FieldProblems, fieldProblems } from '../components/fieldProblems.ts';
import { icon } from '../components/icon.ts';
import { severityLabel } from '../components/labels.ts';
import { l10n } from '../l10n.ts';
import { differingFields, draftOf, fieldsOf, suggestedKey } from '../state/drafts.ts';
import { PanelElement } from '../state/panelElement.ts';
import { listOf, shownList } from '../state/textLists.ts';
import { baseStyles } from '../styles/baseStyles.ts';
import { controlStyles } from '../styles/controlStyles.ts';
import '../components/codeDiff.ts';

type TextField =
  | 'title'
  | 'key'
  | 'problem_description'
  | 'prevention_guidance'
  | 'code_before'
  | 'code_after';
type ListField =
  | 'symptoms'
  | 'solution_steps'
  | 'verification_steps'
  | 'learnings'
  | 'anti_patterns'
  | 'tags'
  | 'workflows'
  | 'file_types'
  | 'rule_ids'
  | 'related_files'
  | 'references';

/** Every field of a pattern's content. Each key press is kept as a draft; nothing is stored before Save. */
export class PatternForm extends PanelElement {
  static override properties = {
    draftKey: {},
    draft: { attribute: false },
    stored: { attribute: false },
  };
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: block;
      }
      form {
        display: flex;
        flex-direction: column;
        gap: 12px;
      }
      h1 {
        font-size: 1.25em;
        font-weight: 600;
      }
      .pair {
        display: grid;
        gap: 12px;
        grid-template-columns: repeat(auto-fit, minmax(min(200px, 100%), 1fr));
      }
      .pair select {
        width: 100%;
      }
      label {
        display: block;
        font-weight: 600;
        margin-bottom: 3px;
      }
      .help {
        color: var(--vscode-descriptionForeground);
        font-size: 11px;
        margin-top: 2px;
      }
      .wrong {
        color: var(--vscode-errorForeground);
        margin-top: 2px;
      }
      .buttons {
        background: var(--fw-surface);
        border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        bottom: -24px;
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin-top: 4px;
        padding: 10px 0;
        position: sticky;
      }
      fieldset {
        border: 0;
        margin: 0;
        padding: 0;
      }
      legend {
        font-weight: 600;
        padding: 0;
      }
      .layers {
        display: flex;
        flex-wrap: wrap;
        gap: 4px 12px;
      }
      .layers label {
        font-weight: normal;
      }
      .conflict {
        border-inline-start: 3px solid var(--vscode-problemsWarningIcon-foreground, currentcolor);
        display: flex;
        flex-direction: column;
        gap: 8px;
        padding: 4px 10px;
      }
    `,
  ];
  declare draftKey: string;
  declare draft: PatternDraft;
  declare stored: Pattern | undefined;
  #problems: FieldProblems = {};
  #failure: string | undefined;
  #current: Pattern | undefined;
  #busy = false;

  protected override render(): unknown {
    const { fields } = this.draft;
    return html`<form novalidate @submit=${this.#submit}>
      <h1>${this.draftKey === 'new' ? l10n.t('New pattern') : l10n.t('Edit pattern')}</h1>
      ${this.#current ? this.#conflict(this.#current) : this.#failure ? html`<p class="wrong" role="alert">${icon('error')} ${this.#failure}</p>` : nothing}
      ${this.#text('title', l10n.t('Title'), l10n.t('What the fix does, in one line'))}
      ${this.#text('key', l10n.t('Key'), l10n.t('Kebab-case, stable: enable-row-level-security'))}
      <div class="pair">
        ${this.#choice('problem_type', l10n.t('Kind of problem'), PROBLEM_TYPES, (value) => value)}
        ${this.#choice('severity', l10n.t('Severity'), PATTERN_SEVERITIES, severityLabel)}
        ${this.#choice('code_type', l10n.t('Language'), ['', ...PATTERN_LANGUAGES], (value) => (value === '' ? l10n.t('No one language') : value))}
      </div>
      ${this.#area('problem_description', l10n.t('Problem'), l10n.t('What goes wrong and why it matters'))}
      ${this.#list('symptoms', l10n.t('How it shows'), l10n.t('One phrasing a line, as people put it; searched like a title'))}
      ${this.#list('solution_steps', l10n.t('Steps of the fix'), l10n.t('One step a line'))}
      <div class="pair">
        ${this.#area('code_before', l10n.t('Code before'), '', true)} ${this.#area('code_after', l10n.t('Code after'), '', true)}
      </div>
      ${this.#list('verification_steps', l10n.t('Verification'), l10n.t('One check a line'))}
      ${this.#list('anti_patterns', l10n.t('What not to do'), l10n.t('One a line'))}
      ${this.#list('learnings', l10n.t('Learnings'), l10n.t('One a line'))}
      ${this.#area('prevention_guidance', l10n.t('Prevention'), l10n.t('How to keep it from coming back'))}
      ${this.#layers(fields.layers)}
      <div class="pair">
        ${this.#list('workflows', l10n.t('Workflows'), l10n.t('One a line'))} ${this.#list('tags', l10n.t('Tags'), l10n.t('One a line'))}
        ${this.#list('file_types', l10n.t('File types'), l10n.t('Extensions without the dot, one a line'))} ${this.#list('rule_ids', l10n.t('Rules whose findings it mends'), l10n.t('Rule ids, one a line'))}
        ${this.#list('related_files', l10n.t('Related files'), l10n.t('One path a line'))} ${this.#list('references', l10n.t('References'), l10n.t('One a line'))}
      </div>
      ${this.#examples('examples', l10n.t('Example'))} ${this.#examples('counter_examples', l10n.t('Counter-example'))}
      ${this.stored?.has_pattern || this.stored?.has_rule ? html`<p class="help">${l10n.t('This pattern also holds a machine-readable transformation or rule. It stays as it is; edit it with “Open as file”.')}</p>` : nothing}
      <div class="buttons">
        <button type="submit" class="primary" ?disabled=${this.#busy}>${l10n.t('Save')}</button>
        <button type="button" @click=${() => this.panel.edit(undefined)}>${l10n.t('Close, Keep Draft')}</button>
        <button type="button" @click=${this.#discard}>${l10n.t('Discard Draft')}</button>
      </div>
    </form>`;
  }

  #text(name: TextField, label: string, help: string): unknown {
    const value = this.draft.fields[name] ?? '';
    return this.#field(
      name,
      label,
      help,
      html`<input id=${name} name=${name} .value=${value} aria-invalid=${name in this.#problems} aria-describedby=${`${name}-help`} @input=${this.#typed} />`,
    );
  }

  #area(name: TextField, label: string, help: string, code = false): unknown {
    const value = this.draft.fields[name] ?? '';
    return this.#field(
      name,
      label,
      help,
      html`<textarea id=${name} name=${name} class=${code ? 'code' : ''} spellcheck=${code ? 'false' : 'true'} .value=${value} aria-invalid=${name in this.#problems} aria-describedby=${`${name}-help`} @input=${this.#typed}></textarea>`,
    );
  }

  #list(name: ListField, label: string, help: string): unknown {
    return this.#field(
      name,
      label,
      help,
      html`<textarea id=${name} name=${name} .value=${shownList(this.draft.fields[name])} aria-invalid=${name in this.#problems} aria-describedby=${`${name}-help`} @input=${this.#typedList}></textarea>`,
    );
  }

  #choice<Value extends string>(
    name: 'problem_type' | 'severity' | 'code_type',
    label: string,
    values: readonly Value[],
    labelOf: (value: Value) => string,
  ): unknown {
    const chosen = this.draft.fields[name] ?? '';
    return this.#field(
      name,
      label,
      '',
      html`<select id=${name} name=${name} @change=${this.#typed}>
        ${values.map((value) => html`<option value=${value} ?selected=${value === chosen}>${labelOf(value)}</option>`)}
      </select>`,
    );
  }

  #field(name: string, label: string, help: string, control: unknown): unknown {
    const problem = this.#problems[name];
    return html`<div>
      <label for=${name}>${label}</label>
      ${control}
      <div id=${`${name}-help`}>
        ${problem ? html`<div class="wrong">${icon('error')} ${problem}</div>` : nothing}
        ${help === '' ? nothing : html`<div class="help">${help}</div>`}
      </div>
    </div>`;
  }

  #layers(chosen: readonly number[]): unknown {
    return html`<fieldset>
      <legend>${l10n.t('Layers')}</legend>
      <div class="layers">
        ${[1, 2, 3, 4, 5, 6, 7].map(
          (layer) =>
            html`<label><input type="checkbox" .checked=${chosen.includes(layer)} @change=${() => this.#toggleLayer(layer)} />${layer}</label>`,
        )}
      </div>
    </fieldset>`;
  }

  #examples(name: 'examples' | 'counter_examples', label: string): unknown {
    const examples = this.draft.fields[name];
    const change = (next: readonly PatternExample[]): void => this.#keep({ [name]: next });
    return html`${examples.map((example, index) => {
      const id = `${name}-${index}`;
      const edit = (part: 'before' | 'after', value: string): void =>
        change(examples.map((one, at) => (at === index ? { ...one, [part]: value } : one)));
      return html`<div>
          <label for=${id}>${l10n.t('{0} {1}', label, index + 1)}</label>
          <div class="pair">
            <textarea id=${id} class="code" spellcheck="false" .value=${example.before} @input=${(event: Event) => edit('before', eventValue(event))}></textarea>
            ${
              name === 'examples'
                ? html`<textarea class="code" spellcheck="false" aria-label=${l10n.t('{0} {1}, after the fix', label, index + 1)} .value=${example.after ?? ''} @input=${(event: Event) => edit('after', eventValue(event))}></textarea>`
                : nothing
            }
          </div>
          <button type="button" class="link" @click=${() => change(examples.filter((_, at) => at !== index))}>${l10n.t('Remove {0} {1}', label, index + 1)}</button>
        </div>`;
    })}
      <div><button type="button" class="link" @click=${() => change([...examples, { before: '' }])}>${icon('add')}${l10n.t('Add {0}', label)}</button></div>`;
  }

  #conflict(current: Pattern): unknown {
    const differing = differingFields(this.draft.fields, fieldsOf(current));
    return html`<div class="conflict" role="alert">
      <p>${icon('warning')} ${l10n.t('Someone saved version {0} while you were editing. Your draft is kept. Where the two differ:', current.version)}</p>
      ${differing.map((name) => html`<div><strong>${name.replaceAll('_', ' ')}</strong><fw-code-diff .oldCode=${shown(fieldsOf(current)[name])} .newCode=${shown(this.draft.fields[name])}></fw-code-diff></div>`)}
      <p class="help">${l10n.t('− theirs, + yours')}</p>
      <div class="row">
        <button type="button" class="primary" @click=${() => this.#resolve({ ...this.draft, base_version: current.version })}>${l10n.t('Save Mine over Theirs')}</button>
        <button type="button" @click=${() => this.#takeTheirs(current)}>${l10n.t('Take Theirs')}</button>
        <button type="button" @click=${() => this.#editOn(current)}>${l10n.t('Edit On from Mine')}</button>
      </div>
    </div>`;
  }

  #typed = (event: Event): void => {
    // SAFETY: the listener stands on fields named for what they hold.
    const { name } = event.currentTarget as HTMLInputElement;
    const value = eventValue(event);
    const { [name as TextField]: _, ...rest } = this.draft.fields;
    const optional = ['code_type', 'code_before', 'code_after', 'prevention_guidance'].includes(name);
    const fields = optional && value === '' ? rest : { ...rest, [name]: value };
    const wasSuggested = this.draft.fields.key === suggestedKey(this.draft.fields.title);
    const key =
      name === 'title' && this.draftKey === 'new' && wasSuggested ? { key: suggestedKey(value) } : {};
    // SAFETY: only optional fields are left out, and each keeps the type its control gives.
    this.#keepFields({ ...fields, ...key } as PatternFields);
  };

  #typedList = (event: Event): void => {
    // SAFETY: the listener stands on fields named for what they hold.
    const { name } = event.currentTarget as HTMLTextAreaElement;
    this.#keep({ [name]: listOf(eventValue(event)) });
  };

  #toggleLayer(layer: number): void {
    const { layers } = this.draft.fields;
    this.#keep({
      layers: layers.includes(layer) ? layers.filter((one) => one !== layer) : [...layers, layer].sort(),
    });
  }

  #keep(change: Partial<PatternFields>): void {
    this.#keepFields({ ...this.draft.fields, ...change });
  }

  #keepFields(fields: PatternFields): void {
    this.draft = { ...this.draft, fields };
    this.panel.keepDraft(this.draftKey, this.draft);
    if (Object.keys(this.#problems).length > 0) this.#problems = fieldProblems(this.draft.fields);
  }

  #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    await this.#save();
  };

  async #save(): Promise<void> {
    this.#failure = undefined;
    this.#current = undefined;
    this.#problems = fieldProblems(this.draft.fields);
    const [first] = Object.keys(this.#problems);
    if (first !== undefined) {
      this.#refuse(first, l10n.t('Not saved: {0}', this.#problems[first] ?? ''));
      return;
    }
    this.#busy = true;
    this.requestUpdate();
    const answer = await this.panel.run({ kind: 'savePattern', draft: this.draft }, l10n.t('Saved'));
    this.#busy = false;
    if (answer.ok) {
      this.panel.dropDraft(this.draftKey);
      this.panel.edit(undefined);
      // SAFETY: the host answers this action with the id of the stored pattern.
      this.panel.openPattern((answer.data as { readonly id: string }).id);
      return;
    }
    const { problem } = answer;
    this.#current = problem.current;
    if (problem.field !== undefined) {
      this.#problems = { [problem.field]: problem.message };
      this.#refuse(problem.field, problem.message);
    } else this.#failure = problem.message;
    this.requestUpdate();
  }

  #refuse(field: string, message: string): void {
    this.panel.announce(message);
    this.requestUpdate();
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`#${field}`)?.focus());
  }

  async #resolve(draft: PatternDraft): Promise<void> {
    this.draft = draft;
    this.panel.keepDraft(this.draftKey, draft);
    await this.#save();
  }

  #takeTheirs(current: Pattern): void {
    this.#current = undefined;
    this.draft = draftOf(current);
    this.panel.keepDraft(this.draftKey, this.draft);
  }

  /** Goes on with the own words, on top of the version that is stored now. */
  #editOn(current: Pattern): void {
    this.#current = undefined;
    this.draft = { ...this.draft, base_version: current.version };
    this.panel.keepDraft(this.draftKey, this.draft);
  }

  #discard = (): void => {
    this.panel.dropDraft(this.draftKey);
    this.panel.edit(undefined);
    if (this.draftKey === 'new') this.panel.goTo('patterns');
  };
}

function shown(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join('\n');
  return JSON.stringify(value, undefined, 2);
}

customElements.define('fw-pattern-form', PatternForm);
