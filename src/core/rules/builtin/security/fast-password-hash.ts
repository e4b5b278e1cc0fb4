import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { goCall } from './parts/goCall.ts';

const IS_A_PASSWORD = [
  {
    capture: 'DATA',
    matches:
      '(?:^|[^a-zA-Z])(?:\\w*[a-z_])?(?:[pP]assword|[pP]asswd|[pP]assphrase|PASSWORD|pwd)(?![a-zA-Z_]*(?:[hH]int|[rR]eset|[lL]abel|Id|_id|[tT]oken))',
  },
  // Checking a password against lists of leaked ones needs its SHA-1.
  { documentMatchesNot: '[pP]wned|hibp|HIBP|pbkdf2|PBKDF2|hkdf' },
] as const;

export const rule: Rule = {
  id: 'fast-password-hash',
  title: 'Password stored with a fast hash',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'go', 'ruby', 'php'],
  message: 'A password is hashed with a function made for speed, so a stolen table is guessed back quickly.',
  actionRequired: 'Hash passwords with Argon2id, scrypt or bcrypt.',
  why: 'One graphics card tries billions of MD5 or SHA-256 guesses a second. When the user table leaks, most passwords are known the same day, and they open the same people’s mail and bank accounts. A password hash is slow on purpose and salted per user.',
  howToFix:
    'Use a password hash from a library:\n\n```ts\nimport { hash, verify } from "@node-rs/argon2";\nconst stored = await hash(password);\n```\n\n```python\nfrom argon2 import PasswordHasher\nstored = PasswordHasher().hash(password)\n```\n\nPHP: `password_hash($password, PASSWORD_DEFAULT)`. Old hashes are replaced at the next sign-in of each user.',
  references: [
    'https://cwe.mitre.org/data/definitions/916.html',
    'https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html',
  ],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [
          { pattern: 'createHash($ALGORITHM).update($DATA)' },
          { pattern: '$CRYPTO.createHash($ALGORITHM).update($DATA)' },
          { pattern: 'createHash($ALGORITHM).update($DATA, $ENCODING)' },
          { pattern: '$CRYPTO.createHash($ALGORITHM).update($DATA, $ENCODING)' },
        ],
      },
      where: IS_A_PASSWORD,
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: { all: [{ pattern: 'hashlib.$ALGORITHM($DATA)' }] },
      constraints: { ALGORITHM: { regex: '^(?:md5|sha\\w+|blake2[bs])$' } },
      where: IS_A_PASSWORD,
    },
    {
      kind: 'tree',
      languages: ['go'],
      rule: {
        all: [
          {
            any: [goCall('md5|sha1', ['Sum']), goCall('sha256', ['Sum256']), goCall('sha512', ['Sum512'])],
          },
          { has: { field: 'arguments', pattern: '$DATA' } },
        ],
      },
      where: IS_A_PASSWORD,
    },
    {
      kind: 'tree',
      languages: ['ruby'],
      rule: {
        any: [
          { pattern: 'Digest::MD5.hexdigest($DATA)' },
          { pattern: 'Digest::SHA1.hexdigest($DATA)' },
          { pattern: 'Digest::SHA256.hexdigest($DATA)' },
        ],
      },
      where: IS_A_PASSWORD,
    },
    {
      kind: 'tree',
      languages: ['php'],
      rule: {
        kind: 'function_call_expression',
        all: [
          { has: { field: 'function', regex: '^(?:md5|sha1|hash|crypt)$' } },
          { has: { field: 'arguments', pattern: '$DATA' } },
        ],
      },
      where: IS_A_PASSWORD,
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: "const stored = crypto.createHash('sha256').update(user.password + salt).digest('hex');\n",
        marks: "crypto.createHash('sha256').update(user.password + salt)",
      },
      {
        language: 'javascript',
        code: 'const stored = createHash("md5").update(password, "utf8").digest("hex");\n',
      },
      { language: 'tsx', code: 'const stored = createHash("sha512").update(newPassword);\n' },
      { language: 'python', code: 'stored = hashlib.sha256(password.encode()).hexdigest()\n' },
      {
        language: 'go',
        code: 'package main\n\nfunc main() {\n\tsum := sha256.Sum256([]byte(password))\n}\n',
      },
      { language: 'ruby', code: 'stored = Digest::SHA256.hexdigest(password + salt)\n' },
      { language: 'php', code: '<?php\n$stored = md5($password);\n' },
    ],
    silent: [
      {
        language: 'typescript',
        code: "const id = createHash('sha256').update(file.content).digest('hex');\nconst t = createHash('sha256').update(passwordResetToken).digest('hex');\n",
      },
      { language: 'javascript', code: 'const stored = await bcrypt.hash(password, 12);\n' },
      {
        language: 'python',
        code: 'digest = hashlib.sha1(password.encode()).hexdigest()\nurl = "https://api.pwnedpasswords.com/range/" + digest[:5]\n',
      },
      {
        language: 'python',
        code: 'stored = hashlib.scrypt(password.encode(), salt=salt, n=16384, r=8, p=1)\nx = hashlib.sha256(body)\n',
      },
      { language: 'go', code: 'package main\n\nfunc main() {\n\tsum := sha256.Sum256(body)\n}\n' },
      {
        language: 'ruby',
        code: 'stored = BCrypt::Password.create(password)\nname = Digest::SHA256.hexdigest(body)\n',
      },
      {
        language: 'php',
        code: '<?php\n$stored = password_hash($password, PASSWORD_DEFAULT);\n$name = md5($body);\n',
      },
    ],
  },
};
