import type { Rule } from '../../rules/ruleModel.ts';
import { checkTypes } from '../typeChoice.ts';

const check = checkTypes((column) =>
  column.type === 'json'
    ? {
        better: 'jsonb',
        message: `Column ${column.name} keeps JSON as text: it cannot be indexed, compared or made DISTINCT.`,
        fix: 'auto',
      }
    : undefined,
);

export const rule: Rule = {
  id: 'prefer-jsonb',
  title: 'json instead of jsonb',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'This column keeps JSON as text: it cannot be indexed, compared or made DISTINCT.',
  actionRequired: 'Give the column the type jsonb.',
  why: '`json` is text that was checked once and is read again on every access. It has no equality, so `SELECT DISTINCT`, `GROUP BY` and `UNION` over a table that has such a column fail, and no index can look into it.',
  howToFix:
    'Use `jsonb`. Keep `json` only where the exact text matters: white space, order of keys, repeated keys.',
  references: ['https://www.postgresql.org/docs/current/datatype-json.html'],
  aliases: ['preferJsonb', 'add-column-json', 'E3', 'TP008'],
  match: [{ kind: 'sqlCheck', statements: ['CreateStmt', 'AlterTableStmt'], check }],
  examples: {
    fires: [
      {
        code: 'CREATE TABLE events (payload JSON NOT NULL);',
        marks: 'JSON',
        fixed: 'CREATE TABLE events (payload JSONB NOT NULL);',
      },
      {
        code: 'alter table events add column tags json[];',
        fixed: 'alter table events add column tags jsonb[];',
      },
    ],
    silent: [{ code: 'CREATE TABLE events (payload jsonb, json text);' }],
  },
};
