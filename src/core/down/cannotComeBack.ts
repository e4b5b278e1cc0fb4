import type { InsertStmt, MergeStmt, RangeVar } from '@pgsql/types';
import { nodeAs, type SqlStatement } from '../sql/sqlStatement.ts';
import { relationName } from '../sql/statementFacts.ts';
import type { Catalog } from './catalog/catalogEntry.ts';
import { matchCatalogs } from './matchCatalogs.ts';

/** What a migration destroys, in words, told from the catalogs before and after it. */
export function lossesOfSchema(before: Catalog, after: Catalog): readonly string[] {
  const { pairs, missing } = matchCatalogs(after, before);
  const gone = new Set(missing.map(({ id }) => id));
  const dropped = missing.flatMap(({ key, holds, parent, placeholder }) => {
    if (holds === 'rows') return [`the rows of ${key}`];
    if (holds === 'position')
      return parent !== undefined && gone.has(parent) ? [] : [`the position of ${key}`];
    if (holds !== 'values' || (parent !== undefined && gone.has(parent))) return [];
    return [`the values of ${key}${placeholder === undefined ? '' : `: rows get ${placeholder} instead`}`];
  });
  const remade = new Set(
    pairs
      .filter(({ now, target }) => target.kind === 'table' && now.id !== target.id)
      .map((pair) => pair.target.id),
  );
  const changed = pairs.flatMap(({ now, target }) => {
    if (remade.has(target.id)) return [`the rows of ${target.key}, which is dropped and made anew`];
    if (target.holds !== 'values' || remade.has(target.parent ?? '')) return [];
    if (now.id !== target.id) return [`the values of ${target.key}`];
    return now.definition === target.definition || isWidening(target.definition, now.definition)
      ? []
      : [`what the change of ${target.key} from ${target.definition} to ${now.definition} cuts off`];
  });
  const newLabels = pairs.flatMap(({ now, target }) =>
    addedLabels(now.definition, target.definition, target.key),
  );
  return [...dropped, ...changed, ...newLabels];
}

const WIDER: readonly (readonly [from: RegExp, to: RegExp])[] = [
  [/^smallint$/u, /^(?:integer|bigint|numeric)$/u],
  [/^integer$/u, /^(?:bigint|numeric)$/u],
  [/^bigint$/u, /^numeric$/u],
  [/^real$/u, /^double precision$/u],
  [/^character varying(?:\(\d+\))?$/u, /^(?:text|character varying)$/u],
  [/^json$/u, /^(?:jsonb|text)$/u],
  [/^uuid$/u, /^text$/u],
];

function isWidening(from: string, to: string): boolean {
  if (WIDER.some(([narrow, wide]) => narrow.test(from) && wide.test(to))) return true;
  const lengths = [from, to].map((type) => /^character varying\((\d+)\)$/u.exec(type)?.[1]);
  return lengths[0] !== undefined && lengths[1] !== undefined && Number(lengths[1]) >= Number(lengths[0]);
}

function addedLabels(now: string, before: string, key: string): readonly string[] {
  if (!key.startsWith('enum type ')) return [];
  const labels = (definition: string): readonly string[] => definition.split('\n').slice(0, -1);
  const ids = (definition: string): readonly string[] => (definition.split('\n').at(-1) ?? '').split(' ');
  const nowIds = ids(now);
  const old = new Set(ids(before));
  return labels(now).flatMap((label, index) =>
    old.has(nowIds[index] ?? '') || labels(before).includes(label)
      ? []
      : [`rows that hold the new value '${label}' of ${key}: the down migration stops at them`],
  );
}

/** Tables whose column order a down migration leaves changed, in words. */
export function columnOrderChanges(now: Catalog, before: Catalog): readonly string[] {
  const orders = (catalog: Catalog): ReadonlyMap<string, readonly string[]> => {
    const tables = new Map(
      catalog.entries.filter(({ kind }) => kind === 'table').map(({ id, key }) => [id, key] as const),
    );
    const columns = new Map<string, string[]>();
    for (const { kind, parent, name } of catalog.entries) {
      const table = kind === 'column' ? tables.get(parent ?? '') : undefined;
      if (table === undefined) continue;
      const list = columns.get(table);
      if (list) list.push(name);
      else columns.set(table, [name]);
    }
    return columns;
  };
  const after = orders(now);
  return [...orders(before)].flatMap(([table, columns]) => {
    const current = after.get(table);
    if (!current || current.join('\0') === columns.join('\0') || current.length !== columns.length) return [];
    return [`the order of the columns of ${table}: it ends with ${current.at(-1) ?? ''} now`];
  });
}

/** What statements do to rows, in words; a down migration cannot know what stood there before. */
export function lossesOfData(statements: readonly SqlStatement[]): readonly string[] {
  const created = new Set<string>();
  const words: string[] = [];
  for (const { tree, text } of statements) {
    const name = (relation: RangeVar | undefined): string => relationName(relation);
    const say = (relation: RangeVar | undefined, what: string): void => {
      if (relation && !created.has(name(relation))) words.push(`${what} ${name(relation)}`);
    };
    const create = nodeAs(tree, 'CreateStmt');
    if (create) created.add(name(create.relation));
    const createAs = nodeAs(tree, 'CreateTableAsStmt');
    if (createAs) created.add(name(createAs.into?.rel));
    say(nodeAs(tree, 'UpdateStmt')?.relation, 'the values that UPDATE overwrites in');
    say(nodeAs(tree, 'DeleteStmt')?.relation, 'the rows that DELETE removes from');
    const insert: InsertStmt | undefined = nodeAs(tree, 'InsertStmt');
    say(insert?.relation, 'the rows that INSERT adds stay in');
    const merge: MergeStmt | undefined = nodeAs(tree, 'MergeStmt');
    say(merge?.relation, 'the rows that MERGE changes in');
    for (const relation of nodeAs(tree, 'TruncateStmt')?.relations ?? []) {
      say(nodeAs(relation, 'RangeVar'), 'the rows that TRUNCATE removes from');
    }
    if (nodeAs(tree, 'DoStmt') && /\b(?:insert\s+into|update|delete\s+from|truncate)\b/iu.test(text)) {
      words.push('what the DO block changes in rows');
    }
    if (nodeAs(tree, 'CopyStmt')?.is_from)
      say(nodeAs(tree, 'CopyStmt')?.relation, 'the rows that COPY adds stay in');
  }
  return [...new Set(words)];
}

/** Adds what probe rows lost, unless it is about a column or table that is named already. */
export function withProbedLosses(told: readonly string[], probed: readonly string[]): readonly string[] {
  const named = (text: string): string | undefined =>
    /(?:\bof |^)((?:column|table) (?:"(?:[^"]|"")+"|[^\s":,])+)/u.exec(text)?.[1]?.replace(/ public\./u, ' ');
  const known = new Set(told.map(named));
  return [...told, ...probed.filter((loss) => named(loss) === undefined || !known.has(named(loss)))];
}
