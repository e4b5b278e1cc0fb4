import type { Rule } from '../../rules/ruleModel.ts';
import { moneyAsFloatMatcher } from '../../schema/rules/money-as-float.ts';
import { typeNameSpan } from '../columns.ts';
import { textOfSpan } from '../statementTokens.ts';
import { checkTypes } from '../typeChoice.ts';

/** Names of columns that hold sums of money; what is measured or rated is left alone. */
const MONEY_NAME =
  /(?:^|_)(?:amount|balance|cost|deposit|discount|fee|net|gross|paid|payment|payout|price|refund|revenue|salary|subtotal|tax|total|wage)s?(?:_(?:amount|due|eur|excl|gross|incl|net|total|usd))?$/u;

const check = checkTypes((column, statement, context) => {
  // The rule about all such types says it already.
  if (context.isActive('other-types') || context.isDownMigration) return undefined;
  const isFloat = column.type === 'float4' || column.type === 'float8';
  const snake = column.name.replace(/([a-z0-9])([A-Z])/gu, '$1_$2').toLowerCase();
  if (column.type !== 'money' && !(isFloat && MONEY_NAME.test(snake))) return undefined;
  const isArray = (column.definition.typeName?.arrayBounds?.length ?? 0) > 0;
  return {
    better: isArray ? 'numeric[]' : 'numeric',
    replacesModifiers: true,
    message: isFloat
      ? `Column ${column.name} keeps sums of money as ${textOfSpan(statement, typeNameSpan(statement, column)).toLowerCase()}, which cannot hold 0.10 exactly.`
      : `Column ${column.name} is read and rounded by the rules of whichever locale the server has.`,
    fix: 'suggest',
  };
});

export const rule: Rule = {
  id: 'money-as-float',
  title: 'Money in a type that loses cents',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This column keeps sums of money in a type that does not hold them exactly.',
  actionRequired: 'Use numeric, or count the smallest unit in a bigint.',
  why: 'Binary fractions cannot hold `0.10`: sums of many amounts drift by cents, `= 19.99` finds nothing, and an invoice no longer adds up to its lines. The type `money` is exact, but prints, parses and rounds by the server’s `lc_monetary`, so the same dump read elsewhere holds other amounts.',
  howToFix:
    'Use `numeric(12, 2)`, or a `bigint` of cents, with the currency in a column of its own. To change a column that has rows, `ALTER COLUMN price TYPE numeric(12, 2) USING round(price::numeric, 2)`; that rewrites the table.',
  references: ['https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT'],
  match: [{ kind: 'sqlCheck', statements: ['CreateStmt', 'AlterTableStmt'], check }, moneyAsFloatMatcher],
  examples: {
    fires: [
      {
        code: 'CREATE TABLE orders (total_price double precision NOT NULL);',
        marks: 'double precision',
        fixed: 'CREATE TABLE orders (total_price numeric NOT NULL);',
      },
      {
        code: 'alter table orders add "größe 🎉" MONEY;',
        marks: 'MONEY',
        fixed: 'alter table orders add "größe 🎉" NUMERIC;',
      },
      { code: 'ALTER TABLE "Order" ADD COLUMN "unitPrice" REAL;', marks: 'REAL' },
    ],
    silent: [
      { code: 'CREATE TABLE orders (price numeric(12, 2), weight real, price_score float8);' },
      { code: 'SELECT price::float8 FROM orders;' },
    ],
  },
};
