import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { NAMED_STRING_LANGUAGES, namedStringMatchers } from './parts/namedStrings.ts';

const PASSWORD_WORDS = 'password|Password|PASSWORD|passwd|PASSWD|passphrase|PASSPHRASE|pwd|Pwd|PWD|pass|PASS';

export const rule: Rule = {
  id: 'hardcoded-password',
  title: 'Password in the source',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: NAMED_STRING_LANGUAGES,
  message: 'A password is written into the source, where everyone with the repository can read it.',
  actionRequired: 'Change the password, then read the new one from the environment or a secret store.',
  why: 'Whoever can read the repository can sign in as this account, and nobody can change the password without a release. People reuse passwords, so one that leaks here often opens a second system.',
  howToFix:
    'Move the value out of the source and refuse to start without it:\n\n```python\npassword = os.environ["DB_PASSWORD"]\n```\n\nIn configuration files refer to a variable or a secret: `password: ${DB_PASSWORD}`.',
  references: ['https://cwe.mitre.org/data/definitions/259.html'],
  exceptPaths: [...TEST_PATHS, '**/{locales,locale,i18n,lang,translations,messages}/**'],
  match: namedStringMatchers(PASSWORD_WORDS, [
    { capture: 'NAME', is: 'passwordName' },
    { capture: 'VALUE', is: 'passwordValue' },
    { capture: 'VALUE', not: 'placeholder' },
    // A long random value is a key; the rule for secrets reports it.
    { capture: 'VALUE', not: 'highEntropy' },
  ]),
  examples: {
    fires: [
      {
        language: 'typescript',
        code: "const pool = new Pool({ user: 'app', password: 'Tulip!42' });\n",
        marks: "'Tulip!42'",
      },
      { language: 'javascript', code: 'settings.dbPassword = "winter2024";\n' },
      { language: 'tsx', code: 'class Admin { private adminPassword = "Winter#2024"; }\n' },
      {
        language: 'python',
        code: 'conn = connect(host=host, password="winter2024!")\n',
        marks: '"winter2024!"',
      },
      { language: 'go', code: 'package main\n\nfunc main() {\n\tpassword := "winter2024"\n}\n' },
      { language: 'java', code: 'class Db { String password = "winter2024"; }\n' },
      { language: 'ruby', code: 'config = { password: "winter2024" }\n' },
      { language: 'php', code: "<?php\n$password = 'winter2024';\n" },
      { language: 'csharp', code: 'class Db { void Open() { options.Password = "winter2024"; } }\n' },
      { language: 'kotlin', code: 'val dbPassword = "winter2024"\n' },
      { language: 'rust', code: 'fn main() { let password = "winter2024"; }\n' },
      { language: 'yaml', code: 'database:\n  password: winter2024\n' },
      { language: 'json', code: '{ "db": { "password": "Tulip!42" } }\n' },
      { language: 'bash', code: 'export PGPASSWORD=winter2024\n' },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'const labels = { password: "Passwort", passwordHint: "8+ signs", confirmPassword: "Please repeat it" };\nconst rules = { password: "required|min:8" };\n',
      },
      {
        language: 'typescript',
        code: 'const selectors = { password: "#password-1", pass: "auth.form2.pass" };\n',
      },
      {
        language: 'javascript',
        code: 'const password = "changeme1";\nconst dummy = { password: "$2b$10$abcdefghijklmnopqrstuv" };\n',
      },
      {
        language: 'tsx',
        code: 'const field = <input type="password" name="password" placeholder="min. 8" />;\n',
      },
      { language: 'python', code: 'password = getpass.getpass("Password 1: ")\nPASSWORD_MIN = "8 signs"\n' },
      { language: 'go', code: 'package main\n\nvar password = flag.String("password", "", "password 2")\n' },
      {
        language: 'java',
        code: 'class Db { String password = System.getenv("PASSWORD_1"); String passwordField = "pw_1x"; }\n',
      },
      { language: 'ruby', code: 'config = { password: ENV["DB_PASSWORD_2"] }\n' },
      { language: 'php', code: "<?php\n$rules = ['password' => 'required|min:8'];\n" },
      { language: 'csharp', code: 'class Db { string PasswordPolicy = "Len8+Digit1"; }\n' },
      { language: 'kotlin', code: 'val password = readln()\n' },
      { language: 'rust', code: 'fn main() { let password = std::env::var("DB_PASSWORD_1"); }\n' },
      { language: 'yaml', code: 'password: ${DB_PASSWORD_1}\nPOSTGRES_PASSWORD: postgres\n' },
      { language: 'json', code: '{ "password": "Hasło", "passwordLabel": "Min8Signs" }\n' },
      { language: 'bash', code: 'PASSWORD="$1"\nPASSWORD=${PASSWORD:-}\n' },
    ],
  },
};
