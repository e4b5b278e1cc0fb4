import { css, html, nothing, type PropertyValues } from 'lit';
import type { AuditRow, AuditStatus } from '../../src/protocol/library.ts';
import { AUDIT_STATUSES } from '../../src/protocol/libraryChoices.ts';
import type { AuditHistory } from '../../src/protocol/panel.ts';
import { l10n } from '../l10n.ts';
import { PanelElement } from '../state/panelElement.ts';
import { baseStyles } from '../styles/baseStyles.ts';
import { controlStyles } from '../styles/controlStyles.ts';
import { eventValue } from './eventValue.ts';
import { icon } from './icon.ts';
import { auditStatusLabel, day } from './labels.ts';

/** One file of the audit: what to change about it, and what happened so far. */
export class AuditRowDetail extends PanelElement {
  static override properties = { row: { attribute: false } };
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: block;
      }
      .detail {
        display: flex;
        flex-direction: column;
        gap: 8px;
        padding: 8px 12px 12px;
      }
      .head {
        align-items: center;
        display: flex;
        gap: 8px;
      }
      .head button.link {
        overflow-wrap: anywhere;
      }
      .fields {
        display: grid;
        gap: 8px;
        grid-template-columns: repeat(auto-fit, minmax(140px, 1fr));
      }
      .fields select {
        width: 100%;
      }
      label {
        color: var(--vscode-descriptionForeground);
        display: block;
        font-size: 11px;
      }
      .history {
        font-size: 11px;
      }
      .task {
        align-items: center;
        display: inline-flex;
        gap: 2px;
      }
      .task button.tool {
        border-radius: 50%;
        margin-inline-end: -5px;
        padding: 0;
      }
      .task .icon {
        font-size: 12px;
        width: 14px;
      }
    `,
  ];
  declare row: AuditRow;
  #history: AuditHistory | undefined;
  #loadedFor: string | undefined;

  protected override willUpdate(changed?: PropertyValues): void {
    super.willUpdate();
    const wanted = `${this.row.id} ${this.row.updated_at ?? ''}`;
    if (!changed?.has('row') || this.#loadedFor === wanted) return;
    if (this.#loadedFor?.startsWith(this.row.id) !== true) this.#history = undefined;
    this.#loadedFor = wanted;
    void this.#load(this.row.id);
  }

  protected override render(): unknown {
    const { panel, row } = this;
    const readOnly = !panel.writes;
    return html`<section class="detail" aria-label=${row.path}>
      <div class="head">
        ${icon('file')}
        <button type="button" class="link grow" @click=${() => panel.run({ kind: 'openFile', path: row.path })}>${row.path}</button>
        <button type="button" class="tool" aria-label=${l10n.t('Close')} title=${l10n.t('Close')} @click=${() => this.dispatchEvent(new CustomEvent('close'))}>${icon('close')}</button>
      </div>
      <div class="fields">
        <div>
          <label for="status">${l10n.t('Status')}</label>
          <select id="status" ?disabled=${readOnly} @change=${(event: Event) => this.#change({ status: asStatus(eventValue(event)) })}>
            ${AUDIT_STATUSES.map((status) => html`<option value=${status} .selected=${status === row.status}>${auditStatusLabel(status)}</option>`)}
          </select>
        </div>
        <div>
          <label for="owner">${l10n.t('Owner')}</label>
          <input id="owner" ?readonly=${readOnly} .value=${row.owner ?? ''} @change=${(event: Event) => this.#change({ owner: eventValue(event).trim() })} />
        </div>
      </div>
      <div>
        <label for="notes">${l10n.t('Notes')}</label>
        <textarea id="notes" ?readonly=${readOnly} .value=${row.notes} @change=${(event: Event) => this.#change({ notes: eventValue(event) })}></textarea>
      </div>
      <div class="row">
        ${row.task_ids.map((task) => html`<span class="chip plain task">${task}${readOnly ? nothing : html`<button type="button" class="tool" aria-label=${l10n.t('Unlink {0}', task)} title=${l10n.t('Unlink {0}', task)} @click=${() => panel.run({ kind: 'unlinkTask', auditId: row.id, taskId: task }, l10n.t('Unlinked {0}', task))}>${icon('close')}</button>`}</span>`)}
        ${readOnly ? nothing : html`<button type="button" class="link" @click=${() => panel.run({ kind: 'linkTask', auditId: row.id })}>${l10n.t('Link Task')}</button>`}
      </div>
      ${
        this.#history && this.#history.changes.length > 0
          ? html`<ul class="history quiet" aria-label=${l10n.t('History')}>
              ${this.#history.changes.map((change) => html`<li>${day(change.changed_at)}: ${auditStatusLabel(change.status)}, ${l10n.t('debt {0}', change.technical_debt)}${change.cause === '' ? '' : ` — ${change.cause}`}</li>`)}
            </ul>`
          : nothing
      }
    </section>`;
  }

  async #load(id: string): Promise<void> {
    const answer = await this.panel.request({ kind: 'auditHistory', id });
    if (this.row.id !== id || !answer.ok) return;
    // SAFETY: the host answers this action with AuditHistory.
    this.#history = answer.data as AuditHistory;
    this.requestUpdate();
  }

  #change(change: {
    readonly status?: AuditStatus | undefined;
    readonly owner?: string;
    readonly notes?: string;
  }): void {
    const { status, ...rest } = change;
    void this.panel.run(
      { kind: 'changeAudit', ids: [this.row.id], ...rest, ...(status && { status }) },
      l10n.t('Saved'),
    );
  }
}

function asStatus(value: string): AuditStatus | undefined {
  return AUDIT_STATUSES.find((status) => status === value);
}

customElements.define('fw-audit-row-detail', AuditRowDetail);
