import { columnMarks, columnObject, columnsSql } from '../columnSql.ts';
import { textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

/** Whole words of column names that hold sums of money; what is measured or rated is left alone. */
const MONEY_NAME =
  '(^|_)(amount|balance|cost|deposit|discount|fee|net|gross|paid|payment|payout|price|refund|revenue|salary|subtotal|tax|total|wage)s?(_(amount|due|eur|excl|gross|incl|net|total|usd))?$';

export const moneyAsFloatMatcher: SchemaMatcher = {
  kind: 'schema',
  query: (settings) =>
    columnsSql(
      settings,
      `a.atttypid IN ('pg_catalog.float4'::pg_catalog.regtype, 'pg_catalog.float8'::pg_catalog.regtype)
      AND pg_catalog.lower(pg_catalog.regexp_replace(a.attname::pg_catalog.text, '([a-z0-9])([A-Z])', '\\1_\\2', 'g')) ~ '${MONEY_NAME}'`,
    ),
  report: (row) => {
    const [relation, name] = [textIn(row, 'relation'), textIn(row, 'name')];
    return {
      object: columnObject(row),
      message: `Column ${relation}.${name} keeps sums of money as ${textIn(row, 'type')}, which cannot hold 0.10 exactly.`,
      marks: columnMarks(row),
      remedies: [
        {
          title: `Change ${relation}.${name} to numeric`,
          kind: 'suggest',
          sql: `ALTER TABLE ${relation} ALTER COLUMN ${name} TYPE numeric USING ${name}::numeric;`,
        },
      ],
    };
  },
};
