import type { DropStmt } from '@pgsql/types';
import type { Rule } from '../../rules/ruleModel.ts';
import { alterCommands } from '../alterCommands.ts';
import { droppedObjects } from '../droppedObjects.ts';
import type { SqlCheck, SqlReport } from '../sqlRule.ts';
import { nodeAs, type SqlStatement, statementNode } from '../sqlStatement.ts';
import type { CreatedKind } from '../statementFacts.ts';
import { indexOfWord, removeTokens, spanOfTokens } from '../statementTokens.ts';

type DroppedKind = NonNullable<DropStmt['removeType']>;

const CREATED_AS: Partial<Readonly<Record<DroppedKind, CreatedKind>>> = {
  OBJECT_TABLE: 'table',
  OBJECT_FOREIGN_TABLE: 'table',
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'view',
  OBJECT_TYPE: 'type',
  OBJECT_DOMAIN: 'type',
  OBJECT_FUNCTION: 'function',
  OBJECT_PROCEDURE: 'function',
  OBJECT_ROUTINE: 'function',
  OBJECT_INDEX: 'index',
  OBJECT_SCHEMA: 'schema',
};

/** Nothing ever depends on these: the word changes nothing. */
const WITHOUT_DEPENDENTS: ReadonlySet<DroppedKind> = new Set([
  'OBJECT_TRIGGER',
  'OBJECT_POLICY',
  'OBJECT_EVENT_TRIGGER',
]);

/** What goes along unseen, by kind. */
const TAKEN_ALONG: Partial<Readonly<Record<DroppedKind, string>>> = {
  OBJECT_TABLE: 'views and foreign keys that refer to it',
  OBJECT_FOREIGN_TABLE: 'views that read it',
  OBJECT_VIEW: 'views that read it',
  OBJECT_MATVIEW: 'views that read it',
  OBJECT_TYPE: 'every column of that type with its data',
  OBJECT_DOMAIN: 'every column of that type with its data',
  OBJECT_EXTENSION: 'every column, index and function that uses it',
  OBJECT_SCHEMA: 'everything in it, and what is built upon that',
  OBJECT_FUNCTION: 'triggers, policies, defaults and views that call it',
  OBJECT_PROCEDURE: 'whatever calls it',
  OBJECT_ROUTINE: 'whatever calls it',
  OBJECT_SEQUENCE: 'defaults that count with it',
};

const check: SqlCheck = (statement, context) => {
  if (!statement.tokens.some(({ word }) => word === 'cascade')) return [];
  const drop = statementNode(statement, 'DropStmt');
  if (drop) {
    const kind = drop.removeType;
    if (drop.behavior !== 'DROP_CASCADE' || kind === undefined || WITHOUT_DEPENDENTS.has(kind)) return [];
    const created = CREATED_AS[kind];
    const old = droppedObjects(statement).filter(
      ({ name }) => created === undefined || !context.createdEarlier(created, name),
    );
    if (old.length === 0 || context.isDownMigration) return [];
    const names = old.map(({ name }) => name).join(', ');
    return [
      report(
        statement,
        statement.tokens.length - 1,
        `CASCADE also drops whatever depends on ${names}: ${TAKEN_ALONG[kind] ?? 'nobody sees here what that is'}.`,
      ),
    ];
  }
  if (statementNode(statement, 'DropOwnedStmt')?.behavior === 'DROP_CASCADE' && !context.isDownMigration) {
    const message = 'CASCADE also drops what others have built upon the objects of this role.';
    return [report(statement, statement.tokens.length - 1, message)];
  }
  const alter = statementNode(statement, 'AlterTableStmt');
  const drops = alter?.cmds?.some((node) => nodeAs(node, 'AlterTableCmd')?.behavior === 'DROP_CASCADE');
  const isDomain = statementNode(statement, 'AlterDomainStmt')?.behavior === 'DROP_CASCADE';
  if ((drops && alter?.objtype !== 'OBJECT_TABLE') || isDomain) {
    return context.isDownMigration
      ? []
      : [
          report(
            statement,
            indexOfWord(statement, 'cascade'),
            'CASCADE also drops whatever depends on this.',
          ),
        ];
  }
  return alterCommands(statement).flatMap(({ command, table, last }) => {
    const { subtype, behavior, name = '' } = command;
    if (behavior !== 'DROP_CASCADE' || (subtype !== 'AT_DropColumn' && subtype !== 'AT_DropConstraint'))
      return [];
    if (context.createdEarlier('table', table) || context.isDownMigration) return [];
    if (subtype === 'AT_DropColumn' && context.createdEarlier('column', `${table}.${name}`)) return [];
    const along = subtype === 'AT_DropColumn' ? 'views and foreign keys' : 'foreign keys of other tables';
    return [report(statement, last, `CASCADE also drops ${along} that depend on ${name}.`)];
  });
};

function report(statement: SqlStatement, at: number, message: string): SqlReport {
  return {
    span: spanOfTokens(statement, at),
    message,
    fixes: [
      {
        title: 'Drop only what is named, and fail when something depends on it',
        kind: 'suggest',
        edits: [removeTokens(statement, at, at)],
      },
    ],
  };
}

export const rule: Rule = {
  id: 'drop-cascade',
  title: 'DROP … CASCADE',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Data',
  languages: ['sql'],
  message: 'CASCADE also drops whatever depends on this, and nobody sees here what that is.',
  actionRequired: 'Leave CASCADE out and drop what depends on the object by name.',
  why: 'What goes along is decided by the database that the file runs on, not by the file. A view that someone added in production, a foreign key that another team relies on, or every column of a dropped type with its data disappears with no more than a notice in the log.',
  howToFix:
    'Leave the word out and try it: Postgres refuses and lists what depends on the object. Drop those things in statements of their own, then the object. Migrations that undo another one, and objects made in the same file, are not reported.',
  references: ['https://www.postgresql.org/docs/current/ddl-depend.html'],
  aliases: ['GN015'],
  exceptPaths: ['**/tests/**', '**/test/**', '**/seed*.sql', '**/seeds/**'],
  match: [
    {
      kind: 'sqlCheck',
      statements: ['DropStmt', 'DropOwnedStmt', 'AlterTableStmt', 'AlterDomainStmt'],
      check,
    },
  ],
  examples: {
    fires: [
      { code: 'DROP TABLE orders CASCADE;', marks: 'CASCADE', fixed: 'DROP TABLE orders;' },
      {
        code: 'alter table orders drop column "größe" cascade, drop constraint orders_pkey cascade;',
        count: 2,
        marks: 'cascade',
        fixed: 'alter table orders drop column "größe", drop constraint orders_pkey;',
      },
      {
        code: 'drop function if exists touch(timestamptz, text) cascade;',
        fixed: 'drop function if exists touch(timestamptz, text);',
      },
      { code: 'ALTER TYPE size DROP ATTRIBUTE width CASCADE;', marks: 'CASCADE' },
      { code: 'alter domain size drop constraint positive cascade;', marks: 'cascade' },
      { code: 'drop owned by joe cascade;', marks: 'cascade', fixed: 'drop owned by joe;' },
    ],
    silent: [
      { code: 'DROP OWNED BY joe;' },
      { code: 'DROP TABLE orders;' },
      { code: 'CREATE TYPE state AS ENUM ();\nDROP TYPE state CASCADE;' },
      { code: 'DROP TABLE orders CASCADE;', path: 'migrations/0001_orders.down.sql' },
      { code: 'DROP TRIGGER touch ON orders CASCADE;' },
      { code: 'ALTER TABLE lines ADD FOREIGN KEY (order_id) REFERENCES orders ON DELETE CASCADE;' },
    ],
  },
};
