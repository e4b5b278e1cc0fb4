import type { FixProposal, NewFile } from '../rules/finding.ts';
import type { LocatedStatement, SqlAnalysis } from '../sql/analyzeSql.ts';
import { inAuthorsCase } from '../sql/statementTokens.ts';
import type { SchemaRemedy } from './schemaRule.ts';

/** How a remedy reaches the schema: as a later statement of the same file, or in a migration of its own. */
export type RemedyPlace =
  | { readonly kind: 'file'; readonly upEnd: number }
  | {
      readonly kind: 'migration';
      /** Undefined where no migration can be written. */
      readonly write: (remedy: SchemaRemedy) => readonly NewFile[] | undefined;
    };

/** A remedy as a fix: written after the statement it mends where the file may still change, else as a new migration. */
export function remedyFix(
  remedy: SchemaRemedy,
  at: LocatedStatement | undefined,
  sql: SqlAnalysis,
  place: RemedyPlace,
): FixProposal | undefined {
  if (place.kind === 'migration') {
    const newFiles = place.write(remedy);
    return newFiles && { title: `${remedy.title} in a new migration`, kind: 'recipe', edits: [], newFiles };
  }
  const after = at && (isRenamedLater(at, sql, place.upEnd) ? lastStatement(sql, place.upEnd) : at);
  if (!after) return undefined;
  const { statement, span } = after;
  const text = remedy.sql
    .split('\n')
    .map((line) => inCaseOf(statement, line))
    .join(sql.file.lineBreak);
  const newText = `${statement.terminated ? '' : ';'}${sql.file.lineBreak}${text}`;
  return {
    title: remedy.title,
    kind: remedy.kind,
    edits: [{ span: { start: span.end, end: span.end }, newText }],
  };
}

/** A remedy names things as the final schema does; before a change of name it would miss them. */
function isRenamedLater(at: LocatedStatement, sql: SqlAnalysis, upEnd: number): boolean {
  return sql.statements.some(
    ({ statement, span }) =>
      span.start > at.span.start &&
      span.start < upEnd &&
      statement.tokens.some(
        ({ word }, index) =>
          word === 'rename' || (word === 'set' && statement.tokens[index + 1]?.word === 'schema'),
      ),
  );
}

function lastStatement(sql: SqlAnalysis, upEnd: number): LocatedStatement | undefined {
  return sql.statements.findLast(({ span }) => span.start < upEnd);
}

/** Quoted text and names in quotes stay as they are. */
const KEYWORDS = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\b[A-Z]{2,}\b/gu;

function inCaseOf(statement: LocatedStatement['statement'], sql: string): string {
  return sql.replace(KEYWORDS, (word) => (/^['"]/u.test(word) ? word : inAuthorsCase(statement, word)));
}
