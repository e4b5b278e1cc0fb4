import type { Catalog, CatalogEntry } from './catalog/catalogEntry.ts';

export interface EntryPair {
  readonly now: CatalogEntry;
  readonly target: CatalogEntry;
}

export interface CatalogMatch {
  /** Present in both: the same object, else one of the same kind and name made anew. */
  readonly pairs: readonly EntryPair[];
  readonly extra: readonly CatalogEntry[];
  readonly missing: readonly CatalogEntry[];
}

/** Finds each object again: renamed ones by their identity, those dropped and made anew by their name. */
export function matchCatalogs(now: Catalog, target: Catalog): CatalogMatch {
  const byId = new Map(now.entries.map((entry) => [entry.id, entry]));
  const pairs: EntryPair[] = [];
  const unmatched: CatalogEntry[] = [];
  const taken = new Set<CatalogEntry>();
  for (const entry of target.entries) {
    const same = byId.get(entry.id);
    if (same?.kind === entry.kind) {
      pairs.push({ now: same, target: entry });
      taken.add(same);
    } else {
      unmatched.push(entry);
    }
  }
  const byKey = new Map(now.entries.filter((entry) => !taken.has(entry)).map((entry) => [entry.key, entry]));
  const missing: CatalogEntry[] = [];
  for (const entry of unmatched) {
    const same = byKey.get(entry.key);
    if (same) {
      pairs.push({ now: same, target: entry });
      taken.add(same);
    } else {
      missing.push(entry);
    }
  }
  return { pairs, missing, extra: now.entries.filter((entry) => !taken.has(entry)) };
}

/** Whether one turns into the other without any statement, whatever its text says. */
export function isSameDefinition({ now, target }: EntryPair): boolean {
  if (now.definition === target.definition) return true;
  const first = target.change?.(now)[0];
  return first !== undefined && first.length === 0;
}

export function changedFacets({ now, target }: EntryPair): readonly string[] {
  const names = new Set([...Object.keys(now.facets), ...Object.keys(target.facets)]);
  return [...names].filter((name) => (now.facets[name] ?? '') !== (target.facets[name] ?? ''));
}

export interface CatalogDifference {
  /** In words: `enum type public.status`. */
  readonly leftBehind: readonly string[];
  /** In words: `default of column public.orders.state`. */
  readonly lost: readonly string[];
}

export function differenceOf(now: Catalog, target: Catalog): CatalogDifference {
  const { pairs, extra, missing } = matchCatalogs(now, target);
  const renamed = pairs.filter(({ now: one, target: other }) => isRenamed(one, other));
  const changed = pairs.flatMap((pair) => [
    ...(isSameDefinition(pair) ? [] : [`definition of ${pair.target.key}`]),
    ...changedFacets(pair).map((facet) => `${facet} of ${pair.target.key}`),
  ]);
  return {
    leftBehind: [
      ...extra.map(({ key }) => key),
      ...renamed.map(({ now: one, target: other }) => `name of ${one.key}, which was ${other.key}`),
    ],
    lost: [...missing.map(({ key }) => key), ...changed],
  };
}

/** Of an object's own name: what its table or schema is called is not its affair. */
export function isRenamed(now: CatalogEntry, target: CatalogEntry): boolean {
  return now.name !== target.name;
}
