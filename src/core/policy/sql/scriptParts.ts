import type { ParsedStatement } from '../../ports.ts';
import { fieldOf, itemsOf, statementOf } from './treeFields.ts';

/** Statements that run together, or one that Postgres refuses within a transaction. */
export interface ScriptPart {
  readonly inTransaction: boolean;
  readonly statements: readonly ParsedStatement[];
}

export type ScriptParts =
  | { readonly parts: readonly ScriptPart[] }
  /** The text runs transactions of its own. */
  | { readonly problem: string };

/**
 * Cuts a migration into what runs in one transaction and what runs alone. A BEGIN at the start and a COMMIT at the end
 * are the runner's own and left out; any other is a problem.
 */
export function scriptParts(statements: readonly ParsedStatement[]): ScriptParts {
  const own = withoutFrame(statements);
  if (own.some(({ tree }) => statementOf(tree, 'TransactionStmt'))) {
    return {
      problem: 'The text begins or ends transactions of its own; leave that to the one that runs it.',
    };
  }
  const parts: { inTransaction: boolean; statements: ParsedStatement[] }[] = [];
  for (const statement of own) {
    const inTransaction = !runsAlone(statement.tree);
    const last = parts.at(-1);
    if (inTransaction && last?.inTransaction === true) last.statements.push(statement);
    else parts.push({ inTransaction, statements: [statement] });
  }
  if (own.length < statements.length && parts.some(({ inTransaction }) => !inTransaction)) {
    return { problem: 'Within BEGIN and COMMIT stands a statement that cannot run in a transaction.' };
  }
  return { parts };
}

function withoutFrame(statements: readonly ParsedStatement[]): readonly ParsedStatement[] {
  const isKind = (index: number, ...kinds: readonly string[]): boolean => {
    const kind = statementOf(statements.at(index)?.tree, 'TransactionStmt')?.kind;
    return typeof kind === 'string' && kinds.includes(kind);
  };
  const framed = isKind(0, 'TRANS_STMT_BEGIN', 'TRANS_STMT_START') && isKind(-1, 'TRANS_STMT_COMMIT');
  return framed ? statements.slice(1, -1) : statements;
}

function runsAlone(tree: unknown): boolean {
  if (fieldOf(statementOf(tree, 'IndexStmt'), 'concurrent') === true) return true;
  if (fieldOf(statementOf(tree, 'DropStmt'), 'concurrent') === true) return true;
  if (fieldOf(statementOf(tree, 'VacuumStmt'), 'is_vacuumcmd') === true) return true;
  const cluster = statementOf(tree, 'ClusterStmt');
  if (cluster && cluster.relation === undefined) return true;
  const reindex = statementOf(tree, 'ReindexStmt');
  if (reindex) return isWideReindex(reindex.kind) || itemsOf(reindex.params).some(isConcurrently);
  return itemsOf(fieldOf(statementOf(tree, 'AlterTableStmt'), 'cmds')).some((node) => {
    const partition = fieldOf(fieldOf(fieldOf(node, 'AlterTableCmd'), 'def'), 'PartitionCmd');
    return fieldOf(partition, 'concurrent') === true;
  });
}

function isWideReindex(kind: unknown): boolean {
  return (
    kind === 'REINDEX_OBJECT_SCHEMA' || kind === 'REINDEX_OBJECT_SYSTEM' || kind === 'REINDEX_OBJECT_DATABASE'
  );
}

function isConcurrently(parameter: unknown): boolean {
  return fieldOf(fieldOf(parameter, 'DefElem'), 'defname') === 'concurrently';
}
