import type { SqlFileContext } from './sqlFileContext.ts';
import { type SqlStatement, statementNode } from './sqlStatement.ts';
import { indexOfWord } from './statementTokens.ts';

/** The first release that can replace a trigger. */
const REPLACES_TRIGGERS = 14;

/** A clause that lets a `CREATE` run a second time. */
export interface CreationClause {
  /** Also where the object needs none, as a temporary table. */
  readonly isGiven: boolean;
  /** Token index of the last word before the name. */
  readonly last: number;
}

/** `IF NOT EXISTS` of a `CREATE` that can have it; undefined for other statements. */
export function conditionOf(statement: SqlStatement): CreationClause | undefined {
  const clause = (isGiven: boolean | undefined, word: string): CreationClause => ({
    isGiven: isGiven === true,
    last: indexOfWord(statement, word),
  });
  const table = statementNode(statement, 'CreateStmt');
  if (table) return clause(table.if_not_exists || table.relation?.relpersistence === 't', 'table');
  const query = statementNode(statement, 'CreateTableAsStmt');
  if (query) {
    const isTemporary = query.into?.rel?.relpersistence === 't';
    return clause(query.if_not_exists || isTemporary, query.objtype === 'OBJECT_MATVIEW' ? 'view' : 'table');
  }
  const index = statementNode(statement, 'IndexStmt');
  if (index)
    return clause(
      index.if_not_exists || index.idxname === undefined,
      index.concurrent ? 'concurrently' : 'index',
    );
  const schema = statementNode(statement, 'CreateSchemaStmt');
  if (schema) return clause(schema.if_not_exists, 'schema');
  const sequence = statementNode(statement, 'CreateSeqStmt');
  if (sequence)
    return clause(sequence.if_not_exists || sequence.sequence?.relpersistence === 't', 'sequence');
  const extension = statementNode(statement, 'CreateExtensionStmt');
  return extension && clause(extension.if_not_exists, 'extension');
}

/** `OR REPLACE` of a `CREATE` that can have it; undefined for other statements. */
export function replacementOf(statement: SqlStatement, context: SqlFileContext): CreationClause | undefined {
  const routine = statementNode(statement, 'CreateFunctionStmt');
  if (routine) {
    const word = routine.is_procedure ? 'procedure' : 'function';
    return { isGiven: routine.replace === true, last: indexOfWord(statement, word) };
  }
  const view = statementNode(statement, 'ViewStmt');
  if (view) {
    const isGiven = view.replace === true || view.view?.relpersistence === 't';
    return { isGiven, last: indexOfWord(statement, 'view') };
  }
  const trigger = statementNode(statement, 'CreateTrigStmt');
  if (!trigger || trigger.isconstraint || context.targetVersion < REPLACES_TRIGGERS) return undefined;
  return { isGiven: trigger.replace === true, last: indexOfWord(statement, 'trigger') };
}
