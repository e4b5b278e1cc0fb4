import type { DrawnFigure, DrawnPath, DrawnText } from './drawnFigure.ts';

/** A figure as a file of its own: it needs no style sheet and loads nothing. */
export function figureSvg({
  name,
  description,
  width,
  height,
  background,
  font,
  paths,
  texts,
}: DrawnFigure): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="${escaped(font)}">`,
    `<title>${escaped(name)}</title>`,
    `<desc>${escaped(description)}</desc>`,
    `<rect width="${width}" height="${height}" fill="${background}"/>`,
    ...paths.map(pathSvg),
    ...texts.map(textSvg),
    '</svg>\n',
  ].join('\n');
}

function pathSvg({ d, fill, stroke, strokeWidth, dashes, x, y }: DrawnPath): string {
  const attributes = [
    `d="${escaped(d)}"`,
    fill ? `fill="${fill.colour}"` : 'fill="none"',
    ...(fill && fill.opacity < 1 ? [`fill-opacity="${fill.opacity}"`] : []),
    ...(stroke ? [`stroke="${stroke.colour}"`, `stroke-width="${strokeWidth}"`] : []),
    ...(stroke && stroke.opacity < 1 ? [`stroke-opacity="${stroke.opacity}"`] : []),
    ...(stroke && dashes.length > 0 ? [`stroke-dasharray="${dashes.join(' ')}"`] : []),
    `transform="translate(${x} ${y})"`,
  ];
  return `<path ${attributes.join(' ')}/>`;
}

function textSvg({ text, x, y, anchor, size, bold, colour }: DrawnText): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-size="${size}"${bold ? ' font-weight="600"' : ''} fill="${colour}">${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
