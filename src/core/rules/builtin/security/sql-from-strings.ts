import { ECMASCRIPT } from '../../languages.ts';
import type { FixTemplate, Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { ECMASCRIPT_BUILT_STRING, PYTHON_BUILT_STRING } from './parts/interpolation.ts';
import { BUILT, STATEMENT_NAMES, sqlArgument } from './parts/sqlArgument.ts';
import { SQL_FROM_STRINGS_ELSEWHERE } from './parts/sqlFromStringsElsewhere.ts';

const ONE_HOLE: TreeRule = {
  kind: 'template_string',
  has: { kind: 'template_substitution', pattern: '$HOLE', has: { nthChild: 1, pattern: '$VALUE' } },
};

/** The driver's own placeholder can only be known from the driver. */
const parameterFix = (placeholder: string, driver: string): FixTemplate => ({
  title: 'Pass $VALUE as a parameter',
  kind: 'suggest',
  edits: [
    { at: 'HOLE', text: placeholder },
    { at: 'SQL', place: 'after', text: ', [$VALUE]' },
  ],
  where: [
    { documentMatches: driver },
    { capture: 'SQL', matchesNot: '\\$\\{.*\\$\\{|[\'"]%?\\$\\{|\\}%?[\'"]|\\bin\\s*\\(?\\s*\\$\\{' },
    { matchesNot: ',\\s*\\)$|`\\s*,' },
  ],
});

const pythonParameterFix = (placeholder: string, driver: string): FixTemplate => ({
  title: 'Pass $VALUE as a parameter',
  kind: 'suggest',
  edits: [
    { at: 'START', text: '"' },
    { at: 'HOLE', text: placeholder },
    { at: 'SQL', place: 'after', text: ', ($VALUE,)' },
  ],
  where: [
    { documentMatches: driver },
    { capture: 'START', matches: '^[fF]"$' },
    { capture: 'SQL', matchesNot: "\\{.*\\{|'%?\\{|\\}%?'|%|\\bin\\s*\\(?\\s*\\{" },
    { capture: 'VALUE', matchesNot: '[!:]' },
  ],
});

export const rule: Rule = {
  id: 'sql-from-strings',
  title: 'SQL statement with values written into it',
  kind: 'prevention',
  severity: 'CRITICAL',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'go', 'java', 'ruby', 'php', 'csharp'],
  message: 'A value is written into the SQL text, so it can change what the statement does.',
  actionRequired: 'Pass the value as a parameter.',
  why: "The database cannot tell the value from the statement. A search for `' OR 1=1 --` returns every row, and a stacked statement can change or drop tables. Values that contain a plain apostrophe break the query even without an attacker.",
  howToFix:
    'Leave a placeholder in the text and hand the value over separately:\n\n```ts\nawait pool.query("SELECT * FROM users WHERE email = $1", [email]);\n```\n\n```python\ncursor.execute("SELECT * FROM users WHERE email = %s", (email,))\n```\n\nTable and column names cannot be parameters: take them from a fixed list.',
  references: [
    'https://cwe.mitre.org/data/definitions/89.html',
    'https://cheatsheetseries.owasp.org/cheatsheets/Query_Parameterization_Cheat_Sheet.html',
  ],
  exceptPaths: [...TEST_PATHS, '**/{migrations,migration,migration-scripts,seeds}/**'],
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'call_expression',
        all: [
          {
            has: {
              field: 'function',
              kind: 'member_expression',
              has: {
                field: 'property',
                any: [
                  { regex: '^(?:query|execute|raw|unsafe|exec|run|all|get|prepare|queryRaw|whereRaw)$' },
                  { regex: 'queryRawUnsafe|executeRawUnsafe' },
                ],
              },
            },
          },
          sqlArgument({ any: [ONE_HOLE, ECMASCRIPT_BUILT_STRING] }),
        ],
      },
      where: BUILT,
      report: 'SQL',
      fixes: [
        parameterFix('$1', '[\'"](?:pg|@neondatabase/serverless|@vercel/postgres)[\'"]'),
        parameterFix('?', '[\'"](?:mysql2?|mysql2/promise)[\'"]'),
      ],
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        kind: 'variable_declarator',
        all: [
          { has: { field: 'name', regex: STATEMENT_NAMES } },
          { has: { field: 'value', ...ECMASCRIPT_BUILT_STRING, pattern: '$SQL' } },
        ],
      },
      where: BUILT,
      report: 'SQL',
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'call',
        all: [
          {
            has: {
              field: 'function',
              kind: 'attribute',
              has: {
                field: 'attribute',
                regex:
                  '^(?:execute|executemany|executescript|raw|fetch|fetchrow|fetchval|fetch_all|fetch_one|read_sql|read_sql_query|mogrify)$',
              },
            },
          },
          sqlArgument({
            any: [
              {
                kind: 'string',
                all: [
                  { has: { kind: 'string_start', pattern: '$START' } },
                  {
                    has: {
                      kind: 'interpolation',
                      pattern: '$HOLE',
                      has: { field: 'expression', pattern: '$VALUE' },
                    },
                  },
                ],
              },
              PYTHON_BUILT_STRING,
              { kind: 'call', regex: '^(?:sqlalchemy\\.)?text\\(\\s*f' },
            ],
          }),
        ],
      },
      where: [{ capture: 'SQL', is: 'builtSql' }],
      report: 'SQL',
      fixes: [
        pythonParameterFix('%s', '(?:import|from)\\s+(?:psycopg2?|pymysql|MySQLdb|mysql\\.connector)\\b'),
        pythonParameterFix('?', '(?:import|from)\\s+(?:sqlite3|aiosqlite)\\b'),
      ],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [
          {
            kind: 'assignment',
            all: [
              { has: { field: 'left', regex: STATEMENT_NAMES } },
              { has: { field: 'right', ...PYTHON_BUILT_STRING, pattern: '$SQL' } },
            ],
          },
          {
            kind: 'call',
            all: [{ has: { field: 'function', regex: '^(?:text)$' } }, sqlArgument(PYTHON_BUILT_STRING)],
          },
        ],
      },
      where: BUILT,
      report: 'SQL',
    },
    ...SQL_FROM_STRINGS_ELSEWHERE,
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: "import { Pool } from 'pg';\nconst rows = await pool.query(`SELECT * FROM users WHERE id = ${request.params.id}`);\n",
        marks: '`SELECT * FROM users WHERE id = ${request.params.id}`',
        fixed:
          "import { Pool } from 'pg';\nconst rows = await pool.query(`SELECT * FROM users WHERE id = $1`, [request.params.id]);\n",
      },
      {
        language: 'typescript',
        code: "const rows = await prisma.$queryRawUnsafe(`select * from users where email = '${email}'`);\n",
      },
      {
        language: 'javascript',
        code: 'db.all("SELECT * FROM orders WHERE customer = \'" + customer + "\'");\n',
      },
      { language: 'tsx', code: 'const sql = `DELETE FROM sessions WHERE user_id = ${userId}`;\n' },
      {
        language: 'python',
        code: 'import psycopg\n\ncursor.execute(f"SELECT * FROM users WHERE id = {user_id}")\n',
        fixed: 'import psycopg\n\ncursor.execute("SELECT * FROM users WHERE id = %s", (user_id,))\n',
      },
      {
        language: 'python',
        code: 'cursor.execute("SELECT * FROM users WHERE name = \'%s\'" % name)\ncursor.execute("SELECT * FROM users WHERE name = \'{}\'".format(name))\nquery = "SELECT * FROM users WHERE id = " + user_id\n',
        count: 3,
      },
      {
        language: 'go',
        code: 'package main\n\nfunc main() {\n\tdb.Query("SELECT * FROM users WHERE id = " + id)\n\tquery := fmt.Sprintf("DELETE FROM users WHERE name = \'%s\'", name)\n}\n',
        count: 2,
      },
      {
        language: 'java',
        code: 'class A { void f() { statement.executeQuery("SELECT * FROM users WHERE id = " + id); } }\n',
      },
      {
        language: 'ruby',
        code: 'User.where("email = \'#{email}\'")\nconnection.execute("DELETE FROM users WHERE id = #{id}")\n',
        count: 2,
      },
      {
        language: 'php',
        code: '<?php\n$db->query("SELECT * FROM users WHERE id = $id");\n$sql = "SELECT * FROM users WHERE name = \'" . $name . "\'";\n',
        count: 2,
      },
      {
        language: 'csharp',
        code: 'class A { void F() { var c = new SqlCommand("SELECT * FROM users WHERE id = " + id); db.Users.FromSqlRaw($"SELECT * FROM users WHERE id = {id}"); } }\n',
        count: 2,
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'await pool.query("SELECT * FROM users WHERE id = $1", [id]);\nawait db.execute(sql`SELECT * FROM users WHERE id = ${id}`);\nawait pool.query(`SELECT ${COLUMNS} FROM ${table} WHERE id = $1`, [id]);\n',
      },
      {
        language: 'javascript',
        code: "await pool.query(`SELECT * FROM users WHERE id IN (${ids.map((_, i) => '$' + (i + 1)).join(', ')})`, ids);\nclient.query(`INSERT INTO users (${columns}) VALUES (${placeholders})`, values);\n",
      },
      {
        language: 'tsx',
        code: 'const query = `Select a plan from ${count} plans`;\nclient.get(`/orders?from=${from}`);\n',
      },
      {
        language: 'python',
        code: 'cursor.execute("SELECT * FROM users WHERE id = %s", (user_id,))\ncursor.execute(f"SELECT * FROM {table} WHERE id = %s", (user_id,))\ncursor.execute(f"INSERT INTO t VALUES ({placeholders})", values)\n',
      },
      {
        language: 'go',
        code: 'package main\n\nfunc main() {\n\tdb.Query("SELECT * FROM users WHERE id = $1", id)\n\tquery := fmt.Sprintf("SELECT * FROM %s", table)\n}\n',
      },
      {
        language: 'java',
        code: 'class A { void f() { c.prepareStatement("SELECT * FROM users WHERE id = ?" + ORDER_BY); log.query("a" + b); } }\n',
      },
      {
        language: 'ruby',
        code: 'User.where("email = ?", email)\nUser.where("id IN (#{User.quoted_ids})") if false\nconnection.execute("ANALYZE #{table}")\n',
      },
      {
        language: 'php',
        code: '<?php\n$db->prepare("SELECT * FROM users WHERE id = ?");\n$sql = "SELECT * FROM $table WHERE id = :id";\n',
      },
      {
        language: 'csharp',
        code: 'class A { void F() { var c = new SqlCommand("SELECT * FROM users WHERE id = @id"); db.Users.FromSqlInterpolated($"SELECT * FROM users WHERE id = {id}"); } }\n',
      },
    ],
  },
};
