import { css, html, nothing } from 'lit';
import type { AuditRow } from '../../src/protocol/library.ts';
import { AUDIT_STATUSES } from '../../src/protocol/libraryChoices.ts';
import { selectedAuditRows } from '../components/auditRows.ts';
import { eventValue } from '../components/eventValue.ts';
import '../components/auditTable.ts';
import { icon } from '../components/icon.ts';
import { auditStatusLabel } from '../components/labels.ts';
import { failureNotice, loadingNotice, notice, noticeStyles } from '../components/notice.ts';
import { l10n } from '../l10n.ts';
import { PanelElement } from '../state/panelElement.ts';
import { baseStyles } from '../styles/baseStyles.ts';
import { controlStyles } from '../styles/controlStyles.ts';

/** The file audit: which files carry debt, who has them, how far they are. */
export class AuditPage extends PanelElement {
  static override styles = [
    baseStyles,
    controlStyles,
    noticeStyles,
    css`
      :host {
        display: flex;
        flex: 1;
        flex-direction: column;
        min-height: 0;
      }
      .tools {
        align-items: center;
        display: grid;
        gap: 6px;
        grid-template-columns: minmax(120px, 1fr) auto;
        padding: 8px 12px 4px;
      }
      .totals {
        align-items: center;
        color: var(--vscode-descriptionForeground);
        display: flex;
        flex-wrap: wrap;
        gap: 2px 12px;
        padding: 2px 12px 8px;
      }
      .totals .row {
        margin-inline-start: auto;
      }
      fw-audit-table {
        border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        flex: 1;
        min-height: 0;
      }
    `,
  ];

  protected override render(): unknown {
    const { panel } = this;
    const { state, value, problem } = panel.resource('audit');
    if (!value) return state === 'failed' ? failureNotice(panel, problem) : loadingNotice(panel);
    if (value.rows.length === 0) return this.#empty();
    const view = panel.state.audit;
    const rows = selectedAuditRows(value.rows, view);
    return html`
      <div class="tools" role="search">
        <input
          type="search"
          aria-label=${l10n.t('Filter files')}
          placeholder=${l10n.t('Filter by path, owner or note')}
          .value=${view.text}
          @input=${(event: Event) => {
            panel.keep({ audit: { ...view, text: eventValue(event) } });
          }}
        />
        <select
          aria-label=${l10n.t('Status')}
          @change=${(event: Event) => {
            const status = eventValue(event);
            panel.keep({ audit: { ...view, statuses: status === '' ? [] : [status] } });
          }}
        >
          <option value="">${l10n.t('Any status')}</option>
          ${AUDIT_STATUSES.map((status) => html`<option value=${status} ?selected=${view.statuses.includes(status)}>${auditStatusLabel(status)}</option>`)}
        </select>
      </div>
      <div class="totals">
        <span role="status">${totals(rows, value.rows)}</span>
        ${state === 'failed' ? html`<span>${icon('warning')} ${problem?.message}</span>` : nothing}
        <span class="row">
          ${panel.writes ? html`<button type="button" class="link" @click=${() => panel.run({ kind: 'startAudit', from: 'scan' }, l10n.t('Audit refreshed from a scan'))}>${l10n.t('Scan Again')}</button>` : nothing}
          <button type="button" class="link" @click=${() => panel.run({ kind: 'exportAudit', as: 'csv' })}>${l10n.t('Export CSV')}</button>
          <button type="button" class="link" @click=${() => panel.run({ kind: 'exportAudit', as: 'markdown' })}>${l10n.t('Report')}</button>
        </span>
      </div>
      <fw-audit-table .panel=${panel} .rows=${rows}></fw-audit-table>
    `;
  }

  #empty(): unknown {
    const { panel } = this;
    const folderOpen = panel.resource('store').value?.folderOpen ?? false;
    if (!folderOpen) {
      return notice(
        'table',
        l10n.t('No folder is open'),
        l10n.t('A file audit is about the files of one repository.'),
        [{ label: l10n.t('Open Folder'), run: () => panel.run({ kind: 'command', command: 'openFolder' }) }],
      );
    }
    return notice(
      'table',
      l10n.t('No file audit yet'),
      l10n.t(
        'Begin with a scan: each file gets its debt from the findings in it. Or bring the list that you have.',
      ),
      [
        {
          label: l10n.t('Start from a Scan'),
          run: () => panel.run({ kind: 'startAudit', from: 'scan' }, l10n.t('Audit started')),
        },
        { label: l10n.t('Import CSV'), run: () => panel.run({ kind: 'startAudit', from: 'csv' }) },
      ],
    );
  }
}

function totals(shown: readonly AuditRow[], all: readonly AuditRow[]): string {
  const complete = all.filter(({ status }) => status === 'Complete').length;
  const files =
    shown.length === all.length
      ? l10n.t('{0} files', all.length)
      : l10n.t('{0} of {1} files', shown.length, all.length);
  const debt = shown.reduce((sum, row) => sum + row.technical_debt, 0);
  return `${files} · ${l10n.t('debt {0}', Math.round(debt).toLocaleString())} · ${l10n.t('{0} complete', complete)}`;
}

customElements.define('fw-audit-page', AuditPage);
