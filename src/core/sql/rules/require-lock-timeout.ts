import type { FixProposal } from '../../rules/finding.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlFileContext } from '../sqlFileContext.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nodeAs, type SqlStatement } from '../sqlStatement.ts';
import { nameOfParts, relationName, setsFact } from '../statementFacts.ts';
import { inAuthorsCase, spanOfTokens } from '../statementTokens.ts';

/** The existing table that the statement locks against others, if there is one. */
function lockedTable({ tree }: SqlStatement, context: SqlFileContext): string | undefined {
  const tables: string[] = [];
  if (tree === undefined) return undefined;
  if ('AlterTableStmt' in tree) tables.push(relationName(tree.AlterTableStmt.relation));
  if ('RenameStmt' in tree && tree.RenameStmt.relation) tables.push(relationName(tree.RenameStmt.relation));
  if ('CreateTrigStmt' in tree) tables.push(relationName(tree.CreateTrigStmt.relation));
  if ('IndexStmt' in tree && !tree.IndexStmt.concurrent) tables.push(relationName(tree.IndexStmt.relation));
  if ('TruncateStmt' in tree) {
    tables.push(...(tree.TruncateStmt.relations ?? []).map((node) => relationName(nodeAs(node, 'RangeVar'))));
  }
  if ('LockStmt' in tree) {
    tables.push(...(tree.LockStmt.relations ?? []).map((node) => relationName(nodeAs(node, 'RangeVar'))));
  }
  if ('DropStmt' in tree && tree.DropStmt.removeType === 'OBJECT_TABLE') {
    tables.push(...(tree.DropStmt.objects ?? []).map((node) => nameOfParts(nodeAs(node, 'List')?.items)));
  }
  return tables.find((table) => !context.createdEarlier('table', table));
}

const check: SqlCheck = (statement, context) => {
  const table = lockedTable(statement, context);
  if (table === undefined) return [];
  if (context.happensEarlier(setsFact('lock_timeout')) || context.happensEarlier(setsFact('?'))) return [];
  const fix: FixProposal = {
    title: 'Set lock_timeout before this statement',
    kind: 'auto',
    edits: [
      {
        span: { start: 0, end: 0 },
        newText: `${inAuthorsCase(statement, context.inTransaction ? 'SET LOCAL' : 'SET')} lock_timeout = '5s';${context.lineBreak}`,
      },
    ],
  };
  return [
    {
      span: spanOfTokens(statement, 0, Math.min(1, statement.tokens.length - 1)),
      message: `While this statement waits for its lock on ${table}, every later query on the table waits behind it.`,
      fixes: [fix],
    },
  ];
};

export const rule: Rule = {
  id: 'require-lock-timeout',
  title: 'Strong lock without lock_timeout',
  kind: 'prevention',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'While this statement waits for its lock, every later query on the table waits behind it.',
  actionRequired: 'Set lock_timeout before statements that take strong locks.',
  why: 'Locks queue. A migration that waits behind one long report makes every query that comes after it wait too, though the report alone would have let them through. With a timeout the migration fails instead and can be tried again.',
  howToFix:
    "Write `SET lock_timeout = '5s';` at the top of the file (`SET LOCAL` inside a transaction), or set it for the role that runs migrations; then leave this rule off.",
  references: ['https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT'],
  aliases: ['lockTimeoutWarning', 'missing-lock-timeout', 'E9'],
  optIn: true,
  match: [{ kind: 'sqlCheck', check }],
  examples: {
    fires: [
      {
        code: 'ALTER TABLE orders ADD COLUMN note text;\nALTER TABLE orders ADD COLUMN more text;',
        count: 2,
        marks: 'ALTER TABLE',
        fixed:
          "SET lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN note text;\nALTER TABLE orders ADD COLUMN more text;",
      },
      {
        code: 'begin;\ndrop table orders;\ncommit;',
        fixed: "begin;\nset local lock_timeout = '5s';\ndrop table orders;\ncommit;",
      },
    ],
    silent: [
      { code: "SET lock_timeout = '1s';\nALTER TABLE orders ADD COLUMN note text;" },
      { code: 'CREATE TABLE orders (id bigint);\nALTER TABLE orders ADD COLUMN note text;' },
      { code: 'SELECT 1;' },
    ],
  },
};
