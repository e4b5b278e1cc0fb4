import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { goCall } from './parts/goCall.ts';

const WEAK_NAME =
  '(?i)^.(?:des|rc2|rc4|arc4|bf|blowfish|cast)\\b|(?i)^.des3|(?i)-ecb|(?i)^.(?:des|desede|aes|rc4)(?:/ecb.*)?.$';

const callWith = (kind: string, callee: string, field: string): TreeRule => ({
  kind,
  all: [
    { has: { field, regex: callee } },
    { has: { field: 'arguments', has: { regex: WEAK_NAME, pattern: '$ALGORITHM' } } },
  ],
});

export const rule: Rule = {
  id: 'weak-cipher',
  title: 'Broken cipher or ECB mode',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'go', 'java', 'kotlin', 'ruby', 'php', 'csharp'],
  message: 'This cipher or mode no longer keeps its content secret.',
  actionRequired: 'Encrypt with AES-256-GCM or ChaCha20-Poly1305 and a fresh nonce for each message.',
  why: 'DES and RC4 are broken with modest means. ECB encrypts equal blocks to equal blocks, so the structure of the data stays visible, and blocks can be swapped without anyone noticing: a stored role or amount can be moved from one record to another.',
  howToFix:
    'Use an authenticated mode:\n\n```ts\nconst nonce = randomBytes(12);\nconst cipher = createCipheriv("aes-256-gcm", key, nonce);\n```\n\n```python\nAESGCM(key).encrypt(nonce, data, None)\n```\n\nOld data has to be decrypted with the old cipher once and written again.',
  references: ['https://cwe.mitre.org/data/definitions/327.html'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [
          { pattern: 'createCipheriv($ALGORITHM, $$$REST)' },
          { pattern: '$CRYPTO.createCipheriv($ALGORITHM, $$$REST)' },
        ],
      },
      constraints: { ALGORITHM: { regex: WEAK_NAME } },
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      message: 'createCipher derives its key with a single MD5 and uses no nonce.',
      rule: {
        any: [
          { pattern: 'crypto.createCipher($ALGORITHM, $KEY)' },
          { pattern: 'crypto.createDecipher($ALGORITHM, $KEY)' },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [
          { kind: 'attribute', all: [{ has: { field: 'attribute', regex: '^MODE_ECB$' } }] },
          { pattern: 'modes.ECB()' },
          { pattern: 'DES.new($$$ARGUMENTS)' },
          { pattern: 'DES3.new($$$ARGUMENTS)' },
          { pattern: 'ARC4.new($$$ARGUMENTS)' },
          { pattern: 'algorithms.TripleDES($KEY)' },
          { pattern: 'algorithms.ARC4($KEY)' },
          { pattern: 'algorithms.Blowfish($KEY)' },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['go'],
      rule: {
        any: [goCall('des', ['NewCipher', 'NewTripleDESCipher']), goCall('rc4', ['NewCipher'])],
      },
    },
    {
      kind: 'tree',
      languages: ['java', 'kotlin'],
      rule: { pattern: 'Cipher.getInstance($ALGORITHM)' },
      constraints: { ALGORITHM: { regex: WEAK_NAME } },
    },
    {
      kind: 'tree',
      languages: ['ruby'],
      rule: { pattern: 'OpenSSL::Cipher.new($ALGORITHM)' },
      constraints: { ALGORITHM: { regex: WEAK_NAME } },
    },
    {
      kind: 'tree',
      languages: ['php'],
      rule: callWith('function_call_expression', '^(?:openssl_encrypt|openssl_decrypt)$', 'function'),
    },
    {
      kind: 'tree',
      languages: ['csharp'],
      rule: {
        any: [{ pattern: 'DES.Create()' }, { pattern: 'RC2.Create()' }, { pattern: 'CipherMode.ECB' }],
      },
    },
  ],
  examples: {
    fires: [
      { language: 'typescript', code: "const cipher = crypto.createCipheriv('aes-128-ecb', key, null);\n" },
      {
        language: 'javascript',
        code: 'const cipher = createCipheriv("des-ede3-cbc", key, iv);\nconst old = crypto.createCipher("aes192", password);\n',
        count: 2,
      },
      { language: 'tsx', code: 'const cipher = createCipheriv("rc4", key, "");\n' },
      {
        language: 'python',
        code: 'cipher = AES.new(key, AES.MODE_ECB)\nother = DES.new(key, DES.MODE_CBC, iv)\n',
        count: 2,
      },
      { language: 'go', code: 'package main\n\nfunc main() {\n\tblock, err := des.NewCipher(key)\n}\n' },
      {
        language: 'java',
        code: 'class A { void f() { Cipher c = Cipher.getInstance("AES/ECB/PKCS5Padding"); Cipher d = Cipher.getInstance("AES"); } }\n',
        count: 2,
      },
      { language: 'kotlin', code: 'val c = Cipher.getInstance("DES/CBC/PKCS5Padding")\n' },
      { language: 'ruby', code: "cipher = OpenSSL::Cipher.new('des-cbc')\n" },
      { language: 'php', code: "<?php\n$x = openssl_encrypt($data, 'aes-256-ecb', $key);\n" },
      { language: 'csharp', code: 'class A { void F() { aes.Mode = CipherMode.ECB; } }\n' },
    ],
    silent: [
      { language: 'typescript', code: "const cipher = crypto.createCipheriv('aes-256-gcm', key, nonce);\n" },
      {
        language: 'javascript',
        code: 'const cipher = createCipheriv(algorithm, key, iv);\nconst description = "des-cbc is old";\n',
      },
      { language: 'python', code: 'cipher = AES.new(key, AES.MODE_GCM)\nother = modes.GCM(nonce)\n' },
      { language: 'go', code: 'package main\n\nfunc main() {\n\tblock, err := aes.NewCipher(key)\n}\n' },
      {
        language: 'java',
        code: 'class A { void f() { Cipher c = Cipher.getInstance("AES/GCM/NoPadding"); } }\n',
      },
      { language: 'kotlin', code: 'val c = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding")\n' },
      { language: 'ruby', code: "cipher = OpenSSL::Cipher.new('aes-256-gcm')\n" },
      {
        language: 'php',
        code: "<?php\n$x = openssl_encrypt($data, 'aes-256-gcm', $key, 0, $nonce, $tag);\n",
      },
      {
        language: 'csharp',
        code: 'class A { void F() { aes.Mode = CipherMode.CBC; using var a = Aes.Create(); } }\n',
      },
    ],
  },
};
