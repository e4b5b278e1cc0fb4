import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readPng, writePalettePng } from '../../scripts/lib/palettePng.mjs';

type Pixel = readonly [number, number, number];

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}

/** One row told by each of the five filters, of the same pixels. */
function filteredRow(filter: number, row: readonly number[], above: readonly number[], size: number): Buffer {
  const told = row.map((_, x) => {
    const left = row[x - size] ?? 0;
    const up = above[x] ?? 0;
    const corner = x < size ? 0 : (above[x - size] ?? 0);
    const guess = left + up - corner;
    const [byLeft, byUp, byCorner] = [left, up, corner].map((one) => Math.abs(guess - one)) as [
      number,
      number,
      number,
    ];
    const nearest = byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner;
    return [0, left, up, (left + up) >> 1, nearest][filter] ?? 0;
  });
  return Buffer.from([filter, ...row.map((byte, x) => (byte - (told[x] ?? 0)) & 255)]);
}

function shot(rows: readonly (readonly Pixel[])[], alpha: boolean): Buffer {
  const size = alpha ? 4 : 3;
  const bytes = rows.map((row) => row.flatMap((pixel) => (alpha ? [...pixel, 255] : [...pixel])));
  const head = Buffer.alloc(13);
  head.writeUInt32BE(rows[0]?.length ?? 0, 0);
  head.writeUInt32BE(rows.length, 4);
  head.set([8, alpha ? 6 : 2, 0, 0, 0], 8);
  const data = Buffer.concat(bytes.map((row, y) => filteredRow(y % 5, row, bytes[y - 1] ?? [], size)));
  return Buffer.concat([
    Buffer.from(SIGNATURE),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(data)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function part(png: Buffer, name: string): Buffer {
  const at = png.indexOf(name, 8, 'latin1');
  return png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4));
}

/** What a palette PNG shows, pixel by pixel. */
function shown(png: Buffer): readonly number[] {
  const [palette, rows] = [part(png, 'PLTE'), inflateSync(part(png, 'IDAT'))];
  const width = png.readUInt32BE(16);
  return [...rows]
    .filter((_, place) => place % (width + 1) !== 0)
    .flatMap((place) => [...palette.subarray(place * 3, place * 3 + 3)]);
}

const ROWS: readonly (readonly Pixel[])[] = Array.from({ length: 7 }, (_, y) =>
  Array.from({ length: 9 }, (_, x): Pixel => [(x * 31) & 255, (y * 47) & 255, (x * y * 5) & 255]),
);

describe('pictures of a page', () => {
  it.each([true, false])('are read whatever their rows are told by, with transparency %s', (alpha) => {
    const { width, height, pixels } = readPng(shot(ROWS, alpha));
    expect([width, height]).toEqual([9, 7]);
    expect([...pixels]).toEqual(ROWS.flat(2));
  });

  it('are as they were while their colours are few', () => {
    const picture = readPng(shot(ROWS, true));
    expect(shown(writePalettePng(picture))).toEqual([...picture.pixels]);
  });

  it('of many colours keep what stands out, and are near everywhere', () => {
    const ramp = Array.from({ length: 40 }, (_, y) =>
      Array.from({ length: 60 }, (_, x): Pixel => [x * 4, y * 6, 120]),
    );
    const marked = ramp.map((row, y) =>
      row.map((pixel, x): Pixel => (x === 30 && y === 20 ? [255, 0, 255] : pixel)),
    );
    const picture = readPng(shot(marked, false));
    const after = shown(writePalettePng(picture));
    const far = [...picture.pixels].map((byte, place) => Math.abs(byte - (after[place] ?? 0)));
    expect(Math.max(...far)).toBeLessThan(48);
    const mark = (20 * 60 + 30) * 3;
    expect(after.slice(mark, mark + 3)).toEqual([255, 0, 255]);
  });

  it('of another kind are refused', () => {
    expect(() => readPng(Buffer.from('GIF89a'))).toThrow('not a PNG');
    expect(() => readPng(writePalettePng({ width: 1, height: 1, pixels: new Uint8Array(3) }))).toThrow(
      /another kind/u,
    );
  });
});
