import type { Constraint } from '@pgsql/types';
import type { Span } from '../text/span.ts';
import { alterCommands } from './alterCommands.ts';
import type { SqlFileContext } from './sqlFileContext.ts';
import { nodeAs, type SqlStatement } from './sqlStatement.ts';
import { relationName } from './statementFacts.ts';
import { spanOfTokens, tokenIndexAt } from './statementTokens.ts';

/** A constraint that `ALTER TABLE` adds to a table that may hold rows. */
export interface AddedConstraint {
  readonly table: string;
  readonly constraint: Constraint;
  /** `column`: written in an `ADD COLUMN`. */
  readonly place: 'table' | 'column';
  /** The added column gets a value in the rows there are. */
  readonly hasDefault: boolean;
  /** From the action's first word to its last. */
  readonly span: Span;
  /** From the constraint's own first word, `CONSTRAINT` or `CHECK` and so on. */
  readonly ownSpan: Span;
  /** Index of the action's last token. */
  readonly last: number;
}

const FILLING: ReadonlySet<string> = new Set(['CONSTR_DEFAULT', 'CONSTR_GENERATED', 'CONSTR_IDENTITY']);

export function addedConstraints(
  statement: SqlStatement,
  context: SqlFileContext,
  kinds: readonly NonNullable<Constraint['contype']>[],
): readonly AddedConstraint[] {
  return alterCommands(statement).flatMap(({ command, table, first, last }) => {
    const definitions =
      command.subtype === 'AT_AddConstraint'
        ? [{ place: 'table' as const, constraint: nodeAs(command.def, 'Constraint') }]
        : (nodeAs(command.def, 'ColumnDef')?.constraints ?? []).map((node) => ({
            place: 'column' as const,
            constraint: nodeAs(node, 'Constraint'),
          }));
    const hasDefault = (nodeAs(command.def, 'ColumnDef')?.constraints ?? []).some((node) =>
      FILLING.has(nodeAs(node, 'Constraint')?.contype ?? ''),
    );
    return definitions.flatMap(({ place, constraint }) => {
      if (!constraint?.contype || !kinds.includes(constraint.contype)) return [];
      if (context.createdEarlier('table', table)) return [];
      const own = tokenIndexAt(statement, statement.offsetOf(constraint.location));
      return [
        {
          table,
          constraint,
          place,
          hasDefault,
          span: spanOfTokens(statement, first, last),
          ownSpan: spanOfTokens(statement, own, place === 'table' ? last : own),
          last,
        },
      ];
    });
  });
}

/** The table that a foreign key refers to. */
export function referencedTable({ constraint }: AddedConstraint): string {
  return relationName(constraint.pktable);
}
