import type { Document } from 'yaml';

/** A document's content. An error for an alias without an anchor, and for aliases that multiply without measure. */
export function contentOf(document: Document.Parsed): unknown {
  try {
    return document.toJS();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Where the value at a path starts, or the nearest part of the path that exists. */
export function offsetOf(document: Document.Parsed, at: readonly PropertyKey[]): number {
  for (let length = at.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(at.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      return Number(node.range[0]);
    }
  }
  return document.range[0];
}
