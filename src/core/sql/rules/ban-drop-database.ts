import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { statementNode } from '../sqlStatement.ts';
import { indexOfWord, spanOfTokens } from '../statementTokens.ts';

const check: SqlCheck = (statement) => {
  const drop = statementNode(statement, 'DropdbStmt');
  if (!drop) return [];
  const keyword = indexOfWord(statement, 'database');
  const name = statement.tokens[keyword + 1]?.word === 'if' ? keyword + 3 : keyword + 1;
  return [
    {
      span: spanOfTokens(statement, name),
      message: `This removes the whole database ${drop.dbname} at once, and no transaction brings it back.`,
    },
  ];
};

export const rule: Rule = {
  id: 'ban-drop-database',
  title: 'Database dropped',
  kind: 'prevention',
  severity: 'CRITICAL',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This removes the whole database at once, and no transaction brings it back.',
  actionRequired: 'Keep this statement out of files that a tool may run.',
  why: '`DROP DATABASE` cannot run inside a transaction, so there is no rollback: when the file is run against the wrong server, everything is gone before anyone can stop it.',
  howToFix:
    'Drop databases by hand (`dropdb`), after a backup that was tried. In scripts that set up a test database, guard the name, or say so with `-- fixward-ignore ban-drop-database: test database only`.',
  references: ['https://www.postgresql.org/docs/current/sql-dropdatabase.html'],
  aliases: ['banDropDatabase', 'drop-database', 'US008'],
  exceptPaths: ['**/tests/**', '**/test/**'],
  match: [{ kind: 'sqlCheck', statements: ['DropdbStmt'], check }],
  examples: {
    fires: [
      { code: 'DROP DATABASE shop;', marks: 'shop' },
      { code: 'drop database if exists "Läden" with (force);', marks: '"Läden"' },
    ],
    silent: [{ code: 'CREATE DATABASE shop;' }, { code: 'DROP SCHEMA shop;' }],
  },
};
