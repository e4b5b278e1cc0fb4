import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { statementNode } from '../sqlStatement.ts';
import { indexOfWord, spanOfTokens } from '../statementTokens.ts';

const check: SqlCheck = (statement, context) => {
  const rename = statementNode(statement, 'RenameStmt');
  const name = rename?.subname ?? '';
  if (rename?.renameType !== 'OBJECT_SCHEMA' || context.isDownMigration) return [];
  if (context.createdEarlier('schema', name)) return [];
  return [
    {
      span: spanOfTokens(statement, indexOfWord(statement, 'rename'), statement.tokens.length - 1),
      message: `Running clients that name schema ${name}, or have it in their search_path, fail as soon as this commits.`,
    },
  ];
};

export const rule: Rule = {
  id: 'rename-schema',
  title: 'Schema renamed',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Data',
  languages: ['sql'],
  message: 'Running clients that use the schema’s old name fail as soon as this commits.',
  actionRequired: 'Move to a new schema step by step.',
  why: 'All objects of the schema change their names at once. The release that is running, function bodies and every `search_path` setting still say the old one.',
  howToFix: `1. create the new schema and, in it, views on the tables of the old one;
2. release clients that use the new names;
3. move the tables with \`ALTER TABLE … SET SCHEMA\`, each in one transaction with the drop of its view and a view in the old place;
4. drop the old views and the old schema.`,
  references: ['https://www.postgresql.org/docs/current/sql-alterschema.html'],
  match: [{ kind: 'sqlCheck', statements: ['RenameStmt'], check }],
  examples: {
    fires: [{ code: 'ALTER SCHEMA shop RENAME TO store;', marks: 'RENAME TO store' }],
    silent: [
      { code: 'CREATE SCHEMA tmp;\nALTER SCHEMA tmp RENAME TO store;' },
      { code: 'ALTER SCHEMA shop OWNER TO app;' },
    ],
  },
};
