import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { statementNode } from '../sqlStatement.ts';
import { nameOfParts } from '../statementFacts.ts';
import { afterName, indexOfWord, spanOfTokens } from '../statementTokens.ts';

const check: SqlCheck = (statement) => {
  const create = statementNode(statement, 'CreateEnumStmt');
  if (!create) return [];
  const first = indexOfWord(statement, 'type') + 1;
  return [
    {
      span: spanOfTokens(statement, first, afterName(statement, first) - 1),
      message: `Values can be added to enum ${nameOfParts(create.typeName)}, but never removed or put into another order.`,
    },
  ];
};

export const rule: Rule = {
  id: 'creating-enum',
  title: 'Enum created',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Architecture',
  languages: ['sql'],
  message: 'Values can be added to an enum, but never removed or put into another order.',
  actionRequired: 'Use a table of values with a foreign key, or text with a CHECK constraint.',
  why: 'Taking a value out of an enum, or changing the order, means a new type and `ALTER COLUMN … TYPE` on every column that uses it, each of which rewrites its table under an exclusive lock. Nothing can be kept beside a value either, such as its label or whether it is still offered.',
  howToFix:
    "Make a table of the values (`CREATE TABLE order_states (name text PRIMARY KEY)`) and refer to it, or write `CHECK (state IN ('open', 'paid'))`, which can be replaced `NOT VALID` without touching rows.",
  references: ['https://www.postgresql.org/docs/current/datatype-enum.html'],
  aliases: ['creatingEnum', 'W13', 'GN006'],
  optIn: true,
  match: [{ kind: 'sqlCheck', statements: ['CreateEnumStmt'], check }],
  examples: {
    fires: [
      { code: "CREATE TYPE state AS ENUM ('open', 'paid');", marks: 'state' },
      { code: "create type shop.\"Größe\" as enum ('s', 'm');", marks: 'shop."Größe"' },
    ],
    silent: [
      { code: 'CREATE TYPE size AS (width int, height int);' },
      { code: "ALTER TYPE state ADD VALUE 'sent';" },
    ],
  },
};
