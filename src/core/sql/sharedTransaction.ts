import type { SqlFileContext } from './sqlFileContext.ts';
import { BEGIN_FACT, CONCURRENTLY_FACT } from './statementFacts.ts';

/**
 * Whether the file's statements may run in one transaction: they do, or it is a script of no known tool that neither
 * opens transactions itself nor holds a statement that needs to be outside of one. For rules that someone asked for.
 */
export function mayShareTransaction(context: SqlFileContext): boolean {
  if (context.inTransaction) return true;
  if (context.tool !== 'plain') return false;
  return !context.happensAnywhere(BEGIN_FACT) && !context.happensAnywhere(CONCURRENTLY_FACT);
}
