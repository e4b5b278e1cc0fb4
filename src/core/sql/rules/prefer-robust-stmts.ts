import type { Rule } from '../../rules/ruleModel.ts';
import { type AlterCommand, alterCommands } from '../alterCommands.ts';
import { conditionOf, replacementOf } from '../creationClauses.ts';
import { definedNames } from '../definedNames.ts';
import { droppedObjects } from '../droppedObjects.ts';
import type { SqlFileContext } from '../sqlFileContext.ts';
import type { SqlCheck, SqlReport } from '../sqlRule.ts';
import { type NodeKind, nodeAs, type SqlStatement, statementNode } from '../sqlStatement.ts';
import { relationName } from '../statementFacts.ts';
import {
  inAuthorsCase,
  indexOfWord,
  indexOfWords,
  insertAfter,
  spanOfTokens,
  textOfSpan,
} from '../statementTokens.ts';

const IF_EXISTS = 'IF EXISTS';
const IF_NOT_EXISTS = 'IF NOT EXISTS';
const OR_REPLACE = 'OR REPLACE';

/** Reports the words up to `last` and offers the clause after the word at `after`. */
function missing(
  statement: SqlStatement,
  first: number,
  last: number,
  clause: string,
  after = last,
): SqlReport {
  const edits = [insertAfter(statement, after, ` ${inAuthorsCase(statement, clause)}`)];
  return {
    span: spanOfTokens(statement, first, last),
    message: `Run a second time after a failure, this statement fails without ${clause}.`,
    fixes: [{ title: `Add ${clause}`, kind: 'suggest', edits }],
  };
}

function robustness(statement: SqlStatement, context: SqlFileContext): readonly SqlReport[] {
  const condition = conditionOf(statement);
  if (condition !== undefined) {
    return condition.isGiven ? [] : [missing(statement, 0, condition.last, IF_NOT_EXISTS)];
  }
  const replaced = replacementOf(statement, context);
  if (replaced !== undefined) {
    return replaced.isGiven ? [] : [missing(statement, 0, replaced.last, OR_REPLACE, 0)];
  }
  const drop = statementNode(statement, 'DropStmt');
  if (drop) {
    if (drop.missing_ok) return [];
    const concurrent = indexOfWord(statement, 'concurrently');
    const keyword =
      statement.tokens[1]?.word === 'materialized' || statement.tokens[1]?.word === 'foreign' ? 2 : 1;
    return [missing(statement, 0, Math.max(keyword, concurrent), IF_EXISTS)];
  }
  const value = statementNode(statement, 'AlterEnumStmt');
  if (value?.newVal !== undefined && value.oldVal === undefined && !value.skipIfNewValExists) {
    const add = indexOfWords(statement, ['add', 'value']);
    return [missing(statement, add, add + 1, IF_NOT_EXISTS)];
  }
  return alterCommands(statement).flatMap((alter) => alteration(statement, alter, context));
}

function alteration(
  statement: SqlStatement,
  { command, table, first, last }: AlterCommand,
  context: SqlFileContext,
): readonly SqlReport[] {
  if (command.missing_ok) return [];
  const second = statement.tokens[first + 1]?.word;
  switch (command.subtype) {
    case 'AT_AddColumn':
      return [missing(statement, first, second === 'column' ? first + 1 : first, IF_NOT_EXISTS)];
    case 'AT_DropColumn':
      return [missing(statement, first, second === 'column' ? first + 1 : first, IF_EXISTS)];
    case 'AT_DropConstraint':
      return last > first + 1 ? [missing(statement, first, first + 1, IF_EXISTS)] : [];
    case 'AT_AddConstraint': {
      const name = nodeAs(command.def, 'Constraint')?.conname;
      if (name === undefined || second !== 'constraint' || dropsBefore(statement, table, name, context))
        return [];
      return [droppedFirst(statement, first)];
    }
    default:
      return [];
  }
}

/** The file takes the constraint away before it adds it. */
function dropsBefore(statement: SqlStatement, table: string, name: string, context: SqlFileContext): boolean {
  return [...context.statements().slice(0, context.index), statement].some((other) =>
    alterCommands(other).some(
      ({ command, table: of }) =>
        of === table && command.subtype === 'AT_DropConstraint' && command.name === name,
    ),
  );
}

function droppedFirst(statement: SqlStatement, first: number): SqlReport {
  const name = textOfSpan(statement, spanOfTokens(statement, first + 2));
  const start = statement.tokens[first]?.start ?? 0;
  const newText = `${inAuthorsCase(statement, 'DROP CONSTRAINT IF EXISTS')} ${name}, `;
  return {
    span: spanOfTokens(statement, first, first + 2),
    message: `Run a second time after a failure, this statement fails: ${name} is there already.`,
    fixes: [
      {
        title: 'Drop the constraint first',
        kind: 'suggest',
        edits: [{ span: { start, end: start }, newText }],
      },
    ],
  };
}

const JUDGED: readonly NodeKind[] = [
  'CreateStmt',
  'CreateTableAsStmt',
  'IndexStmt',
  'CreateSchemaStmt',
  'CreateSeqStmt',
  'CreateExtensionStmt',
  'CreateFunctionStmt',
  'ViewStmt',
  'CreateTrigStmt',
  'DropStmt',
  'AlterEnumStmt',
  'AlterTableStmt',
];

/** `DROP … IF EXISTS` of the same object earlier in the file makes room for it each time. */
function dropsObjectBefore(statement: SqlStatement, context: SqlFileContext): boolean {
  const [created] = definedNames(statement);
  if (!created || created.isColumn || statement.kind === 'AlterTableStmt') return false;
  return context
    .statements()
    .slice(0, context.index)
    .some(
      (other) =>
        statementNode(other, 'DropStmt')?.missing_ok === true &&
        droppedObjects(other).some(({ ownName }) => ownName === created.name),
    );
}

const check: SqlCheck = (statement, context) => {
  if (context.inTransaction) return [];
  const reports = robustness(statement, context);
  if (reports.length === 0 || dropsObjectBefore(statement, context)) return [];
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
  match: [{ kind: 'sqlCheck', statements: JUDGED, check }],
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
      {
        code: 'create function "größe 🎉"() returns int language sql return 1;\ncreate schema if not exists shop;',
        marks: 'create function',
        fixed:
          'create or replace function "größe 🎉"() returns int language sql return 1;\ncreate schema if not exists shop;',
      },
      {
        code: 'ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;\nSELECT 1;',
        marks: 'ADD CONSTRAINT positive',
        fixed:
          'ALTER TABLE orders DROP CONSTRAINT IF EXISTS positive, ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;\nSELECT 1;',
      },
    ],
    silent: [
      {
        code: 'ALTER TABLE orders DROP CONSTRAINT IF EXISTS positive;\nALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0);',
      },
      {
        code: 'DROP TRIGGER IF EXISTS touch ON orders;\nCREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();',
      },
      { code: 'CREATE OR REPLACE VIEW totals AS SELECT 1;\nALTER TABLE orders ADD CHECK (total > 0);' },
      { code: 'BEGIN;\nCREATE TABLE orders (id bigint);\nDROP TABLE old;\nCOMMIT;' },
      { code: 'CREATE TABLE orders (id bigint);' },
      { code: 'CREATE INDEX CONCURRENTLY ON orders (id);\nDROP TABLE IF EXISTS old;' },
    ],
  },
};
