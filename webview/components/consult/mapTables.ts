import { html, nothing, type TemplateResult } from 'lit';
import { count } from '../../consult/figures.ts';
import { l10n } from '../../l10n.ts';
import type { MapTable, SchemaMap } from '../../schemaMap/schemaMap.ts';

/** The map in words: each table with its columns, and what it refers to. */
export function mapTables(map: SchemaMap, show: (id: string) => void): TemplateResult {
  return html`<ul class="tables">
    ${map.nodes.map((table) => entry(table, map, show))}
  </ul>`;
}

function entry(table: MapTable, { edges }: SchemaMap, show: (id: string) => void): TemplateResult {
  const outgoing = edges.filter(({ from }) => from === table.id);
  const incoming = edges.filter(({ to }) => to === table.id);
  return html`<li>
    <button type="button" class="link" @click=${() => show(table.id)}>${table.id}</button>
    ${table.outside ? html`<span class="quiet">${l10n.t('(of another schema)')}</span>` : nothing}
    ${table.rowEstimate === undefined ? nothing : html`<span class="quiet">${l10n.t('about {0} rows', count(table.rowEstimate))}</span>`}
    ${table.comment === undefined ? nothing : html`<div class="quiet">${table.comment}</div>`}
    <div class="columns">${table.columns.map(({ name, type, required }) => `${name} ${type}${required ? ` ${l10n.t('required')}` : ''}`).join(', ')}${table.moreColumns > 0 ? ` ${l10n.t('and {0} more', table.moreColumns)}` : ''}</div>
    ${outgoing.map(({ columns, to, targetColumns, onDelete }) => html`<div>→ ${columns.join(', ')}: ${to} (${targetColumns.join(', ')})${onDelete === undefined ? '' : l10n.t(', on delete {0}', onDelete)}</div>`)}
    ${incoming.length === 0 ? nothing : html`<div>← ${incoming.map(({ from }) => from).join(', ')}</div>`}
  </li>`;
}
