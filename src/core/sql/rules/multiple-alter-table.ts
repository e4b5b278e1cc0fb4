import type { FixProposal } from '../../rules/finding.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import { type AlterCommand, alterCommands } from '../alterCommands.ts';
import { alteredTable, altersFact } from '../lockFacts.ts';
import { mayShareTransaction } from '../sharedTransaction.ts';
import type { SqlFileContext } from '../sqlFileContext.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nodeAs, type SqlStatement } from '../sqlStatement.ts';
import { COMMIT_FACT } from '../statementFacts.ts';
import { spanOfTokens, textOfSpan } from '../statementTokens.ts';

/** Actions that mean the same in any order, as long as they are about different columns. */
const INDEPENDENT: ReadonlySet<string> = new Set([
  'AT_AddColumn',
  'AT_DropColumn',
  'AT_ColumnDefault',
  'AT_SetNotNull',
  'AT_DropNotNull',
]);

function subject({ command }: AlterCommand): string {
  return nodeAs(command.def, 'ColumnDef')?.colname ?? command.name ?? '';
}

/** Everything before the first action, as it has to be equal for the two to become one. */
function header(statement: SqlStatement, [first]: readonly AlterCommand[]): string {
  return textOfSpan(statement, spanOfTokens(statement, 0, (first?.first ?? 1) - 1)).toLowerCase();
}

/** Joins the statement to the one right before it, whose `;` becomes a comma. */
function joinFix(statement: SqlStatement, context: SqlFileContext): FixProposal | undefined {
  const before = context.statements()[context.index - 1];
  const own = alterCommands(statement);
  const [first] = own;
  if (!before?.terminated || !first || alteredTable(before) === undefined) return undefined;
  const earlier = alterCommands(before);
  if (header(before, earlier) !== header(statement, own)) return undefined;
  const names = new Set(earlier.map(subject));
  const independent = [...earlier, ...own].every(({ command }) => INDEPENDENT.has(command.subtype ?? ''));
  const lead = context.leadLength();
  const start = statement.tokens[first.first]?.start ?? 0;
  return {
    title: `Join with the ALTER TABLE above`,
    kind: independent && own.every((command) => !names.has(subject(command))) ? 'auto' : 'suggest',
    edits: [
      { span: { start: -lead - 1, end: -lead }, newText: ',' },
      { span: { start: 0, end: start }, newText: lead === 0 ? ' ' : '  ' },
    ],
  };
}

const check: SqlCheck = (statement, context) => {
  const table = alteredTable(statement);
  if (table === undefined || context.createdEarlier('table', table)) return [];
  if (!context.happensEarlier(altersFact(table)) || context.happensEarlier(COMMIT_FACT)) return [];
  if (!mayShareTransaction(context)) return [];
  const [first] = alterCommands(statement);
  const fix = joinFix(statement, context);
  return [
    {
      span: spanOfTokens(statement, 0, (first?.first ?? 1) - 1),
      message: `${table} is altered above: as one statement both need its lock once, and one pass over its rows.`,
      fixes: fix ? [fix] : [],
    },
  ];
};

export const rule: Rule = {
  id: 'multiple-alter-table',
  title: 'One table altered by several statements',
  kind: 'prevention',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'As one statement these changes need the table’s lock once, and one pass over its rows.',
  actionRequired: 'Join the ALTER TABLE statements of a table.',
  why: 'Each `ALTER TABLE` asks for its lock anew and may scan or rewrite the table by itself. Joined by commas, Postgres checks constraints and rewrites rows in one pass.',
  howToFix:
    'Write `ALTER TABLE orders ADD COLUMN a int, ADD COLUMN b int;`. `VALIDATE CONSTRAINT` is best left apart.',
  references: ['https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES'],
  aliases: ['multipleAlterTable', 'W12'],
  optIn: true,
  match: [{ kind: 'sqlCheck', statements: ['AlterTableStmt'], inner: 'none', check }],
  examples: {
    fires: [
      {
        code: 'ALTER TABLE orders ADD COLUMN a int;\nALTER TABLE orders ADD COLUMN b int;\nALTER TABLE orders DROP COLUMN c;',
        count: 2,
        marks: 'ALTER TABLE orders',
        fixed: 'ALTER TABLE orders ADD COLUMN a int,\n  ADD COLUMN b int,\n  DROP COLUMN c;',
      },
      {
        code: 'alter table a add b int;\nselect 1;\nalter table public.a add c int;',
        marks: 'alter table public.a',
        fixed: 'alter table a add b int;\nselect 1;\nalter table public.a add c int;',
      },
    ],
    silent: [
      { code: 'ALTER TABLE orders ADD COLUMN a int, ADD COLUMN b int;' },
      {
        code: 'ALTER TABLE orders ADD CONSTRAINT c CHECK (a > 0) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT c;',
      },
      { code: 'ALTER TABLE orders ADD a int;\nALTER TABLE lines ADD a int;' },
      { code: 'CREATE TABLE orders (id int);\nALTER TABLE orders ADD a int;\nALTER TABLE orders ADD b int;' },
      {
        code: 'BEGIN;\nALTER TABLE orders ADD a int;\nCOMMIT;\nBEGIN;\nALTER TABLE orders ADD b int;\nCOMMIT;',
      },
    ],
  },
};
