import type { FixProposal } from '../rules/finding.ts';
import { isInNewTable, typeNameSpan, typeSpan, type WrittenColumn, writtenColumns } from './columns.ts';
import type { SqlFileContext } from './sqlFileContext.ts';
import type { SqlCheck } from './sqlRule.ts';
import type { SqlStatement } from './sqlStatement.ts';
import { inAuthorsCase, textOfSpan } from './statementTokens.ts';

/** What a rule about column types wants instead of a type. */
export interface TypeChoice {
  readonly better: string;
  readonly message: string;
  /** True when the better type also stands in for length and array brackets; false keeps them. */
  readonly replacesModifiers?: boolean;
  /** `auto` only ever applies to columns of tables that the file makes. */
  readonly fix: 'auto' | 'suggest';
}

/**
 * A rule that looks at each written column's type. Changing an existing column's type is left alone unless
 * `retypes` is set: what to do there depends on the data.
 */
export function checkTypes(
  choose: (column: WrittenColumn, statement: SqlStatement, context: SqlFileContext) => TypeChoice | undefined,
): SqlCheck {
  return (statement, context) =>
    writtenColumns(statement).flatMap((column) => {
      const choice = choose(column, statement, context);
      // What undoes a change brings back the type that was there.
      if (!choice || context.isDownMigration) return [];
      const span = typeSpan(statement, column);
      const edited = choice.replacesModifiers ? span : typeNameSpan(statement, column);
      const fix: FixProposal = {
        title: `Change ${textOfSpan(statement, edited)} to ${choice.better}`,
        kind: choice.fix === 'auto' && isInNewTable(column, context) ? 'auto' : 'suggest',
        edits: [{ span: edited, newText: inCaseOf(textOfSpan(statement, edited), choice.better, statement) }],
      };
      return [{ span, message: choice.message, fixes: [fix] }];
    });
}

/** Types are often written in another case than keywords: the old type decides. */
function inCaseOf(old: string, better: string, statement: SqlStatement): string {
  if (old === old.toLowerCase() && old !== old.toUpperCase()) return better;
  return old === old.toUpperCase() ? better.toUpperCase() : inAuthorsCase(statement, better);
}
