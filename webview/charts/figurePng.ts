import type { DrawnFigure, DrawnPath, DrawnText } from './drawnFigure.ts';

/** Pixels of the picture for one of the page: sharp on screens with twice as many, and on paper. */
const SCALE = 2;

/**
 * A figure as a PNG, base64. Its marks are painted one by one: an image of the SVG would have to be loaded, and the
 * page's content policy loads none.
 */
export async function figurePng(figure: DrawnFigure): Promise<string> {
  const canvas = document.createElement('canvas');
  canvas.width = figure.width * SCALE;
  canvas.height = figure.height * SCALE;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this page cannot paint');
  context.scale(SCALE, SCALE);
  context.fillStyle = figure.background;
  context.fillRect(0, 0, figure.width, figure.height);
  for (const path of figure.paths) paintPath(context, path);
  for (const text of figure.texts) paintText(context, text, figure.font);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('this page cannot make a picture');
  return base64Of(new Uint8Array(await blob.arrayBuffer()));
}

function paintPath(
  context: CanvasRenderingContext2D,
  { d, fill, stroke, strokeWidth, dashes, x, y }: DrawnPath,
): void {
  const path = new Path2D(d);
  context.save();
  context.translate(x, y);
  if (fill) {
    context.globalAlpha = fill.opacity;
    context.fillStyle = fill.colour;
    context.fill(path);
  }
  if (stroke) {
    context.globalAlpha = stroke.opacity;
    context.strokeStyle = stroke.colour;
    context.lineWidth = strokeWidth;
    context.setLineDash([...dashes]);
    context.stroke(path);
  }
  context.restore();
}

function paintText(
  context: CanvasRenderingContext2D,
  { text, x, y, anchor, size, bold, colour }: DrawnText,
  font: string,
): void {
  context.font = `${bold ? '600 ' : ''}${size}px ${font}`;
  context.fillStyle = colour;
  context.textAlign = anchor === 'middle' ? 'center' : anchor;
  context.fillText(text, x, y);
}

/** As many bytes at once as a call takes arguments without trouble. */
const CHUNK_BYTES = 8_192;

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES));
  return btoa(text);
}
