import type { PatternFields } from '../../protocol/library.ts';

/** Fields that may be absent; what was emptied is written as null, so that it does not stay as it was. */
const OPTIONAL = ['code_type', 'code_before', 'code_after', 'prevention_guidance'] as const;

/** A form's fields as the store takes them: no blank entries, nothing left out. */
export function storedFields(fields: PatternFields): Readonly<Record<string, unknown>> {
  const cleaned = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      Array.isArray(value) ? withoutBlanks(value) : value,
    ]),
  );
  const emptied = Object.fromEntries(OPTIONAL.map((name) => [name, fields[name] ?? null]));
  return { ...cleaned, ...emptied, title: fields.title.trim() };
}

function withoutBlanks(entries: readonly unknown[]): readonly unknown[] {
  return entries.filter((entry) => {
    if (typeof entry === 'string') return entry.trim() !== '';
    if (typeof entry !== 'object' || entry === null || !('before' in entry)) return true;
    return typeof entry.before === 'string' && entry.before.trim() !== '';
  });
}
