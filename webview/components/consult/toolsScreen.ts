import { css, html, nothing } from 'lit';
import type { ToolAnswer, ToolDescription } from '../../../src/protocol/toolMethods.ts';
import {
  filledForm,
  type ToolField,
  takesConnection,
  takesMigrations,
  toolFields,
} from '../../consult/toolForm.ts';
import { l10n } from '../../l10n.ts';
import { PanelElement } from '../../state/panelElement.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import { consultStyles } from '../../styles/consultStyles.ts';
import { controlStyles } from '../../styles/controlStyles.ts';
import { foldStyles } from '../../styles/foldStyles.ts';
import { eventValue } from '../eventValue.ts';
import { icon } from '../icon.ts';
import { failureNotice, loadingNotice, noticeStyles } from '../notice.ts';
import { environmentLabel } from './consultLabels.ts';
import { toolResult, toolResultStyles } from './toolResult.ts';
import { runsAtOnce, toolsForPeople, toolWords } from './toolWords.ts';

/** The tools by themselves: they need no model. A form for each, and what it gave. */
export class ToolsScreen extends PanelElement {
  static override styles = [
    baseStyles,
    controlStyles,
    consultStyles,
    foldStyles,
    noticeStyles,
    toolResultStyles,
    css`
      :host {
        container-type: inline-size;
        display: block;
        overflow-y: auto;
        position: relative;
      }
      .page {
        display: flex;
        flex-direction: column;
        gap: 12px;
        margin: 0 auto;
        max-width: 980px;
        padding: 12px 16px 20px;
      }
      .tabs {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      .tabs button[aria-pressed='true'] {
        background: var(--vscode-list-activeSelectionBackground);
        color: var(--vscode-list-activeSelectionForeground);
        border-color: var(--vscode-focusBorder);
      }
      @container (max-width: 560px) {
        .tabs {
          flex-wrap: nowrap;
          margin-inline: -16px;
          overflow-x: auto;
          padding: 0 16px 6px;
        }
        .tabs button {
          flex: none;
        }
      }
      form {
        display: flex;
        flex-direction: column;
        gap: 10px;
      }
      label {
        display: flex;
        flex-direction: column;
        gap: 3px;
      }
      label.check {
        align-items: center;
        flex-direction: row;
      }
      textarea {
        max-height: 50vh;
        min-height: 96px;
      }
      .wrong {
        color: var(--vscode-errorForeground);
      }
      .fields {
        display: grid;
        gap: 10px;
        grid-template-columns: repeat(auto-fit, minmax(180px, 1fr));
        padding-top: 8px;
      }
      h2 {
        font-size: 1.1em;
        font-weight: 600;
      }
    `,
  ];
  #running: string | undefined;
  #wrong: string | undefined;
  #looked: string | undefined;
  /** Of the latest run: an older one that comes later is not shown. */
  #runs = 0;

  /** What needs no form begins as soon as it is looked at. */
  protected override updated(): void {
    const { tool: name } = this.panel.state.consult;
    if (name === this.#looked) return;
    const tool = this.panel.resource('tools').value?.tools.find((one) => one.name === name);
    if (!tool) return;
    this.#looked = name;
    const { connection } = this.panel.state.consult;
    if (runsAtOnce(tool.name, connection) && !this.panel.toolAnswers.has(tool.name)) void this.#run(tool);
  }

  protected override render(): unknown {
    const { panel } = this;
    const { state, value, problem } = panel.resource('tools');
    if (!value) return state === 'failed' ? failureNotice(panel, problem) : loadingNotice(panel);
    const tools = toolsForPeople(value.tools);
    const tool = tools.find(({ name }) => name === panel.state.consult.tool);
    return html`<div class="page">
      <div class="tabs" role="group" aria-label=${l10n.t('Tools')}>
        ${tools.map((one) => this.#tab(one, one === tool))}
      </div>
      ${tool ? this.#tool(tool) : html`<p class="quiet">${l10n.t('These work without a model: on the migrations of this project, replayed on a shadow database, or on a database that you connect.')}</p>`}
    </div>`;
  }

  #tab(tool: ToolDescription, pressed: boolean): unknown {
    const { title, icon: name } = toolWords(tool);
    return html`<button type="button" aria-pressed=${pressed} @click=${() => this.#choose(tool)}>${icon(name)}${title}</button>`;
  }

  #choose(tool: ToolDescription): void {
    this.panel.keepConsult({ tool: tool.name });
    this.#wrong = undefined;
  }

  #tool(tool: ToolDescription): unknown {
    const { panel } = this;
    const words = toolWords(tool);
    const fields = toolFields(tool);
    // SQL in the place of the project's own migrations is asked for rarely.
    const first = fields.filter(
      ({ name, required, kind }) => required || (kind === 'code' && name !== 'sql'),
    );
    const rest = fields.filter((field) => !first.includes(field));
    const running = this.#running === tool.name;
    const answer = panel.toolAnswers.get(tool.name);
    const noModel = panel.resource('models').value?.models.length === 0;
    return html`<h2>${words.title}</h2>
      <p class="quiet">${tool.description}${noModel && words.model !== undefined ? html` ${words.model}` : nothing}</p>
      <form @submit=${(event: Event) => {
        event.preventDefault();
        void this.#run(tool);
      }}>
        ${takesConnection(tool) ? this.#connection(tool) : nothing} ${first.map((field) => this.#field(tool, field))}
        ${rest.length === 0 ? nothing : html`<details><summary>${l10n.t('More choices')}</summary><div class="fields">${rest.map((field) => this.#field(tool, field))}</div></details>`}
        <div class="row"><button type="submit" class="primary" ?disabled=${running}>${running ? l10n.t('Running') : l10n.t('Run')}</button></div>
      </form>
      ${running ? html`<p class="quiet" role="status">${icon('loading', 'spin')} ${l10n.t('This can take a few seconds: a shadow database is built from the migrations.')}</p>` : nothing}
      ${answer ? toolResult(tool.name, answer) : nothing}`;
  }

  #connection(tool: ToolDescription): unknown {
    const { panel } = this;
    const connections = panel.resource('tools').value?.connections ?? [];
    const chosen = panel.state.consult.connection;
    const connect = html`<button type="button" class="link" @click=${() => panel.run({ kind: 'configureConnection' })}>${l10n.t('Connect a Database')}</button>`;
    if (connections.length === 0) return html`<div>${connect}</div>`;
    return html`<div class="row">
      <select aria-label=${l10n.t('Database')} @change=${(event: Event) => this.#connect(eventValue(event))}>
        <option value="" .selected=${chosen === undefined}>${takesMigrations(tool) ? l10n.t('Migrations only') : l10n.t('Choose a database')}</option>
        ${connections.map(({ name, environment }) => html`<option value=${name} .selected=${name === chosen}>${name} (${environmentLabel(environment)})</option>`)}
      </select>
      ${connect}
    </div>`;
  }

  #connect(name: string): void {
    const { connection: _, ...rest } = this.panel.state.consult;
    this.panel.replaceConsult(name === '' ? rest : { ...rest, connection: name });
  }

  #field(tool: ToolDescription, field: ToolField): unknown {
    const value = this.#values(tool.name)[field.name] ?? '';
    const wrong = this.#wrong === field.name;
    const keep = (event: Event): void => this.#keep(tool.name, field.name, eventValue(event));
    const title = html`<span>${field.label}${field.required ? nothing : html` <span class="quiet">${l10n.t('(optional)')}</span>`}${wrong ? html` <span class="wrong">${l10n.t('is missing or not right')}</span>` : nothing}</span>`;
    const hint = field.hint === '' ? nothing : html`<span class="quiet">${field.hint}</span>`;
    switch (field.kind) {
      case 'code':
      case 'json':
        return html`<label>${title}<textarea class="code" spellcheck="false" aria-invalid=${wrong} .value=${value} @input=${keep}></textarea>${hint}</label>`;
      case 'choice':
        return html`<label>${title}<select @change=${keep}><option value="" .selected=${value === ''}></option>${field.choices.map((one) => html`<option value=${one} .selected=${one === value}>${one}</option>`)}</select>${hint}</label>`;
      case 'boolean':
        return html`<label class="check"><input type="checkbox" .checked=${value === 'true'} @change=${(
          event: Event,
        ) => {
          const { currentTarget } = event;
          const on = currentTarget instanceof HTMLInputElement && currentTarget.checked;
          this.#keep(tool.name, field.name, on ? 'true' : '');
        }} />${title}</label>`;
      default:
        return html`<label>${title}<input type="text" inputmode=${field.kind === 'number' ? 'numeric' : 'text'} aria-invalid=${wrong} .value=${value} @input=${keep} />${hint}</label>`;
    }
  }

  #values(tool: string): Readonly<Record<string, string>> {
    return this.panel.state.consult.toolInputs[tool] ?? {};
  }

  #keep(tool: string, field: string, value: string): void {
    const { toolInputs } = this.panel.state.consult;
    if (this.#wrong === field) this.#wrong = undefined;
    this.panel.keepConsult({
      toolInputs: { ...toolInputs, [tool]: { ...toolInputs[tool], [field]: value } },
    });
  }

  async #run(tool: ToolDescription): Promise<void> {
    const form = filledForm(toolFields(tool), this.#values(tool.name));
    this.#wrong = form.ok ? undefined : form.field;
    this.requestUpdate();
    if (!form.ok) return;
    this.#runs += 1;
    const run = this.#runs;
    this.#running = tool.name;
    const { toolAnswers } = this.panel;
    toolAnswers.delete(tool.name);
    const { connection } = this.panel.state.consult;
    const answer = await this.panel.request({
      kind: 'runTool',
      name: tool.name,
      input: { ...form.input, ...(takesConnection(tool) && connection !== undefined && { connection }) },
      ...(connection !== undefined && { connection }),
    });
    if (run !== this.#runs) return;
    this.#running = undefined;
    toolAnswers.set(
      tool.name,
      // SAFETY: the host answers this action with ToolAnswer.
      answer.ok
        ? (answer.data as ToolAnswer)
        : { ok: false, code: answer.problem.code, message: answer.problem.message },
    );
    this.panel.announce(l10n.t('Finished: {0}', toolWords(tool).title));
    this.requestUpdate();
  }
}

customElements.define('fw-tools-screen', ToolsScreen);
