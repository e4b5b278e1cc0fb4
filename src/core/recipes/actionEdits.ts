import { type AlterCommand, alterCommands } from '../sql/alterCommands.ts';
import type { SqlStatement } from '../sql/sqlStatement.ts';
import { spanOfTokens } from '../sql/statementTokens.ts';
import type { Span, SpanEdit } from '../text/span.ts';
import type { RecipePlan, RecipeSubject } from './recipe.ts';

/** The action of an `ALTER TABLE` that the finding stands in, and its place among the others. */
export interface SubjectAction extends AlterCommand {
  readonly index: number;
  readonly count: number;
}

export function subjectAction({ statement, span }: RecipeSubject): SubjectAction | undefined {
  const commands = alterCommands(statement);
  const index = commands.findIndex(({ first, last }) => {
    const place = spanOfTokens(statement, first, last);
    return place.start <= span.start && span.start < place.end;
  });
  const command = commands[index];
  return command && { ...command, index, count: commands.length };
}

function wholeStatement(statement: SqlStatement): Span {
  return { start: 0, end: statement.text.length };
}

/** Takes the action and its comma out, or the whole statement when it has no other. */
function withoutAction(statement: SqlStatement, { first, last, index, count }: SubjectAction): SpanEdit {
  if (count === 1) return { span: wholeStatement(statement), newText: '' };
  const own = spanOfTokens(statement, first, last);
  const span =
    index === 0
      ? { start: own.start, end: statement.tokens[last + 2]?.start ?? own.end }
      : { start: statement.tokens[first - 2]?.end ?? own.start, end: own.end };
  return { span, newText: '' };
}

/** Replaces one action by statements of their own, which stand after what is left of its statement. */
export function replaceAction(
  statement: SqlStatement,
  action: SubjectAction,
  statements: readonly string[],
): Pick<RecipePlan, 'inPlace' | 'taken'> {
  const taken = withoutAction(statement, action);
  const text = statements.join(';\n');
  if (action.count === 1) {
    return { inPlace: [{ span: { start: 0, end: statement.bodyEnd }, newText: text }], taken: [taken] };
  }
  const end = { start: statement.bodyEnd, end: statement.bodyEnd };
  return { inPlace: [taken, { span: end, newText: `;\n${text}` }], taken: [taken] };
}
