import type { Node } from '@pgsql/types';
import { nodeAs, type SqlStatement } from '../../sql/sqlStatement.ts';
import type { KnownRelation } from './relations.ts';

/** Tells whether a statement names a relation, by its last name: the search path is not asked. */
export function relationsNamedIn(statement: SqlStatement): (relation: KnownRelation) => boolean {
  const names = lastNames(statement);
  return ({ name }) => names.has(unquoted(name));
}

/** Last names of everything a statement names: tables, indexes, types. */
function lastNames(statement: SqlStatement): ReadonlySet<string> {
  const names = new Set<string>();
  const pending: unknown[] = [statement.tree];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      // A table stands in the tree with or without the name of its node around it.
      if (key === 'relname' && typeof child === 'string') names.add(child);
      else if (key === 'names' || key === 'items') addLastText(names, child);
      if (typeof child === 'object') pending.push(child);
    }
  }
  return names;
}

function addLastText(names: Set<string>, list: unknown): void {
  const nodes: readonly Node[] = Array.isArray(list) ? list : [];
  const text = nodeAs(nodes.at(-1), 'String')?.sval;
  if (text !== undefined) names.add(text);
}

function unquoted(name: string): string {
  const last = /(?:"((?:[^"]|"")*)"|([^."]+))$/u.exec(name);
  return last?.[1]?.replaceAll('""', '"') ?? last?.[2] ?? name;
}
