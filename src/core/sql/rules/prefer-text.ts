import type { FixProposal } from '../../rules/finding.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import { columnNameSpan, typeSpan, type WrittenColumn } from '../columns.ts';
import type { SqlStatement } from '../sqlStatement.ts';
import { inAuthorsCase, textOfSpan } from '../statementTokens.ts';
import { checkTypes } from '../typeChoice.ts';

const check = checkTypes((column, statement) => {
  const isLimited = column.type === 'varchar' && (column.definition.typeName?.typmods?.length ?? 0) > 0;
  if (!isLimited || (column.definition.typeName?.arrayBounds?.length ?? 0) > 0) return undefined;
  return {
    better: 'text',
    replacesModifiers: true,
    message: `Column ${column.name} has its length limit in the type; changing it later locks the table.`,
    fix: 'suggest',
    further: column.place === 'create' ? [limitInCheck(column, statement)] : [],
  };
});

/** Only for a new table: on one with rows the check would have to read them all. */
function limitInCheck(column: WrittenColumn, statement: SqlStatement): FixProposal {
  const span = typeSpan(statement, column);
  const written = textOfSpan(statement, span);
  const length = /\(\s*(\d+)\s*\)/u.exec(written)?.[1] ?? '';
  const name = textOfSpan(statement, columnNameSpan(statement, column));
  const text = written === written.toUpperCase() ? 'TEXT' : 'text';
  const newText = `${text} ${inAuthorsCase(statement, 'CHECK')} (char_length(${name}) <= ${length})`;
  return { title: `Use text and keep the limit in a CHECK`, kind: 'suggest', edits: [{ span, newText }] };
}

export const rule: Rule = {
  id: 'prefer-text',
  title: 'varchar with a length instead of text',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Standards',
  languages: ['sql'],
  message: 'This column has its length limit in the type; changing it later locks the table.',
  actionRequired: 'Use text, with a CHECK constraint where a limit is meant.',
  why: 'In Postgres `varchar(n)` and `text` are stored alike. The number is rarely a real rule of the business, and the day it proves too small an insert fails; making it smaller scans the table under an exclusive lock.',
  howToFix:
    'Use `text`. Where the limit is meant, write it as `CHECK (char_length(name) <= 200)`: a check has a name, can be added `NOT VALID` and be replaced without touching the column.',
  references: ['https://www.postgresql.org/docs/current/datatype-character.html'],
  aliases: ['prefer-text-field', 'preferTextField', 'TP005'],
  match: [{ kind: 'sqlCheck', statements: ['CreateStmt', 'AlterTableStmt'], check }],
  examples: {
    fires: [
      {
        code: 'CREATE TABLE customers (name varchar(100) NOT NULL);',
        marks: 'varchar(100)',
        fixed: 'CREATE TABLE customers (name text NOT NULL);',
      },
      {
        code: "alter table customers add column city CHARACTER VARYING (40) default '';",
        marks: 'CHARACTER VARYING (40)',
        fixed: "alter table customers add column city TEXT default '';",
      },
    ],
    silent: [
      { code: 'CREATE TABLE customers (name text, code varchar);' },
      { code: 'SELECT name::varchar(10) FROM customers;' },
    ],
  },
};
