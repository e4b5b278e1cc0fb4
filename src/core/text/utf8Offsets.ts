const FIRST_NON_ASCII = 0x80;
const FIRST_THREE_BYTE = 0x800;
const HIGH_SURROGATE_FIRST = 0xd800;
const HIGH_SURROGATE_LAST = 0xdbff;

/** True when bytes, code points and UTF-16 units all count the same. */
export function isAscii(text: string): boolean {
  for (let offset = 0; offset < text.length; offset++) {
    if (text.charCodeAt(offset) >= FIRST_NON_ASCII) return false;
  }
  return true;
}

/** Turns UTF-8 byte offsets of one text into UTF-16 offsets; a byte inside a character counts as its start. */
export function utf8OffsetMapper(text: string): (byte: number) => number {
  if (isAscii(text)) return (byte) => Math.max(0, Math.min(byte, text.length));
  const offsetOfByte = new Map<number, number>();
  const bytes: number[] = [];
  let byte = 0;
  let offset = 0;
  while (offset < text.length) {
    offsetOfByte.set(byte, offset);
    bytes.push(byte);
    const units = unitsAt(text, offset);
    byte += utf8Length(text.charCodeAt(offset), units);
    offset += units;
  }
  return (wanted) => {
    if (wanted >= byte) return text.length;
    const exact = offsetOfByte.get(wanted);
    if (exact !== undefined) return exact;
    return offsetOfByte.get(lastAtMost(bytes, wanted)) ?? 0;
  };
}

/** Turns a count of code points from the start of `text` into a UTF-16 offset. */
export function utf16OffsetOfCodePoint(text: string, codePoints: number): number {
  let offset = 0;
  for (let counted = 0; counted < codePoints && offset < text.length; counted++)
    offset += unitsAt(text, offset);
  return offset;
}

function unitsAt(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  if (code < HIGH_SURROGATE_FIRST || code > HIGH_SURROGATE_LAST) return 1;
  const next = text.charCodeAt(offset + 1);
  return next >= 0xdc00 && next <= 0xdfff ? 2 : 1;
}

/** A lone surrogate is written as the three bytes of U+FFFD. */
function utf8Length(code: number, units: number): number {
  if (units === 2) return 4;
  if (code < FIRST_NON_ASCII) return 1;
  return code < FIRST_THREE_BYTE ? 2 : 3;
}

function lastAtMost(sorted: readonly number[], wanted: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  return sorted[low] ?? 0;
}
