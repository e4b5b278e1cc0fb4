import type { Rule } from '../../rules/ruleModel.ts';
import { splitTransaction } from '../splitTransaction.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { type SqlStatement, statementNode } from '../sqlStatement.ts';
import { nameOfParts } from '../statementFacts.ts';
import { indexOfWords, spanOfTokens } from '../statementTokens.ts';

/** From this release on a value can be added in a transaction, though not used before it commits. */
const ADDS_IN_TRANSACTION = 12;

function isCommit(statement: SqlStatement): boolean {
  return statementNode(statement, 'TransactionStmt')?.kind === 'TRANS_STMT_COMMIT';
}

const check: SqlCheck = (statement, context) => {
  const alter = statementNode(statement, 'AlterEnumStmt');
  const value = alter?.newVal;
  if (!alter || value === undefined || alter.oldVal !== undefined) return [];
  if (!context.inTransaction || context.createdEarlier('type', nameOfParts(alter.typeName))) return [];
  const add = indexOfWords(statement, ['add', 'value']);
  const span = spanOfTokens(statement, add, statement.tokens.length - 1);
  if (context.targetVersion < ADDS_IN_TRANSACTION) {
    return [
      {
        span,
        message: `Before Postgres ${ADDS_IN_TRANSACTION} a value cannot be added to an enum inside a transaction.`,
      },
    ];
  }
  const literal = `'${value.replaceAll("'", "''")}'`;
  // The value can be used as soon as a transaction of the file's own has committed.
  const next = context
    .statements()
    .slice(context.index + 1)
    .find((later) => isCommit(later) || (later.kind !== 'AlterEnumStmt' && later.text.includes(literal)));
  if (!next || isCommit(next)) return [];
  return [{ span, fixes: splitTransaction(statement, context, 'after') }];
};

export const rule: Rule = {
  id: 'enum-add-value',
  title: 'Enum value added and used in one transaction',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Data',
  languages: ['sql'],
  message: 'The new enum value cannot be used before the transaction that adds it commits.',
  actionRequired: 'Add the value in a migration of its own, before the one that uses it.',
  why: 'Postgres refuses a statement that uses an enum value added by the same transaction (“unsafe use of new value”), so the migration fails as a whole. Before Postgres 12 adding it inside a transaction fails by itself.',
  howToFix:
    'Put `ALTER TYPE … ADD VALUE` in a file of its own, and everything that writes or compares the value in the next one.',
  references: ['https://www.postgresql.org/docs/current/sql-altertype.html#SQL-ALTERTYPE-NOTES'],
  aliases: ['avoidAlterEnumAddValue', 'alter-enum-add-value'],
  match: [{ kind: 'sqlCheck', statements: ['AlterEnumStmt'], check }],
  examples: {
    fires: [
      {
        code: "BEGIN;\nALTER TYPE state ADD VALUE 'refunded';\nUPDATE orders SET state = 'refunded' WHERE id = 1;\nCOMMIT;",
        marks: "ADD VALUE 'refunded'",
        fixed:
          "BEGIN;\nALTER TYPE state ADD VALUE 'refunded';\nCOMMIT;\nBEGIN;\nUPDATE orders SET state = 'refunded' WHERE id = 1;\nCOMMIT;",
      },
      {
        code: "ALTER TYPE state ADD VALUE 'refunded';\nALTER TABLE orders ALTER state SET DEFAULT 'refunded';",
        path: 'supabase/migrations/1_state.sql',
      },
    ],
    silent: [
      { code: "ALTER TYPE state ADD VALUE 'refunded';\nUPDATE orders SET state = 'refunded' WHERE id = 1;" },
      { code: "ALTER TYPE state ADD VALUE 'refunded';", path: 'supabase/migrations/1_state.sql' },
      { code: "BEGIN;\nALTER TYPE state RENAME VALUE 'a' TO 'b';\nSELECT 'b';\nCOMMIT;" },
    ],
  },
};
