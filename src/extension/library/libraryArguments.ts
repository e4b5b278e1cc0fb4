import type { PatternSummary } from '../../protocol/library.ts';

/** A pattern's id or key from a tree node, a link or a light bulb; undefined when the argument names none. */
export function patternNameIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return patternIn(value)?.id;
}

export function patternIn(value: unknown): PatternSummary | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'pattern')
    return undefined;
  if (!('pattern' in value)) return undefined;
  // SAFETY: only the library's tree hands out objects of this kind, and it builds them as PatternNode.
  return value.pattern as PatternSummary;
}
