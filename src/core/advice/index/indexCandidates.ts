import { sha256 } from '../../proof/fingerprint/sha256.ts';
import { listed, unquoted } from '../../schema/schemaRow.ts';
import type { IndexModel, TableModel } from '../schema/schemaModel.ts';
import type { TableUse } from './queryUse.ts';

/** An index that a query would be served by. What it would save is not known before it is costed. */
export interface IndexCandidate {
  readonly table: string;
  readonly columns: readonly string[];
  readonly included: readonly string[];
  readonly method: 'btree' | 'gin';
  readonly predicate?: string;
  /** `CREATE INDEX CONCURRENTLY …` */
  readonly sql: string;
  /** What each part is for, one line each. */
  readonly reasons: readonly string[];
  /** An index that this one begins with, which could go; never one that holds a constraint. */
  readonly replaces?: string;
  /** Places of the queries it serves, counting from 0. */
  readonly queries: readonly number[];
}

/** Why no index is proposed for a table that a query reads. */
export interface CoveredUse {
  readonly table: string;
  readonly query: number;
  readonly reason: string;
}

export interface IndexProposals {
  readonly candidates: readonly IndexCandidate[];
  readonly covered: readonly CoveredUse[];
}

/** More columns rarely find fewer rows, and cost each write. */
const COLUMNS_MAX = 4;
const INCLUDED_MAX = 2;
/** A condition that stands in so many queries is worth an index of its own rows. */
const REPEATS_MIN = 2;
const WIDE_TYPE = /^(?:text|character|json|jsonb|bytea|xml|tsvector|.*\[\])/u;
/** Postgres cuts longer names off. */
const NAME_BYTES_MAX = 63;

/** Indexes for the queries of a workload, each query's uses by its place. Existing ones are never proposed again. */
export function indexCandidates(uses: readonly (readonly TableUse[])[]): IndexProposals {
  const repeated = repeatedConstants(uses);
  const found = new Map<string, IndexCandidate>();
  const covered: CoveredUse[] = [];
  for (const [query, tables] of uses.entries()) {
    for (const use of tables) {
      for (const proposed of [accessFor(use, repeated), ...ginsFor(use)]) {
        if (proposed === undefined) continue;
        if ('reason' in proposed) covered.push({ table: use.table.full, query, reason: proposed.reason });
        else {
          const known = found.get(proposed.sql);
          found.set(proposed.sql, { ...(known ?? proposed), queries: [...(known?.queries ?? []), query] });
        }
      }
    }
  }
  return { candidates: withoutPrefixes([...found.values()]), covered };
}

type Proposed = Omit<IndexCandidate, 'queries'> & { readonly queries: readonly number[] };

/** Where a join finds its rows already, the table may still be entered by its own conditions. */
function accessFor(
  use: TableUse,
  repeated: ReadonlySet<string>,
): Proposed | { readonly reason: string } | undefined {
  const whole = btreeFor(use, repeated);
  const own = use.equalities.filter(({ join }) => !join);
  if (!whole || !('reason' in whole) || own.length === 0 || own.length === use.equalities.length)
    return whole;
  return btreeFor({ ...use, equalities: own }, repeated) ?? whole;
}

function btreeFor(
  use: TableUse,
  repeated: ReadonlySet<string>,
): Proposed | { readonly reason: string } | undefined {
  const { table, equalities, ranges, sort } = use;
  const constant = equalities.find(
    (one) => one.constant !== undefined && repeated.has(`${table.full}\0${one.constant}`),
  );
  // An index that begins with the table's own conditions serves them without the join as well.
  const plain = equalities
    .filter((one) => one !== constant)
    .sort((a, b) => Number(a.join) - Number(b.join))
    .map(({ column }) => column);
  const equal = [...new Set(plain)];
  const sorted = sort.filter(({ column }) => !equal.includes(column));
  const [range] = ranges.filter((column) => !equal.includes(column));
  const rangeFirst = range !== undefined && sorted.length > 0 && sorted[0]?.column === range;
  const tail = [
    ...sorted.map(({ column }) => column),
    ...(range === undefined || rangeFirst || sorted.some(({ column }) => column === range) ? [] : [range]),
  ];
  const columns = [...equal, ...tail].slice(0, COLUMNS_MAX);
  if (columns.length === 0 && constant) columns.push(constant.column);
  if (columns.length === 0) return undefined;
  const predicate = columns.includes(constant?.column ?? '') ? undefined : constant?.constant;
  const unique = uniqueWithin(table, [...equal, ...(constant ? [constant.column] : [])]);
  if (unique) return { reason: `${unique.name} finds at most one row already` };
  const kept = existingFor(table, equal, columns, predicate);
  if (kept) return { reason: `${kept.name} serves it already` };
  const mixed = new Set(sorted.map(({ descending }) => descending)).size > 1;
  const descending = new Set(mixed ? sorted.filter((one) => one.descending).map(({ column }) => column) : []);
  const included = includedColumns(use, columns, constant?.column);
  const replaces = table.indexes.find(
    (index) =>
      !index.unique &&
      !index.ofConstraint &&
      index.method === 'btree' &&
      isSame(index.predicate, predicate) &&
      index.included.length === 0 &&
      index.columns.length < columns.length &&
      index.columns.every((column, place) => column === columns[place]),
  );
  return candidate(table, {
    keys: columns.map((column) => (descending.has(column) ? `${column} DESC` : column)),
    columns,
    included,
    predicate,
    method: 'btree',
    reasons: [
      ...(equal.length > 0
        ? [`${listed(equal.filter((column) => columns.includes(column)))}: compared with =`]
        : []),
      ...(sorted.length > 0
        ? [`${listed(sorted.map(({ column }) => column))}: gives the order, so that nothing is sorted`]
        : []),
      ...(range !== undefined && columns.includes(range) && !rangeFirst
        ? [`${range}: a range, so it comes last`]
        : []),
      ...(predicate === undefined
        ? []
        : [`only rows with ${predicate}, which several of the queries ask for`]),
      ...(included.length > 0 ? [`${listed(included)}: read from the index, without the table`] : []),
    ],
    replaces: replaces?.name,
  });
}

function ginsFor({ table, special }: TableUse): readonly (Proposed | { readonly reason: string })[] {
  return special.flatMap(({ kind, column }): readonly (Proposed | { readonly reason: string })[] => {
    const type = table.columns.find(({ name }) => name === column)?.type ?? '';
    const trigrams = kind === 'like';
    if (!trigrams && !/(?:jsonb|\[\]|tsvector)$/u.test(type)) return [];
    const existing = table.indexes.find(
      (index) => ['gin', 'gist'].includes(index.method) && index.columns[0] === column && index.valid,
    );
    if (existing) return [{ reason: `${existing.name} serves it already` }];
    const words = trigrams
      ? `${column}: searched with LIKE or ILIKE; needs the extension pg_trgm, and patterns of three letters and more`
      : kind === 'text-search'
        ? `${column}: searched for words`
        : `${column}: asked what it contains`;
    const keys = [`${column}${trigrams ? ' gin_trgm_ops' : ''}`];
    return [candidate(table, { keys, columns: [column], included: [], method: 'gin', reasons: [words] })];
  });
}

interface Parts {
  readonly keys: readonly string[];
  readonly columns: readonly string[];
  readonly included: readonly string[];
  readonly method: IndexCandidate['method'];
  readonly reasons: readonly string[];
  readonly predicate?: string | undefined;
  readonly replaces?: string | undefined;
}

function candidate(table: TableModel, parts: Parts): Proposed {
  const { keys, columns, included, method, reasons, predicate, replaces } = parts;
  const name = indexName(table, columns, predicate);
  const sql = [
    `CREATE INDEX CONCURRENTLY ${name} ON ${table.full}`,
    ...(method === 'btree' ? [] : [`USING ${method}`]),
    `(${keys.join(', ')})`,
    ...(included.length > 0 ? [`INCLUDE (${included.join(', ')})`] : []),
    ...(predicate === undefined ? [] : [`WHERE ${predicate}`]),
  ].join(' ');
  return {
    table: table.full,
    columns,
    included,
    method,
    ...(predicate !== undefined && { predicate }),
    sql: `${sql};`,
    reasons,
    ...(replaces !== undefined && { replaces }),
    queries: [],
  };
}

/** `orders_customer_id_state_idx`, cut as Postgres would, but never to a name that is there. */
function indexName(table: TableModel, columns: readonly string[], predicate: string | undefined): string {
  const parts = [
    unquoted(table.name),
    ...columns.map((column) => unquoted(column).replace(/[^\p{L}\p{N}_]+/gu, '_')),
  ];
  const whole = `${parts.join('_').replace(/_+$/u, '')}${predicate === undefined ? '' : '_part'}_idx`;
  const taken = new Set(table.indexes.map((index) => unquoted(index.name)));
  const isShort = byteLength(whole) <= NAME_BYTES_MAX && !taken.has(whole);
  const name = isShort ? whole : `${cutBytes(whole, NAME_BYTES_MAX - 13)}_${sha256(whole).slice(0, 8)}_idx`;
  return /^[a-z_][a-z0-9_]*$/u.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function byteLength(text: string): number {
  return [...text].reduce((sum, character) => sum + bytesOf(character), 0);
}

function bytesOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

function cutBytes(text: string, bytesMax: number): string {
  let cut = '';
  for (const character of text) {
    if (byteLength(cut) + bytesOf(character) > bytesMax) break;
    cut += character;
  }
  return cut;
}

function uniqueWithin(table: TableModel, equal: readonly string[]): IndexModel | undefined {
  return table.indexes.find(
    (index) =>
      index.unique &&
      index.valid &&
      index.predicate === undefined &&
      index.columns.every((column) => column !== undefined && equal.includes(column)),
  );
}

/** An index that begins with the same columns; those compared for equality may stand in any order. */
function existingFor(
  { indexes }: TableModel,
  equal: readonly string[],
  columns: readonly string[],
  predicate: string | undefined,
): IndexModel | undefined {
  const equalCount = columns.filter((column) => equal.includes(column)).length;
  return indexes.find((index) => {
    if (!index.valid || index.method !== 'btree') return false;
    if (index.predicate !== undefined && !isSame(index.predicate, predicate)) return false;
    const keys = index.columns.map((column, place) => column ?? expressionIn(index, place));
    const head = new Set(keys.slice(0, equalCount));
    return (
      columns.slice(0, equalCount).every((column) => head.has(column)) &&
      columns.slice(equalCount).every((column, place) => keys[equalCount + place] === column)
    );
  });
}

/** Postgres writes types and brackets into a condition that its author left out. */
function isSame(one: string | undefined, other: string | undefined): boolean {
  const bare = (text: string | undefined): string | undefined =>
    text?.replaceAll(/::[\w. ]+(?:\[\])?|[()\s]/gu, '').toLowerCase();
  return bare(one) === bare(other);
}

/** The expression at a place of an index's definition, where there is only one. */
function expressionIn({ definition, columns }: IndexModel, place: number): string | undefined {
  if (columns.filter((column) => column === undefined).length !== 1) return undefined;
  const calls = [...definition.matchAll(/[(,]\s*((?:\w+\.)?\w+\([\w"]+\))/gu)].map((found) => found[1]);
  return columns[place] === undefined ? calls[0] : undefined;
}

function includedColumns(
  { columns: read, table }: TableUse,
  keys: readonly string[],
  constant: string | undefined,
): readonly string[] {
  if (read === undefined) return [];
  const wanted = read.filter((column) => !keys.includes(column) && column !== constant);
  const isWide = (name: string): boolean =>
    WIDE_TYPE.test(table.columns.find((column) => column.name === name)?.type ?? 'text');
  return wanted.length === 0 || wanted.length > INCLUDED_MAX || wanted.some(isWide) ? [] : wanted;
}

function repeatedConstants(uses: readonly (readonly TableUse[])[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const tables of uses) {
    const seen = new Set(
      tables.flatMap(({ table, equalities }) =>
        equalities.flatMap(({ constant }) => (constant === undefined ? [] : [`${table.full}\0${constant}`])),
      ),
    );
    for (const key of seen) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count >= REPEATS_MIN).map(([key]) => key));
}

/** One index that begins with another's columns serves the queries of both. */
function withoutPrefixes(candidates: readonly IndexCandidate[]): readonly IndexCandidate[] {
  const isPrefixOf = (one: IndexCandidate, other: IndexCandidate): boolean =>
    one !== other &&
    one.table === other.table &&
    one.method === 'btree' &&
    other.method === 'btree' &&
    one.predicate === other.predicate &&
    one.columns.length < other.columns.length &&
    one.columns.every((column, place) => column === other.columns[place]);
  return candidates
    .filter((one) => !candidates.some((other) => isPrefixOf(one, other)))
    .map((kept) => ({
      ...kept,
      queries: [
        ...new Set([
          ...kept.queries,
          ...candidates.filter((other) => isPrefixOf(other, kept)).flatMap(({ queries }) => queries),
        ]),
      ].sort((a, b) => a - b),
    }));
}
