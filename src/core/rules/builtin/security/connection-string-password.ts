import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { NAMED_STRING_LANGUAGES, stringMatchers } from './parts/namedStrings.ts';

export const rule: Rule = {
  id: 'connection-string-password',
  title: 'Connection string with a password in the source',
  kind: 'prevention',
  severity: 'CRITICAL',
  problemType: 'Security',
  languages: NAMED_STRING_LANGUAGES,
  message: 'A connection string with its password is written into the source.',
  actionRequired: 'Change the password, then read the whole connection string from the environment.',
  why: 'The string is all that is needed to reach the data: address, user and password in one line. It ends up in clones, logs and error reports, and a database that accepts connections from outside is then open to whoever finds it.',
  howToFix:
    'Keep the address in a variable that each environment sets, and stop when it is missing:\n\n```ts\nconst url = process.env.DATABASE_URL;\nif (!url) throw new Error("DATABASE_URL is not set");\n```\n\nChange the password that was in the source, because it stays readable in the history.',
  references: ['https://cwe.mitre.org/data/definitions/798.html'],
  exceptPaths: TEST_PATHS,
  match: stringMatchers(
    '(?:postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|amqps?|mssql|sqlserver|clickhouse|ftp|smtps?|https?)(?:\\+\\w+)?://[^\\s/@]*:[^\\s@]+@|Password\\s*=|password\\s*=|Pwd\\s*=|pwd\\s*=',
    [{ is: 'connectionPassword' }],
  ),
  examples: {
    fires: [
      {
        language: 'typescript',
        code: "const db = postgres('postgres://app:Tulip42kd@db.acme.io:5432/app');\n",
        marks: "'postgres://app:Tulip42kd@db.acme.io:5432/app'",
      },
      {
        language: 'javascript',
        code: 'mongoose.connect("mongodb+srv://app:Tulip42kd@cluster0.ab1cd.mongodb.net/app");\n',
      },
      {
        language: 'python',
        code: 'engine = create_engine("postgresql+psycopg2://app:Tulip42kd@10.0.0.4/app")\n',
      },
      { language: 'go', code: 'package main\n\nvar dsn = "amqp://app:Tulip42kd@mq.acme.io:5672/"\n' },
      {
        language: 'csharp',
        code: 'class Db { string s = "Server=db.acme.io;Database=app;User Id=app;Password=Tulip42kd;"; }\n',
      },
      { language: 'yaml', code: 'DATABASE_URL: postgres://app:Tulip42kd@db.acme.io/app\n' },
      { language: 'json', code: '{ "redis": "rediss://default:Tulip42kd@cache.acme.io:6379" }\n' },
      { language: 'bash', code: 'export DATABASE_URL="postgres://app:Tulip42kd@db.acme.io/app"\n' },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'const local = "postgres://postgres:postgres@localhost:5432/app";\nconst url = `postgres://${user}:${password}@${host}/app`;\n',
      },
      {
        language: 'typescript',
        code: 'const example = "postgres://user:password@db.acme.io/app";\nconst docs = "https://acme.io/a:b@c";\n',
      },
      { language: 'javascript', code: 'const remote = "git+ssh://git@github.com:acme/app.git";\n' },
      {
        language: 'python',
        code: 'url = f"postgresql://{user}:{password}@{host}/app"\nurl = "postgres://%s:%s@db.acme.io/app" % pair\n',
      },
      {
        language: 'go',
        code: 'package main\n\nvar dsn = fmt.Sprintf("amqp://%s:%s@mq.acme.io/", user, password)\n',
      },
      {
        language: 'csharp',
        code: 'class Db { string s = "Server=db.acme.io;Integrated Security=true;"; }\n',
      },
      { language: 'yaml', code: 'DATABASE_URL: postgres://app:Tulip42kd@db:5432/app\n' },
      { language: 'json', code: '{ "url": "postgres://app:${DB_PASSWORD}@db.acme.io/app" }\n' },
      { language: 'bash', code: 'DATABASE_URL="postgres://app:$PASSWORD@db.acme.io/app"\n' },
    ],
  },
};
