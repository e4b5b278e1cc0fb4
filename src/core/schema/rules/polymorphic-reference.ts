import type { Rule } from '../../rules/ruleModel.ts';
import { columnMarks, columnObject, columnsSql } from '../columnSql.ts';
import { isReferenceName, keepsRecords, plainName, stemOfReference } from '../nameSql.ts';
import { textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  query: (settings) =>
    columnsSql(
      settings,
      `${isReferenceName('a.attname')} AND NOT ${keepsRecords('c.relname')} AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS k
        WHERE k.contype = 'f' AND k.conrelid = c.oid AND a.attnum = ANY (k.conkey))
      AND EXISTS (SELECT FROM pg_catalog.pg_attribute AS b JOIN pg_catalog.pg_type AS bt ON bt.oid = b.atttypid
        WHERE b.attrelid = c.oid AND NOT b.attisdropped AND (bt.typcategory = 'S' OR bt.typtype = 'e')
          AND ${plainName('b.attname')} = ${plainName(`${stemOfReference('a.attname')} || 'type'`)})`,
    ),
  report: (row) => {
    const [relation, name] = [textIn(row, 'relation'), textIn(row, 'name')];
    return {
      object: columnObject(row),
      message: `${relation}.${name} refers to rows of several tables, as ${name.replace(/(_id|Id)("?)$/u, (_all, id: string, quote: string) => `${id === 'Id' ? 'Type' : '_type'}${quote}`)} says: no foreign key can watch over it.`,
      marks: columnMarks(row),
    };
  },
};

export const rule: Rule = {
  id: 'polymorphic-reference',
  title: 'Reference to rows of several tables',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Data',
  languages: ['sql'],
  message: 'This column refers to rows of several tables: no foreign key can watch over it.',
  actionRequired: 'Use one nullable foreign key for each table, or a table of references per kind.',
  why: 'A column whose target depends on another column cannot have a foreign key. Rows stay behind when their target is deleted, a wrong type names a row of another table, and each join must ask for the type first.',
  howToFix:
    'One column per target with `CHECK (num_nonnulls(post_id, photo_id) = 1)`, each a foreign key; or a common parent table that both kinds refer to.',
  match: [matcher],
  examples: {
    fires: [
      {
        code: 'create table comments (id bigint primary key, subject_type text not null, subject_id bigint not null);',
      },
      { code: 'create table "Comment" (id text primary key, "subjectType" text, "subjectId" text);' },
    ],
    silent: [
      { code: 'create table audit_log (id bigint primary key, subject_type text, subject_id bigint);' },
      {
        code: 'create table posts (id bigint primary key);\ncreate table comments (id bigint primary key, post_type text, post_id bigint references posts);',
      },
      { code: 'create table comments (id bigint primary key, subject_type text);' },
    ],
  },
};
