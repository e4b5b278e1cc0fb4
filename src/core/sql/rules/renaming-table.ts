import { recipeFix } from '../../recipes/recipeFix.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { statementNode } from '../sqlStatement.ts';
import { createdFact, relationName } from '../statementFacts.ts';
import { indexOfWord, spanOfTokens } from '../statementTokens.ts';

const check: SqlCheck = (statement, context) => {
  const rename = statementNode(statement, 'RenameStmt');
  if (rename?.renameType !== 'OBJECT_TABLE') return [];
  const table = relationName(rename.relation);
  if (context.createdEarlier('table', table) || context.isDownMigration) return [];
  // A view that takes the old name's place keeps it alive.
  if (context.happensLater(createdFact('view', table))) return [];
  const keyword = indexOfWord(statement, 'rename');
  return [
    {
      span: spanOfTokens(statement, keyword, statement.tokens.length - 1),
      message: `Renaming table ${table} breaks every running client that still uses the old name.`,
      fixes: [recipeFix('rename-table')],
    },
  ];
};

export const rule: Rule = {
  id: 'renaming-table',
  title: 'Table renamed',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Architecture',
  languages: ['sql'],
  message: 'Renaming a table breaks every running client that still uses the old name.',
  actionRequired: 'Keep the old name alive as a view until no client uses it.',
  why: 'Servers that run the release before still ask for the old name; each of their queries fails from the moment the migration commits until the last of them is replaced.',
  howToFix:
    'Rename the table and make a view of the old name in the same transaction (a view of one plain table can be written to). Drop the view once nothing uses it.',
  aliases: ['renamingTable', 'rename-table', 'US022'],
  match: [{ kind: 'sqlCheck', check }],
  examples: {
    fires: [{ code: 'ALTER TABLE orders RENAME TO purchases;', marks: 'RENAME TO purchases' }],
    silent: [
      { code: 'CREATE TABLE orders_new (id bigint);\nALTER TABLE orders_new RENAME TO orders;' },
      { code: 'ALTER INDEX orders_idx RENAME TO purchases_idx;' },
    ],
  },
};
