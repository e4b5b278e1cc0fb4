import { beforeAll, describe, expect, it } from 'vitest';
import type { PlainNode } from '../../../../../src/core/patterns/learn/plainTree.ts';
import { parseSqlTree } from '../../../../../src/core/patterns/learn/sql/sqlTree.ts';
import type { SqlParser } from '../../../../../src/core/ports.ts';
import { flatTokens } from '../../../../../src/core/sql/flatTokens.ts';
import { loadLibpgQuery } from '../../../../../src/engines/libpgQuery.ts';

/** The tree with brackets around nodes, kinds before them, and tokens as written. */
function outline(text: string): string {
  const print = ({ kind, children, start, end }: PlainNode): string =>
    children.length === 0 ? text.slice(start, end) : `${kind}[${children.map(print).join(' ')}]`;
  return parseSqlTree(text).root.children.map(print).join(' ');
}

function leavesOf(node: PlainNode): readonly PlainNode[] {
  return node.children.length === 0 ? [node] : node.children.flatMap(leavesOf);
}

const MIGRATION = `-- Straßen und ihre Länder
CREATE TABLE IF NOT EXISTS "Straße" (
  id serial PRIMARY KEY, /* later: identity */
  name character varying(80) NOT NULL DEFAULT 'Öd',
  CONSTRAINT fk FOREIGN KEY (land) REFERENCES länder (id) ON DELETE SET NULL
);\r
ALTER TABLE ONLY a.b ADD COLUMN c int2, ALTER d SET DATA TYPE text USING d::text;
DO $do$ BEGIN IF x > 1 THEN UPDATE t SET a = 1; END IF; END $do$;
SELECT count(*) FILTER (WHERE a IN (1, 2)) AS n FROM t x LEFT JOIN u ON u.id = x.id AND NOT u.gone ORDER BY 1 DESC;
`;

describe('the SQL tree', () => {
  it('parts a query into clauses, items and expressions', () => {
    expect(outline('select a.x, f(y) as z from t where a = 1 and b is null')).toBe(
      'sql_select[sql_query[sql_select_clause[select qualified_name[a . x] , aliased[call[f argument_list[( y )]] as z]] ' +
        'from_clause[from table[t]] where_clause[where sql_conjunction[comparison[a = 1] and is_test[b is null]]]]]',
    );
  });

  it('keeps what joins two queries beside them', () => {
    expect(outline('select 1 union all select 2')).toBe(
      'sql_select[sql_query[sql_select_clause[select 1]] set_operator[union all] sql_query[sql_select_clause[select 2]]]',
    );
  });

  it('parts a join into its words, its table and its condition', () => {
    expect(outline('select 1 from a left join b as c using (id)')).toContain(
      'join_clause[join_operator[left join] table[b as c] using_clause[using parenthesized[( id )]]]',
    );
  });

  it('parts a table into columns, types and constraints', () => {
    expect(outline('create table t (a character varying(9) not null default 1, unique (a))')).toBe(
      'sql_create_table[create_head[create table] t table_elements[( sql_column[a ' +
        'type[character varying type_arguments[( 9 )]] not_null[not null] default[default 1]] , ' +
        'sql_constraint[unique[unique list[( a )]]] )]]',
    );
  });

  it('keeps an array beside the type of its items', () => {
    expect(outline('create table t (a int4[])')).toContain('array_type[type[int4] [ ]]');
  });

  it('parts ALTER TABLE into its actions', () => {
    expect(outline('alter table t add column a int, alter b set not null, drop c')).toBe(
      'sql_alter_table[alter_head[alter table] t add_column[add column sql_column[a type[int]]] , ' +
        'alter_column[alter b column_change[set not null]] , drop_column[drop c]]',
    );
  });

  it('keeps the words a definition begins with together', () => {
    expect(outline('create unique index concurrently if not exists i on t (a)')).toBe(
      'sql_create_index[create_head[create modifiers[unique] index concurrently] if_exists[if not exists] i on t list[( a )]]',
    );
  });

  it('reads the program of a dollar-quoted body', () => {
    expect(outline('do $$ begin delete from t where a = 1; end $$')).toBe(
      'sql_do[do dollar_body[$$ begin sql_delete[sql_query[delete_clause[delete from table[t]] ' +
        'where_clause[where comparison[a = 1]]]] ; sql_end[end] $$]]',
    );
  });

  it('compares keywords and unquoted names without regard to case, quoted names as written', () => {
    const keys = leavesOf(parseSqlTree('SELECT Name, "Name" FROM T').root).map(({ key }) => key);
    expect(keys).toEqual(['select', 'name', undefined, undefined, 'from', 't']);
  });

  it('puts comments into the smallest node around them', () => {
    expect(outline('select a, -- first\n b from t')).toContain('sql_select_clause[select a , -- first b]');
  });

  it('holds every token once and in order, wherever the text is cut off', () => {
    for (let end = 0; end <= MIGRATION.length; end++) {
      const text = MIGRATION.slice(0, end);
      const tokens = flatTokens(text).tokens.filter(
        ({ kind, start }) => kind !== 'string' || text[start] !== '$',
      );
      const leaves = leavesOf(parseSqlTree(text).root).filter(({ kind }) => kind !== 'comment');
      const starts = leaves.map(({ start }) => start);
      expect(starts).toEqual([...starts].sort((a, b) => a - b));
      expect(starts).toEqual(expect.arrayContaining(tokens.map(({ start }) => start)));
    }
  });

  it('is empty for an empty text', () => {
    expect(parseSqlTree('').root.children).toEqual([]);
    expect(parseSqlTree(';;').root.children).toHaveLength(2);
  });

  it('stands ten thousand brackets', () => {
    const deep = `select ${'('.repeat(10_000)}1${')'.repeat(10_000)}`;
    expect(parseSqlTree(deep).root.children).toHaveLength(1);
    expect(parseSqlTree(`select ${'case when '.repeat(3_000)}`).root.children).toHaveLength(1);
    expect(parseSqlTree(`select ${'not '.repeat(30_000)} a`).root.children).toHaveLength(1);
  });
});

describe('errors of a SQL text', () => {
  let parser: SqlParser;
  beforeAll(async () => {
    parser = await loadLibpgQuery();
  });

  it('are lone brackets and open quotes', () => {
    expect(parseSqlTree('select (1').errorCount).toBe(1);
    expect(parseSqlTree("select 'it''s'").errorCount).toBe(0);
    expect(parseSqlTree("select 'it''").errorCount).toBe(1);
    expect(parseSqlTree('do $$ begin').errorCount).toBe(1);
    expect(parseSqlTree('do $$$$').errorCount).toBe(0);
  });

  it('are statements that Postgres does not read, each by itself', () => {
    expect(parseSqlTree('select 1; selec 2; select 3 from; select 4', parser.parseScript).errorCount).toBe(2);
  });
});
