const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const SECOND_OFFSET = 0x9e3779b1;
const SECOND_PRIME = 0x85ebca6b;

/** A 64-bit hash of a text as 16 hexadecimal digits: for telling texts apart, not for keeping secrets. */
export function hashText(text: string): string {
  let first = FNV_OFFSET;
  let second = SECOND_OFFSET;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    first = Math.imul(first ^ code, FNV_PRIME);
    second = Math.imul(second ^ code, SECOND_PRIME);
    second ^= second >>> 13;
  }
  return hex(mix(first ^ text.length)) + hex(mix(second));
}

/** Spreads the last characters over all bits. */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
