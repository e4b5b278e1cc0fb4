import type { Rule } from '../../rules/ruleModel.ts';
import { checkTypes } from '../typeChoice.ts';

const check = checkTypes((column, statement, context) => {
  // "char" in quotes is another type, of one byte, unless it has a length.
  const isQuotedChar = column.type === 'char' && (column.definition.typeName?.typmods?.length ?? 0) > 0;
  if (column.type !== 'bpchar' && !isQuotedChar) return undefined;
  const isArray = (column.definition.typeName?.arrayBounds?.length ?? 0) > 0;
  const hasLength = statement.tokens
    .slice(column.typeFirst, column.typeLast + 1)
    .some(({ word }) => word === '(');
  // varchar(n) would only be reported in its turn.
  const dropsLength = hasLength && !isArray && context.isActive('prefer-text');
  return {
    better: hasLength && !dropsLength ? 'varchar' : 'text',
    message: `Column ${column.name} is padded with spaces to a fixed length.`,
    fix: dropsLength ? 'suggest' : 'auto',
    replacesModifiers: dropsLength,
  };
});

export const rule: Rule = {
  id: 'ban-char',
  title: 'Column of type char(n)',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This column is padded with spaces to a fixed length.',
  actionRequired: 'Use text or varchar.',
  why: '`char(n)` stores every value filled up with spaces. Comparing it with `text`, matching it with `LIKE` and measuring it give answers that depend on whether the spaces count, and `char` without a number holds a single character. It is never smaller or faster than `text` in Postgres.',
  howToFix:
    'Use `text`, or `varchar(n)` to keep the limit. On an existing column, changing the type rewrites the table.',
  references: ['https://www.postgresql.org/docs/current/datatype-character.html'],
  aliases: ['ban-char-field', 'banCharField', 'TP004'],
  match: [{ kind: 'sqlCheck', statements: ['CreateStmt', 'AlterTableStmt'], check }],
  examples: {
    fires: [
      {
        code: 'CREATE TABLE countries (code char(2) PRIMARY KEY);',
        marks: 'char(2)',
        fixed: 'CREATE TABLE countries (code varchar(2) PRIMARY KEY);',
      },
      {
        code: 'create table flags (mark CHARACTER);',
        marks: 'CHARACTER',
        fixed: 'create table flags (mark TEXT);',
      },
      { code: 'create table flags (marks char(3)[]);', fixed: 'create table flags (marks varchar(3)[]);' },
    ],
    silent: [{ code: 'CREATE TABLE countries (code varchar(2), name text, kind "char");' }],
  },
};
