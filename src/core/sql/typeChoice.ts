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
  /** Further choices, for the reader to take instead. */
  readonly others?: readonly string[];
  /** Ways to mend the column that are more than another type; offered last. */
  readonly further?: readonly FixProposal[];
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
      const old = textOfSpan(statement, edited);
      const kind = choice.fix === 'auto' && isInNewTable(column, context) ? 'auto' : 'suggest';
      const fixes = [choice.better, ...(choice.others ?? [])].map(
        (better, index): FixProposal => ({
          title: `Change ${old} to ${better}`,
          kind: index === 0 ? kind : 'suggest',
          edits: [{ span: edited, newText: inCaseOf(old, better, statement) }],
        }),
      );
      return [{ span, message: choice.message, fixes: [...fixes, ...(choice.further ?? [])] }];
    });
}

/** Types are often written in another case than keywords: the old type decides. */
function inCaseOf(old: string, better: string, statement: SqlStatement): string {
  if (old === old.toLowerCase() && old !== old.toUpperCase()) return better;
  return old === old.toUpperCase() ? better.toUpperCase() : inAuthorsCase(statement, better);
}
