import { recipeFix } from '../../recipes/recipeFix.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { statementNode } from '../sqlStatement.ts';
import { relationName } from '../statementFacts.ts';
import { indexOfWord, spanOfTokens } from '../statementTokens.ts';

const check: SqlCheck = (statement, context) => {
  const rename = statementNode(statement, 'RenameStmt');
  if (rename?.renameType !== 'OBJECT_COLUMN' || rename.relationType !== 'OBJECT_TABLE') return [];
  const table = relationName(rename.relation);
  if (context.createdEarlier('table', table) || context.isDownMigration) return [];
  if (context.createdEarlier('column', `${table}.${rename.subname ?? ''}`)) return [];
  const to = indexOfWord(statement, 'to');
  return [
    {
      span: spanOfTokens(statement, to - 1),
      message: `Renaming column ${rename.subname} breaks every running client that still uses the old name.`,
      fixes: [recipeFix('rename-column')],
    },
  ];
};

export const rule: Rule = {
  id: 'renaming-column',
  title: 'Column renamed',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Architecture',
  languages: ['sql'],
  message: 'Renaming a column breaks every running client that still uses the old name.',
  actionRequired:
    'Add a column of the new name and move over step by step, or keep the name and map it in the code.',
  why: 'A migration and a release never happen at the same instant. Between them, servers of one release ask for a column that the other name hides, and every such query fails.',
  howToFix: `Often a new name in the ORM’s model is enough, and the column keeps its own. Otherwise:

1. add a column of the new name, written together with the old one;
2. fill old rows in batches and switch readers;
3. drop the old column in a later release.`,
  aliases: ['renamingColumn', 'rename-column', 'US003'],
  match: [{ kind: 'sqlCheck', check }],
  examples: {
    fires: [
      { code: 'ALTER TABLE orders RENAME COLUMN sum TO total;', marks: 'sum' },
      { code: 'alter table "Orders" rename "Sum" to "Total";', marks: '"Sum"' },
    ],
    silent: [
      { code: 'CREATE TABLE orders (sum int);\nALTER TABLE orders RENAME COLUMN sum TO total;' },
      { code: 'ALTER TABLE orders RENAME CONSTRAINT a TO b;' },
      { code: 'ALTER VIEW totals RENAME COLUMN sum TO total;' },
    ],
  },
};
