import {
  type Catalog,
  type CatalogEntry,
  ENTRY_KINDS,
  quoteIdentifier,
  type Statements,
} from './catalog/catalogEntry.ts';
import {
  type CatalogMatch,
  changedFacets,
  isRenamed,
  isSameDefinition,
  matchCatalogs,
} from './matchCatalogs.ts';

/** One thing to do, with the ways to do it, best first. */
export interface Operation {
  readonly about: string;
  readonly ways: readonly Statements[];
}

/**
 * `remove`: drops what is too much and gives old names back; `change`: what is different; `create`: what is missing;
 * `facets`: owners, defaults, comments, privileges. Each is planned on what the one before has left.
 */
export const PHASES = ['remove', 'change', 'create', 'facets'] as const;
export type Phase = (typeof PHASES)[number];

/** What turns the catalog `now` towards `target`; the order is a good guess, and who runs it finds a right one. */
export function planInverse(now: Catalog, target: Catalog, phase: Phase): readonly Operation[] {
  const match = matchCatalogs(now, target);
  switch (phase) {
    case 'remove':
      return [...drops(match), ...renames(match)];
    case 'change':
      return changes(match);
    case 'create':
      return creations(match);
    case 'facets':
      return facets(match);
  }
}

const RANK: ReadonlyMap<string, number> = new Map(ENTRY_KINDS.map((kind, index) => [kind, index]));

/** Views, code and policies that are made anew without loss when they stand in another change's way. */
const REMAKABLE: ReadonlySet<string> = new Set([
  'view',
  'materializedView',
  'function',
  'trigger',
  'rule',
  'policy',
]);

/**
 * Drops what stands in the way of refused changes, to be made anew after them: what the migration itself dropped and made
 * anew, and what reads the tables that the refused statements name.
 */
export function planRemaking(
  now: Catalog,
  target: Catalog,
  refused: readonly Operation[],
): readonly Operation[] {
  const candidates = matchCatalogs(now, target).pairs.filter((pair) => REMAKABLE.has(pair.now.kind));
  const names = new Set(refused.flatMap(({ ways }) => ways.flat().flatMap(tablesAltered)));
  const inTheWay = new Set<CatalogEntry>();
  for (let before = -1; before < inTheWay.size; ) {
    before = inTheWay.size;
    for (const { now: entry, target: same } of candidates) {
      const reads = entry.kind !== 'function' && [...names].some((name) => isAbout(entry, name));
      if (inTheWay.has(entry) || (entry.id === same.id && !reads)) continue;
      inTheWay.add(entry);
      // What reads a view that goes has to go as well.
      if (entry.kind === 'view' || entry.kind === 'materializedView') names.add(entry.name);
    }
  }
  return inDropOrder(now.entries.filter((entry) => inTheWay.has(entry))).map(dropOf);
}

function tablesAltered(statement: string): readonly string[] {
  const name = /^ALTER TABLE (\S+)/u.exec(statement)?.[1];
  return name === undefined ? [] : [name.split('.').at(-1) ?? name];
}

function isAbout({ definition, key }: CatalogEntry, name: string): boolean {
  return definition.includes(name) || key.endsWith(` of ${name}`) || key.endsWith(`.${name}`);
}

function drops({ extra }: CatalogMatch): readonly Operation[] {
  const gone = new Set(extra.map(({ id }) => id));
  const byId = new Map(extra.map((entry) => [entry.id, entry]));
  const goesWithParent = ({ parent }: CatalogEntry): boolean => {
    for (let at = parent; at !== undefined; at = byId.get(at)?.parent) if (gone.has(at)) return true;
    return false;
  };
  const dropped = extra.filter(
    (entry) =>
      entry.drop !== '' && !goesWithParent(entry) && !entry.columns?.some((column) => gone.has(column)),
  );
  return inDropOrder(dropped).map(dropOf);
}

function dropOf(entry: CatalogEntry): Operation {
  return { about: entry.key, ways: [[entry.drop]] };
}

/** What was made last goes first. */
function inDropOrder(entries: readonly CatalogEntry[]): readonly CatalogEntry[] {
  return entries
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => (RANK.get(b.entry.kind) ?? 0) - (RANK.get(a.entry.kind) ?? 0) || b.index - a.index)
    .map(({ entry }) => entry);
}

function renames({ pairs }: CatalogMatch): readonly Operation[] {
  const schemaNow = new Map(
    pairs
      .filter(({ target }) => target.kind === 'schema')
      .map(({ now, target }) => [quoteIdentifier(now.name), quoteIdentifier(target.name)]),
  );
  return [...pairs].reverse().flatMap(({ now, target }) => {
    const operations: Operation[] = [];
    if (isRenamed(now, target) && now.rename !== undefined) {
      operations.push({ about: now.key, ways: [[`${now.rename} ${quoteIdentifier(target.name)}`]] });
    }
    const isMoved = now.schema !== target.schema && schemaNow.get(now.schema ?? '') !== target.schema;
    if (isMoved && now.move !== undefined) {
      operations.push({ about: now.key, ways: [[`${now.move} ${target.schema}`]] });
    }
    return operations;
  });
}

function changes({ pairs }: CatalogMatch): readonly Operation[] {
  return pairs.flatMap((pair) => {
    if (isSameDefinition(pair)) return [];
    const { now, target } = pair;
    const remade = target.kind === 'table' || target.holds === 'values' ? [] : [[now.drop, ...target.create]];
    return [{ about: target.key, ways: [...(target.change?.(now) ?? []), ...remade] }];
  });
}

function creations({ missing }: CatalogMatch): readonly Operation[] {
  const gone = new Set(missing.map(({ id }) => id));
  return missing
    .filter(({ kind, parent, create }) => {
      const withTable = kind === 'column' && parent !== undefined && gone.has(parent);
      return create.length > 0 && !withTable;
    })
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => (RANK.get(a.entry.kind) ?? 0) - (RANK.get(b.entry.kind) ?? 0) || a.index - b.index)
    .map(({ entry }) => ({ about: entry.key, ways: [entry.create] }));
}

function facets({ pairs }: CatalogMatch): readonly Operation[] {
  return pairs.flatMap((pair) =>
    changedFacets(pair).flatMap((facet) => {
      const statements = pair.target.setFacet(
        facet,
        pair.now.facets[facet] ?? '',
        pair.target.facets[facet] ?? '',
      );
      return statements.length === 0 ? [] : [{ about: `${facet} of ${pair.target.key}`, ways: [statements] }];
    }),
  );
}
