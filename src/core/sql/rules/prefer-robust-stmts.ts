import type { Rule } from '../../rules/ruleModel.ts';
import { alterCommands } from '../alterCommands.ts';
import type { SqlCheck, SqlReport } from '../sqlRule.ts';
import { type SqlStatement, statementNode } from '../sqlStatement.ts';
import { relationName } from '../statementFacts.ts';
import { inAuthorsCase, indexOfWord, insertAfter, spanOfTokens } from '../statementTokens.ts';

const IF_EXISTS = 'IF EXISTS';
const IF_NOT_EXISTS = 'IF NOT EXISTS';

/** Reports the words up to `last` and offers the clause after them. */
function missing(statement: SqlStatement, first: number, last: number, clause: string): SqlReport {
  const edits = [insertAfter(statement, last, ` ${inAuthorsCase(statement, clause)}`)];
  return {
    span: spanOfTokens(statement, first, last),
    message: `Run a second time after a failure, this statement fails without ${clause}.`,
    fixes: [{ title: `Add ${clause}`, kind: 'suggest', edits }],
  };
}

function robustness(statement: SqlStatement): readonly SqlReport[] {
  const create = statementNode(statement, 'CreateStmt');
  if (create) {
    const isTemporary = create.relation?.relpersistence === 't';
    if (create.if_not_exists || isTemporary) return [];
    return [missing(statement, 0, indexOfWord(statement, 'table'), IF_NOT_EXISTS)];
  }
  const index = statementNode(statement, 'IndexStmt');
  if (index) {
    if (index.if_not_exists || index.idxname === undefined) return [];
    const keyword = indexOfWord(statement, index.concurrent ? 'concurrently' : 'index');
    return [missing(statement, 0, keyword, IF_NOT_EXISTS)];
  }
  const drop = statementNode(statement, 'DropStmt');
  if (drop) {
    if (drop.missing_ok) return [];
    const concurrent = indexOfWord(statement, 'concurrently');
    const keyword =
      statement.tokens[1]?.word === 'materialized' || statement.tokens[1]?.word === 'foreign' ? 2 : 1;
    return [missing(statement, 0, Math.max(keyword, concurrent), IF_EXISTS)];
  }
  return alterCommands(statement).flatMap(({ command, first, last }) => {
    if (command.missing_ok) return [];
    const second = statement.tokens[first + 1]?.word;
    if (command.subtype === 'AT_AddColumn') {
      return [missing(statement, first, second === 'column' ? first + 1 : first, IF_NOT_EXISTS)];
    }
    if (command.subtype === 'AT_DropColumn') {
      return [missing(statement, first, second === 'column' ? first + 1 : first, IF_EXISTS)];
    }
    return command.subtype === 'AT_DropConstraint' && last > first + 1
      ? [missing(statement, first, first + 1, IF_EXISTS)]
      : [];
  });
}

const check: SqlCheck = (statement, context) => {
  const reports = robustness(statement);
  if (reports.length === 0 || context.inTransaction) return [];
  const table = statementNode(statement, 'AlterTableStmt')?.relation;
  if (table && context.createdEarlier('table', relationName(table))) return [];
  // A statement that is alone either happened or did not, unless it commits on its way.
  const commitsOnItsWay = indexOfWord(statement, 'concurrently') >= 0;
  const doing = context.statements().filter(({ kind }) => kind !== 'VariableSetStmt');
  return commitsOnItsWay || doing.length > 1 ? reports : [];
};

export const rule: Rule = {
  id: 'prefer-robust-stmts',
  title: 'Statement that cannot be run again',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Standards',
  languages: ['sql'],
  message: 'Run a second time after a failure, this statement fails.',
  actionRequired: 'Add IF EXISTS or IF NOT EXISTS, or run the file in a transaction.',
  why: 'When a file that runs outside a transaction fails halfway, the statements before the failure stay. Running it again then stops at the first of them, and someone has to take the file apart by hand.',
  howToFix:
    'Run the file in one transaction where its statements allow it. Otherwise add `IF EXISTS` or `IF NOT EXISTS`; mind that the latter looks at the name only and keeps an object of another shape.',
  aliases: ['preferRobustStmts', 'prefer-robust-create-table', 'GN007', 'GN008', 'GN029', 'GN030'],
  optIn: true,
  match: [{ kind: 'sqlCheck', check }],
  examples: {
    fires: [
      {
        code: 'CREATE TABLE orders (id bigint);\nSELECT 1;',
        marks: 'CREATE TABLE',
        fixed: 'CREATE TABLE IF NOT EXISTS orders (id bigint);\nSELECT 1;',
      },
      {
        code: 'alter table orders drop column a, add b int, drop constraint c;\nselect 1;',
        count: 3,
        marks: 'drop column',
        fixed:
          'alter table orders drop column if exists a, add if not exists b int, drop constraint if exists c;\nselect 1;',
      },
      {
        code: 'DROP INDEX CONCURRENTLY a_idx;',
        fixed: 'DROP INDEX CONCURRENTLY IF EXISTS a_idx;',
      },
    ],
    silent: [
      { code: 'BEGIN;\nCREATE TABLE orders (id bigint);\nDROP TABLE old;\nCOMMIT;' },
      { code: 'CREATE TABLE orders (id bigint);' },
      { code: 'CREATE INDEX CONCURRENTLY ON orders (id);\nDROP TABLE IF EXISTS old;' },
    ],
  },
};
