/** Postgres keeps names of this many bytes and cuts off the rest with no more than a notice. */
export const NAME_BYTES_MAX = 63;

/** The name as Postgres keeps it: the longest run of whole characters that fits. */
export function truncatedName(name: string): string {
  let bytes = 0;
  let end = 0;
  for (const character of name) {
    bytes += utf8Bytes(character.codePointAt(0) ?? 0);
    if (bytes > NAME_BYTES_MAX) return name.slice(0, end);
    end += character.length;
  }
  return name;
}

function utf8Bytes(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
