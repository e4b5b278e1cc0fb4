import type { RangeVar } from '@pgsql/types';
import { alterCommands } from '../../sql/alterCommands.ts';
import { type DroppedObject, droppedObjects } from '../../sql/droppedObjects.ts';
import type { SqlStatement } from '../../sql/sqlStatement.ts';
import { nodeAs } from '../../sql/sqlStatement.ts';
import { createdFact, factsOfStatement, relationName } from '../../sql/statementFacts.ts';

/** Kinds whose loss takes rows, or objects that others need, with it. */
const DESTROYED_KINDS: Readonly<Partial<Record<DroppedObject['kind'], string>>> = {
  OBJECT_TABLE: 'table',
  OBJECT_FOREIGN_TABLE: 'foreign table',
  OBJECT_MATVIEW: 'materialized view',
  OBJECT_VIEW: 'view',
  OBJECT_SCHEMA: 'schema',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_TYPE: 'type',
  OBJECT_DOMAIN: 'domain',
  OBJECT_EXTENSION: 'extension',
  OBJECT_FUNCTION: 'function',
  OBJECT_PROCEDURE: 'procedure',
  OBJECT_POLICY: 'policy',
};

/** What statements destroy that was there before them, in words; empty when nothing. */
export function destroyedBy(statements: readonly SqlStatement[]): readonly string[] {
  const made = new Set<string>();
  const words: string[] = [];
  const isMade = (kind: 'table' | 'view' | 'type' | 'function' | 'schema', name: string): boolean =>
    made.has(createdFact(kind, name));
  for (const statement of statements) {
    for (const { kind, name } of droppedObjects(statement)) {
      const noun = DESTROYED_KINDS[kind];
      if (noun === undefined || NEW_KINDS.some((own) => isMade(own, name))) continue;
      words.push(`${noun} ${name}${kind === 'OBJECT_TABLE' ? ' with its rows' : ''}`);
    }
    for (const { command, table } of alterCommands(statement)) {
      if (isMade('table', table)) continue;
      if (command.subtype === 'AT_DropColumn')
        words.push(`column ${table}.${command.name ?? ''} with its values`);
      if (command.subtype === 'AT_DetachPartition') words.push(`partition detached from ${table}`);
    }
    words.push(...rowsLost(statement, (relation) => isMade('table', relationName(relation))));
    for (const fact of factsOfStatement(statement)) made.add(fact);
  }
  return [...new Set(words)];
}

const NEW_KINDS = ['table', 'view', 'type', 'function', 'schema'] as const;

function rowsLost(
  { tree, text }: SqlStatement,
  isMade: (relation: RangeVar | undefined) => boolean,
): readonly string[] {
  const truncated = (nodeAs(tree, 'TruncateStmt')?.relations ?? [])
    .map((relation) => nodeAs(relation, 'RangeVar'))
    .filter((relation) => !isMade(relation))
    .map((relation) => `all rows of ${relationName(relation)}`);
  const removal = nodeAs(tree, 'DeleteStmt');
  const removed =
    removal && !isMade(removal.relation)
      ? [`${removal.whereClause ? 'rows' : 'all rows'} of ${relationName(removal.relation)}`]
      : [];
  const update = nodeAs(tree, 'UpdateStmt');
  const overwritten =
    update && !isMade(update.relation)
      ? [`values that UPDATE overwrites in ${relationName(update.relation)}`]
      : [];
  const dropped = nodeAs(tree, 'DropdbStmt');
  const block =
    nodeAs(tree, 'DoStmt') && /\b(?:drop|truncate|delete\s+from|update|execute)\b/iu.test(text)
      ? ['what the DO block removes or overwrites']
      : [];
  return [
    ...truncated,
    ...removed,
    ...overwritten,
    ...(dropped ? [`database ${dropped.dbname ?? ''}`] : []),
    ...block,
  ];
}
