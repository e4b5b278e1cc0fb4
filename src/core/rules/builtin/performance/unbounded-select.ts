import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { SCRIPT_PATHS, TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'unbounded-select',
  title: 'Query that fetches a whole table',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Performance',
  languages: [...ECMASCRIPT, 'python'],
  message: 'This fetches every row of the table, however many there will be.',
  actionRequired: 'Filter, page or limit the query.',
  why: 'With forty rows in development it is instant. With two million in production it fills the memory of the process, and every user who opens the page starts it again.',
  howToFix:
    'Prisma: `findMany({ take: 50, cursor })`. Supabase: `.range(0, 49)`. SQLAlchemy: `.limit(50)`. SQL: `LIMIT 50` with an order.',
  references: [
    'https://www.prisma.io/docs/orm/prisma-client/queries/pagination',
    'https://supabase.com/docs/reference/javascript/range',
  ],
  exceptPaths: [...TEST_PATHS, ...SCRIPT_PATHS],
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [
          { pattern: 'prisma.$MODEL.findMany()' },
          { pattern: 'this.prisma.$MODEL.findMany()' },
          { pattern: 'db.$MODEL.findMany()' },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [
          { pattern: 'await supabase.from($TABLE).select()' },
          { pattern: 'await supabase.from($TABLE).select($COLUMNS)' },
          { pattern: 'await supabase.from($TABLE).select($COLUMNS).order($$$ORDER)' },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        all: [
          { any: [{ kind: 'string' }, { kind: 'template_string' }] },
          { any: [{ regex: 'SELECT' }, { regex: 'select' }] },
          { regex: '^["\'`]\\s*(?i:select)\\s+\\*\\s+(?i:from)\\s+[\\w."]+\\s*;?\\s*["\'`]$' },
          { inside: { kind: 'arguments' } },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [
          { pattern: 'session.query($MODEL).all()' },
          { pattern: 'db.session.query($MODEL).all()' },
          { pattern: 'db.query($MODEL).all()' },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'string',
        all: [
          { any: [{ regex: 'SELECT' }, { regex: 'select' }] },
          { regex: '^"{1,3}\\s*(?i:select)\\s+\\*\\s+(?i:from)\\s+[\\w.]+\\s*;?\\s*"{1,3}$' },
          {
            inside: {
              kind: 'argument_list',
              inside: {
                kind: 'call',
                has: { field: 'function', regex: '(?:execute|fetch|fetchall|read_sql|text)$' },
              },
            },
          },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'const users = await prisma.user.findMany();\n',
        marks: 'prisma.user.findMany()',
      },
      {
        language: 'javascript',
        code: 'const { data } = await supabase.from("orders").select("*");\nconst rows = await db.query("SELECT * FROM orders;");\n',
        count: 2,
      },
      {
        language: 'python',
        code: 'rows = session.query(User).all()\ncursor.execute("select * from users")\n',
        count: 2,
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'const a = await prisma.user.findMany({ take: 10 });\nconst b = await supabase.from("a").select("*").eq("id", id).single();\nconst c = await db.query("select * from a limit 10");\nconst d = "select * from a";\n',
      },
      {
        language: 'python',
        code: 'rows = session.query(User).filter(User.id == 1).all()\ncursor.execute("select * from users where id = %s", [1])\n',
      },
    ],
  },
};
