import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { statementNode } from '../sqlStatement.ts';
import { nameOfParts } from '../statementFacts.ts';
import { indexOfWords, spanOfTokens } from '../statementTokens.ts';

const check: SqlCheck = (statement, context) => {
  const alter = statementNode(statement, 'AlterEnumStmt');
  const value = alter?.oldVal;
  if (!alter || value === undefined || context.isDownMigration) return [];
  const type = nameOfParts(alter.typeName);
  if (context.createdEarlier('type', type)) return [];
  const first = indexOfWords(statement, ['rename', 'value']);
  return [
    {
      span: spanOfTokens(statement, first, statement.tokens.length - 1),
      message: `Running clients that write or compare '${value}' fail as soon as this commits: ${type} no longer has it.`,
    },
  ];
};

export const rule: Rule = {
  id: 'rename-enum-value',
  title: 'Enum value renamed',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Data',
  languages: ['sql'],
  message: 'Running clients that use the value’s old name fail as soon as this commits.',
  actionRequired: 'Add the new value and move rows over, rather than rename.',
  why: 'Stored rows take the new name at once, but the release that is running still says the old one: “invalid input value for enum”. Functions and checks that spell the value are not changed either; they fail when they next run.',
  howToFix: `1. \`ALTER TYPE state ADD VALUE 'cancelled';\`
2. release clients that know both values and write the new one;
3. \`UPDATE orders SET state = 'cancelled' WHERE state = 'canceled';\` in batches.`,
  references: ['https://www.postgresql.org/docs/current/sql-altertype.html'],
  match: [{ kind: 'sqlCheck', statements: ['AlterEnumStmt'], check }],
  examples: {
    fires: [
      {
        code: "ALTER TYPE state RENAME VALUE 'canceled' TO 'cancelled';",
        marks: "RENAME VALUE 'canceled' TO 'cancelled'",
      },
    ],
    silent: [
      { code: "ALTER TYPE state ADD VALUE 'cancelled';" },
      { code: "CREATE TYPE state AS ENUM ('new', 'old');\nALTER TYPE state RENAME VALUE 'old' TO 'done';" },
    ],
  },
};
