import {
  DRAWING,
  type DrawnMap,
  type DrawnTable,
  footOf,
  headOf,
  pathOf,
  shortType,
  tableTitle,
} from './drawnMap.ts';

/** The map as a file of its own: it needs no style sheet, loads nothing and reads well on white paper. */
export function mapSvg({ tables, keys, width, height }: DrawnMap): string {
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  const lines = keys.map(
    ({ key, points }) =>
      `<g fill="none" stroke="#5c6670"><title>${escaped(`${key.from} (${key.columns.join(', ')}) → ${key.to} (${key.targetColumns.join(', ')})`)}</title><path d="${pathOf(points)}"${key.optional ? ' stroke-dasharray="5 3"' : ''}/><path d="${headOf(points)}"/>${key.one ? '' : `<path d="${footOf(points)}"/>`}</g>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="11">`,
    `<rect width="${w}" height="${h}" fill="#ffffff"/>`,
    ...lines,
    ...tables.map(tableSvg),
    '</svg>\n',
  ].join('\n');
}

function tableSvg({ table, columns, hidden, x, y, width, height }: DrawnTable): string {
  const { head, line, padding } = DRAWING;
  const rows = columns.map(({ name, type, key, required }, index) => {
    const at = head + index * line + 15;
    const mark = key === undefined ? '' : key === 'foreign' ? '→ ' : '# ';
    return `<text x="${padding}" y="${at}"${required ? '' : ' fill="#5c6670"'}>${escaped(mark + name)}</text><text x="${width - padding}" y="${at}" text-anchor="end" fill="#5c6670">${escaped(shortType(type))}</text>`;
  });
  const more =
    hidden > 0
      ? `<text x="${padding}" y="${head + columns.length * line + 15}" fill="#5c6670">+ ${hidden}</text>`
      : '';
  return `<g transform="translate(${Math.round(x)} ${Math.round(y)})"><rect width="${width}" height="${height}" rx="4" fill="#ffffff" stroke="#5c6670"${table.outside ? ' stroke-dasharray="4 3"' : ''}/><rect width="${width}" height="${head}" rx="4" fill="#e8edf2"/><text x="${padding}" y="16" font-weight="600">${escaped(tableTitle(table))}</text>${rows.join('')}${more}</g>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
