/** Read as: `from` is a prerequisite of `to`. */
export interface Prerequisite {
  readonly from: string;
  readonly to: string;
}

export interface PrerequisiteOrder {
  /** What is needed first comes first; the wanted key is the last. */
  readonly keys: readonly string[];
  /** Keys that need each other, each circle once, as they were met. */
  readonly circles: readonly (readonly string[])[];
}

/** A pattern with everything it needs before it, each once. A circle is cut where it closes. */
export function prerequisiteOrder(wanted: string, relations: readonly Prerequisite[]): PrerequisiteOrder {
  const needs = new Map<string, string[]>();
  for (const { from, to } of relations) {
    const known = needs.get(to) ?? [];
    if (!known.includes(from)) needs.set(to, [...known, from]);
  }
  const keys: string[] = [];
  const circles: (readonly string[])[] = [];
  const visit = (key: string, way: readonly string[]): void => {
    const at = way.indexOf(key);
    if (at >= 0) {
      circles.push(way.slice(at));
      return;
    }
    if (keys.includes(key)) return;
    for (const needed of needs.get(key) ?? []) visit(needed, [...way, key]);
    keys.push(key);
  };
  visit(wanted, []);
  return { keys, circles };
}
