import { recipeFix } from '../../recipes/recipeFix.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import { alterCommands } from '../alterCommands.ts';
import { CHECKS_PREFIX, provenNotNullFact } from '../lastingFacts.ts';
import { validatesFact } from '../lockFacts.ts';
import type { SqlFileContext } from '../sqlFileContext.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nodeAs } from '../sqlStatement.ts';
import { provenColumn } from '../statementFacts.ts';
import { indexOfWords, spanOfTokens } from '../statementTokens.ts';

/** From this release on a valid check that says the same spares the scan. */
const TRUSTS_CHECKS = 12;

/** A valid `CHECK (column IS NOT NULL)` of this file or an earlier migration, or what is meant to be one. */
function isProven(table: string, column: string, context: SqlFileContext): boolean {
  if (context.targetVersion < TRUSTS_CHECKS) return false;
  if (context.happensInEarlierFile(provenNotNullFact(table, column))) return true;
  const isSaid = context.happensEarlier(`proves-not-null:${table}.${column}`);
  if (!isSaid && !context.happensEarlier(validatesFact(table))) return false;
  const isValidated = (name: string): boolean => context.happensEarlier(`validate:${table}.${name}`);
  return context
    .statements()
    .slice(0, context.index)
    .flatMap((statement) => alterCommands(statement))
    .some(({ command, table: of }) => {
      if (of !== table) return false;
      const { name = '' } = command;
      if (command.subtype === 'AT_ValidateConstraint') return isMeantFor(table, name, column, context);
      const constraint = nodeAs(command.def, 'Constraint');
      if (provenColumn(constraint?.raw_expr) !== column) return false;
      return !constraint?.skip_validation || isValidated(constraint.conname ?? '');
    });
}

/** The check was made elsewhere: in an earlier migration, or where it cannot be seen but its name tells. */
function isMeantFor(table: string, name: string, column: string, context: SqlFileContext): boolean {
  if (context.happensInEarlierFile(`${CHECKS_PREFIX}${table}.${name}>${column}`)) return true;
  const isSeen =
    context.happensEarlier(`not-valid:${table}.${name}`) ||
    context.createdEarlier('constraint', `${table}.${name}`);
  const words = name.toLowerCase();
  return !isSeen && words.includes(column.toLowerCase()) && words.includes('null');
}

const check: SqlCheck = (statement, context) =>
  alterCommands(statement).flatMap(({ command, table, first, last }) => {
    const constraint = nodeAs(command.def, 'Constraint');
    // Postgres 18 knows NOT NULL as a constraint of the table, which can be added NOT VALID.
    const isConstraint = constraint?.contype === 'CONSTR_NOTNULL' && command.subtype === 'AT_AddConstraint';
    if (command.subtype !== 'AT_SetNotNull' && !(isConstraint && !constraint.skip_validation)) return [];
    const column = isConstraint ? (nodeAs(constraint.keys?.[0], 'String')?.sval ?? '') : (command.name ?? '');
    if (context.createdEarlier('table', table) || isProven(table, column, context)) return [];
    const words = isConstraint ? ['not', 'null'] : ['set', 'not', 'null'];
    const keyword = indexOfWords(statement, words, first);
    return [
      {
        span: spanOfTokens(statement, keyword, Math.min(keyword + words.length - 1, last)),
        message: `${isConstraint ? 'Adding' : 'SET'} NOT NULL reads all of ${table} while nobody can read or write it.`,
        fixes: isConstraint ? [] : [recipeFix('prove-not-null')],
      },
    ];
  });

export const rule: Rule = {
  id: 'adding-not-null',
  title: 'SET NOT NULL that scans the table under lock',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'SET NOT NULL reads the whole table while nobody can read or write it.',
  actionRequired: 'Prove the column with a validated CHECK constraint first.',
  why: '`SET NOT NULL` holds an `ACCESS EXCLUSIVE` lock while it looks for a null in every row. Since Postgres 12 it skips the search when a valid `CHECK (column IS NOT NULL)` already proves there is none.',
  howToFix: `1. \`ALTER TABLE orders ADD CONSTRAINT region_set CHECK (region IS NOT NULL) NOT VALID;\`
2. in a later transaction: \`ALTER TABLE orders VALIDATE CONSTRAINT region_set;\`
3. \`ALTER TABLE orders ALTER COLUMN region SET NOT NULL;\` then drop the check.

From Postgres 18 on \`ADD CONSTRAINT region_set NOT NULL region NOT VALID\`, validated later, is all that it takes.`,
  references: ['https://www.postgresql.org/docs/current/sql-altertable.html'],
  aliases: ['adding-not-nullable-field', 'addingNotNullField', 'alter-column-set-not-null', 'E2', 'US010'],
  match: [{ kind: 'sqlCheck', statements: ['AlterTableStmt'], check }],
  examples: {
    fires: [
      { code: 'ALTER TABLE orders ALTER COLUMN region SET NOT NULL;', marks: 'SET NOT NULL' },
      {
        code: 'ALTER TABLE orders ADD CONSTRAINT c CHECK (city IS NOT NULL) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT c;\nALTER TABLE orders ALTER region SET NOT NULL;',
      },
      {
        code: 'ALTER TABLE orders VALIDATE CONSTRAINT total_check;\nALTER TABLE orders ALTER region SET NOT NULL;',
      },
      { code: 'alter table orders add constraint region_set not null region;', marks: 'not null' },
    ],
    silent: [
      {
        code: 'ALTER TABLE orders ADD CONSTRAINT c CHECK (region IS NOT NULL) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT c;\nALTER TABLE orders ALTER COLUMN region SET NOT NULL;',
      },
      { code: 'CREATE TABLE orders (region text);\nALTER TABLE orders ALTER COLUMN region SET NOT NULL;' },
      {
        code: 'ALTER TABLE orders VALIDATE CONSTRAINT region_not_null;\nALTER TABLE orders ALTER COLUMN region SET NOT NULL;',
      },
      { code: 'ALTER TABLE orders ADD CONSTRAINT region_set NOT NULL region NOT VALID;' },
      { code: 'ALTER TABLE orders ALTER COLUMN region DROP NOT NULL;' },
    ],
  },
};
