import { crc32, deflateSync, inflateSync } from 'node:zlib';

/**
 * A picture as its pixels: three bytes each, red, green, blue.
 * @typedef {object} Picture
 * @property {number} width
 * @property {number} height
 * @property {Uint8Array} pixels
 */

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** As many as one byte can name. */
const coloursMax = 256;

/**
 * Reads what browsers write when they take a shot: eight bits a channel, not interlaced, opaque.
 * @param {Buffer} png
 * @returns {Picture}
 */
export function readPng(png) {
  if (!png.subarray(0, 8).equals(signature)) throw new Error('not a PNG');
  const [width, height, depth, kind, , , interlaced] = [
    png.readUInt32BE(16),
    png.readUInt32BE(20),
    ...png.subarray(24, 29),
  ];
  const size = { 2: 3, 6: 4 }[kind ?? -1];
  if (width === undefined || height === undefined || size === undefined || depth !== 8 || interlaced !== 0)
    throw new Error('a PNG of another kind than a shot');
  const rows = unfiltered(inflateSync(Buffer.concat(chunksOf(png, 'IDAT'))), width * size, height, size);
  const pixels = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1)
    pixels.set(rows.subarray(pixel * size, pixel * size + 3), pixel * 3);
  return { width, height, pixels };
}

/**
 * Writes a picture with 256 colours at most: a shot of an editor has few more that anyone could tell apart.
 * @param {Picture} picture
 * @returns {Buffer}
 */
export function writePalettePng({ width, height, pixels }) {
  const { colours, indexOf } = paletteOf(pixels);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1)
      rows[y * (width + 1) + 1 + x] = indexOf(colourAt(pixels, y * width + x));
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits that name a colour; deflated, unfiltered, not interlaced.
  head.set([8, 3, 0, 0, 0], 8);
  const palette = Buffer.from(colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const data = deflateSync(rows, { level: 9 });
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('PLTE', palette),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/**
 * The colours by halving, again and again, the group that spreads the most; each colour has the mean of its group.
 * @param {Uint8Array} pixels
 */
function paletteOf(pixels) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (let pixel = 0; pixel * 3 < pixels.length; pixel += 1) {
    const colour = colourAt(pixels, pixel);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  let groups = [groupOf([...counts.keys()], counts)];
  while (groups.length < coloursMax) {
    const widest = groups.reduce((one, other) => (other.weight > one.weight ? other : one));
    if (widest.weight === 0) break;
    const sorted = widest.colours.toSorted(
      (one, other) => channel(one, widest.shift) - channel(other, widest.shift),
    );
    const parts = halves(sorted, counts).map((colours) => groupOf(colours, counts));
    groups = [...groups.filter((group) => group !== widest), ...parts];
  }
  /** @type {Map<number, number>} */
  const places = new Map();
  for (const [place, { colours }] of groups.entries())
    for (const colour of colours) places.set(colour, place);
  return {
    colours: groups.map(({ colours }) => meanOf(colours, counts)),
    /** @param {number} colour */
    indexOf: (colour) => places.get(colour) ?? 0,
  };
}

/**
 * @param {readonly number[]} colours
 * @param {ReadonlyMap<number, number>} counts
 */
function groupOf(colours, counts) {
  const spreads = [16, 8, 0].map((shift) => {
    const values = colours.map((colour) => channel(colour, shift));
    return {
      shift,
      spread: values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b)),
    };
  });
  const { shift, spread } = spreads.reduce((one, other) => (other.spread > one.spread ? other : one));
  const pixels = colours.reduce((sum, colour) => sum + (counts.get(colour) ?? 0), 0);
  // A far colour of few pixels, such as a squiggle's, is as much worth as a near one of many.
  return { colours, shift, weight: spread * spread * Math.log2(1 + pixels) };
}

/**
 * @param {readonly number[]} sorted
 * @param {ReadonlyMap<number, number>} counts
 */
function halves(sorted, counts) {
  const total = sorted.reduce((sum, colour) => sum + Math.sqrt(counts.get(colour) ?? 0), 0);
  let sum = 0;
  let cut = 0;
  while (cut < sorted.length - 1 && sum < total / 2) {
    sum += Math.sqrt(counts.get(sorted[cut] ?? 0) ?? 0);
    cut += 1;
  }
  return [sorted.slice(0, cut), sorted.slice(cut)];
}

/**
 * @param {readonly number[]} colours
 * @param {ReadonlyMap<number, number>} counts
 */
function meanOf(colours, counts) {
  const pixels = colours.reduce((sum, colour) => sum + (counts.get(colour) ?? 0), 0);
  return [16, 8, 0].reduce((mean, shift) => {
    const sum = colours.reduce((all, colour) => all + channel(colour, shift) * (counts.get(colour) ?? 0), 0);
    return mean | (Math.round(sum / pixels) << shift);
  }, 0);
}

/**
 * @param {number} colour
 * @param {number} shift
 */
const channel = (colour, shift) => (colour >> shift) & 255;

/**
 * @param {Uint8Array} pixels
 * @param {number} pixel
 */
function colourAt(pixels, pixel) {
  const [red = 0, green = 0, blue = 0] = pixels.subarray(pixel * 3, pixel * 3 + 3);
  return (red << 16) | (green << 8) | blue;
}

/**
 * Rows as they were before each byte was told by its neighbours (PNG, section 9).
 * @param {Buffer} filtered
 * @param {number} rowBytes
 * @param {number} height
 * @param {number} pixelBytes
 */
function unfiltered(filtered, rowBytes, height, pixelBytes) {
  const rows = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y += 1) {
    const filter = filtered[y * (rowBytes + 1)];
    for (let x = 0; x < rowBytes; x += 1) {
      const left = x < pixelBytes ? 0 : (rows[y * rowBytes + x - pixelBytes] ?? 0);
      const up = y === 0 ? 0 : (rows[(y - 1) * rowBytes + x] ?? 0);
      const corner = x < pixelBytes || y === 0 ? 0 : (rows[(y - 1) * rowBytes + x - pixelBytes] ?? 0);
      const told = [0, left, up, (left + up) >> 1, nearest(left, up, corner)][filter ?? 0] ?? 0;
      rows[y * rowBytes + x] = (filtered[y * (rowBytes + 1) + 1 + x] ?? 0) + told;
    }
  }
  return rows;
}

/**
 * @param {number} left
 * @param {number} up
 * @param {number} corner
 */
function nearest(left, up, corner) {
  const told = left + up - corner;
  const [byLeft, byUp, byCorner] = [Math.abs(told - left), Math.abs(told - up), Math.abs(told - corner)];
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

/**
 * @param {Buffer} png
 * @param {string} name
 */
function chunksOf(png, name) {
  const found = [];
  for (let at = 8; at + 8 <= png.length; at += png.readUInt32BE(at) + 12) {
    const data = at + 8;
    if (png.toString('latin1', at + 4, data) === name)
      found.push(png.subarray(data, data + png.readUInt32BE(at)));
  }
  return found;
}

/**
 * @param {string} name
 * @param {Buffer} data
 */
function chunk(name, data) {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
