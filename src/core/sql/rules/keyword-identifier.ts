import type { Rule } from '../../rules/ruleModel.ts';
import { definedNames } from '../definedNames.ts';
import { type KeywordClass, keywordClass } from '../keywords.ts';
import type { SqlCheck } from '../sqlRule.ts';

const WHERE_REFUSED: Readonly<Record<KeywordClass, string>> = {
  reserved: 'every statement has to quote it',
  typeOrFunction: 'it has to be quoted except as the name of a type or function',
  columnName: 'it has to be quoted as the name of a type or function',
  unreserved: 'it reads as part of the statement',
};

const check: SqlCheck = (statement) =>
  definedNames(statement).flatMap(({ name, isColumn, span }) => {
    const kind = keywordClass(name);
    // Columns are called name, type and value everywhere, and no statement ever minds.
    if (kind === undefined || (kind === 'unreserved' && isColumn)) return [];
    return [{ span, message: `${name} is a key word of SQL: ${WHERE_REFUSED[kind]}.` }];
  });

export const rule: Rule = {
  id: 'keyword-identifier',
  title: 'Key word as a name',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Standards',
  languages: ['sql'],
  message: 'The name is a key word of SQL.',
  actionRequired: 'Choose a name that is no key word.',
  why: 'A reserved word works as a name only in quotes, in each query of each client for ever. Forgotten, they fail at best: `SELECT user FROM user` runs and returns the role that is logged in. Words that are free today can become reserved in a later version.',
  howToFix:
    'Use another word, often the plural or a longer one: `users`, `orders`, `sort_order`. Columns may have names that Postgres allows everywhere, such as `name`, `type` or `value`.',
  references: ['https://www.postgresql.org/docs/current/sql-keywords-appendix.html'],
  aliases: ['NM011'],
  optIn: true,
  match: [{ kind: 'sqlCheck', check }],
  examples: {
    fires: [
      {
        code: 'CREATE TABLE shop."order" (id bigint, "größe" int, "User" bigint, CONSTRAINT "check" CHECK (id > 0));',
        count: 3,
        marks: '"order"',
      },
      { code: 'alter table orders add column "desc" text;', marks: '"desc"' },
      { code: 'ALTER TABLE orders RENAME COLUMN total TO "limit";', marks: '"limit"' },
      { code: 'create index if not exists "analyze" on orders (id);', marks: '"analyze"' },
      { code: 'create function shop.role() returns int language sql return 1;', marks: 'role' },
      { code: 'select \'é 🎉\' as x into temp "user";', marks: '"user"' },
    ],
    silent: [
      { code: 'CREATE TABLE orders (id bigint, name text, type text, value int, "größe" int);' },
      { code: 'CREATE INDEX ON orders (id);' },
      { code: 'CREATE SCHEMA AUTHORIZATION joe;' },
      { code: 'SELECT "user", "order" FROM "table";' },
      { code: 'ALTER TABLE "order" ADD COLUMN note text;' },
    ],
  },
};
