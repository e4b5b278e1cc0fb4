import { css, html, nothing } from 'lit';
import type { Consultation, ConsultFile } from '../../../src/protocol/consult.ts';
import { ago, bytesText } from '../../consult/figures.ts';
import { l10n } from '../../l10n.ts';
import { PanelElement } from '../../state/panelElement.ts';
import { baseStyles } from '../../styles/baseStyles.ts';
import { controlStyles } from '../../styles/controlStyles.ts';
import { eventValue } from '../eventValue.ts';
import { icon } from '../icon.ts';
import { rovingTarget } from '../roving.ts';
import { agentLabel } from './consultLabels.ts';
import './learnProposal.ts';

type Row =
  | { readonly kind: 'folder'; readonly name: string; readonly open: boolean; readonly files: number }
  | { readonly kind: 'file'; readonly file: ConsultFile };

/** Files of a consultation by their folders: opened, compared with what they were, and saved into the workspace. */
export class FilesTree extends PanelElement {
  static override properties = { consultation: { attribute: false } };
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 8px;
      }
      [role='treeitem'] {
        align-items: center;
        border-radius: 3px;
        cursor: pointer;
        display: flex;
        gap: 5px;
        min-height: 22px;
        padding: 0 4px;
      }
      [role='treeitem']:hover {
        background: var(--vscode-list-hoverBackground);
      }
      [role='treeitem'][aria-selected='true'] {
        background: var(--vscode-list-inactiveSelectionBackground);
        outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
        outline-offset: -1px;
      }
      [role='treeitem']:focus-visible {
        outline: 1px solid var(--vscode-list-focusOutline, var(--vscode-focusBorder));
        outline-offset: -1px;
      }
      .file {
        padding-inline-start: 22px;
      }
      .name {
        display: flex;
        flex: 1;
        min-width: 0;
        white-space: nowrap;
      }
      .start {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .facts {
        font-size: 11px;
        white-space: nowrap;
      }
      .detail {
        border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        border-radius: 3px;
        display: flex;
        flex-direction: column;
        gap: 6px;
        overflow-wrap: anywhere;
        padding: 8px 10px;
      }
      select {
        padding-block: 2px;
      }
    `,
  ];
  declare consultation: Consultation;
  #index = 0;
  #selected: string | undefined;
  #version: number | undefined;
  #closed: ReadonlySet<string> = new Set();

  protected override render(): unknown {
    const rows = this.#rows();
    const { files, id } = this.consultation;
    if (rows.length === 0)
      return html`<p class="quiet">${l10n.t('Files come here as they are written: analysis, migrations, documentation, plans. Nothing of them is in your workspace until you save it.')}</p>`;
    this.#index = Math.min(this.#index, rows.length - 1);
    const selected = files.find(({ path }) => path === this.#selected);
    return html`<div role="tree" aria-label=${l10n.t('Files')} @keydown=${this.#key}>${rows.map((row, index) => this.#row(row, index))}</div>
      ${selected ? this.#detail(selected) : nothing}
      <div class="row">
        <button type="button" @click=${() => this.panel.run({ kind: 'saveConsultFiles', consultationId: id }, l10n.t('Saved'))}>${icon('save-all')}${l10n.t('Save All to the Workspace')}</button>
      </div>`;
  }

  #rows(): readonly Row[] {
    const files = this.consultation.files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    const folders = [...new Set(files.map(({ path }) => folderOf(path)))];
    return folders.flatMap((name): readonly Row[] => {
      const inside = files.filter(({ path }) => folderOf(path) === name);
      const open = !this.#closed.has(name);
      const rows = inside.map((file): Row => ({ kind: 'file', file }));
      if (name === '') return rows;
      return [{ kind: 'folder', name, open, files: inside.length }, ...(open ? rows : [])];
    });
  }

  #row(row: Row, index: number): unknown {
    const tabindex = index === this.#index ? 0 : -1;
    if (row.kind === 'folder')
      return html`<div role="treeitem" aria-level="1" aria-expanded=${row.open} aria-selected="false" tabindex=${tabindex} data-index=${index} @click=${() => this.#act(index)}>
        ${icon(row.open ? 'chevron-down' : 'chevron-right')}<span class="name">${row.name}</span><span class="facts quiet">${row.files}</span>
      </div>`;
    const { path, version, bytes } = row.file;
    const [start, end] = namePartsOf(path);
    const which = version > 1 ? l10n.t('v{0}', version) : '';
    return html`<div role="treeitem" aria-label=${`${nameOf(path)} ${which}`.trim()} aria-level="2" aria-selected=${path === this.#selected} class="file" tabindex=${tabindex} data-index=${index} @click=${() => this.#act(index)} @dblclick=${() => this.#openFile(row.file)}>
      ${icon(path.endsWith('.md') ? 'markdown' : path.endsWith('.sql') ? 'database' : 'file')}<span class="name" title=${path}><span class="start">${start}</span>${end}</span>
      <span class="facts quiet" title=${bytesText(bytes)}>${which}</span>
    </div>`;
  }

  #detail(file: ConsultFile): unknown {
    const { panel } = this;
    const { id } = this.consultation;
    const version = this.#version ?? file.version;
    const author = file.author === 'user' ? l10n.t('you') : agentLabel(file.author);
    return html`<section class="detail" aria-label=${file.path}>
      <p><strong>${file.path}</strong></p>
      <p class="quiet">${l10n.t('{0}, written by {1}, {2}', bytesText(file.bytes), author, ago(file.updatedAt, Date.now()))}</p>
      ${
        file.version > 1
          ? html`<div class="row">
              <select aria-label=${l10n.t('Version')} @change=${(event: Event) => {
                this.#version = Number(eventValue(event));
                this.requestUpdate();
              }}>
                ${Array.from({ length: file.version }, (_, at) => file.version - at).map((one) => html`<option value=${one} .selected=${one === version}>${one === file.version ? l10n.t('version {0} (newest)', one) : l10n.t('version {0}', one)}</option>`)}
              </select>
              ${
                version > 1
                  ? html`<button type="button" @click=${() => panel.run({ kind: 'diffConsultFile', consultationId: id, path: file.path, from: version - 1, to: version })}>${icon('diff')}${l10n.t('Compare with Version {0}', version - 1)}</button>`
                  : nothing
              }
            </div>
            ${file.path.endsWith('.md') ? nothing : html`<fw-learn-proposal .panel=${panel} .consultation=${id} .lesson=${{ path: file.path }}></fw-learn-proposal>`}`
          : nothing
      }
      <div class="row">
        <button type="button" class="primary" @click=${() => this.#openFile(file, version)}>${l10n.t('Open')}</button>
        <button type="button" @click=${() => panel.run({ kind: 'saveConsultFiles', consultationId: id, paths: [file.path] }, l10n.t('Saved'))}>${l10n.t('Save to the Workspace')}</button>
      </div>
    </section>`;
  }

  #openFile({ path }: ConsultFile, version?: number): void {
    void this.panel.run({
      kind: 'openConsultFile',
      consultationId: this.consultation.id,
      path,
      ...(version !== undefined && { version }),
    });
  }

  #act(index: number): void {
    this.#index = index;
    const row = this.#rows()[index];
    if (row?.kind === 'folder') this.#fold(row.name, row.open);
    else if (row) {
      this.#selected = row.file.path;
      this.#version = undefined;
    }
    this.requestUpdate();
  }

  #fold(name: string, close: boolean): void {
    const closed = new Set(this.#closed);
    if (close) closed.add(name);
    else closed.delete(name);
    this.#closed = closed;
  }

  #key = (event: KeyboardEvent): void => {
    const rows = this.#rows();
    const row = rows[this.#index];
    const index = rovingTarget(event.key, this.#index, rows.length);
    if (index !== undefined) this.#focus(index);
    else if (event.key === 'Enter' && row?.kind === 'file') this.#openFile(row.file);
    else if (event.key === 'Enter' || event.key === ' ') this.#act(this.#index);
    else if (event.key === 'ArrowRight' && row?.kind === 'folder') this.#fold(row.name, false);
    else if (event.key === 'ArrowLeft' && row?.kind === 'folder') this.#fold(row.name, true);
    else return;
    event.preventDefault();
    this.requestUpdate();
  };

  #focus(index: number): void {
    this.#index = index;
    this.requestUpdate();
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`[data-index='${index}']`)?.focus(),
    );
  }
}

function folderOf(path: string): string {
  const slash = path.indexOf('/');
  return slash < 0 ? '' : path.slice(0, slash + 1);
}

function nameOf(path: string): string {
  return path.slice(path.indexOf('/') + 1);
}

/** A name and its endings: where there is no room, the ends of `.up.sql` and `.down.sql` still tell them apart. */
function namePartsOf(path: string): readonly [start: string, end: string] {
  const name = nameOf(path);
  const end = /(?:\.[^./]+){1,2}$/u.exec(name)?.[0] ?? '';
  return [name.slice(0, name.length - end.length), end];
}

customElements.define('fw-files-tree', FilesTree);
