import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { goCall } from './parts/goCall.ts';

/** Uses in which nobody gains from a collision: recognising content, naming files, talking to old protocols. */
const HARMLESS =
  'etag|ETag|checksum|Checksum|CHECKSUM|cache|Cache|CACHE|fingerprint|Fingerprint|gravatar|Gravatar|content-md5|Content-MD5|contentHash|fileHash|md5sum|integrity|dedup|Dedup|websocket|WebSocket|Sec-WebSocket|git ';

const NOT_HARMLESS_HERE = [
  { documentMatchesNot: HARMLESS },
  // Hashing a password fast is the graver problem, with a rule and another remedy of its own.
  { documentMatchesNot: '(?:\\.update|md5|sha1|hexdigest|Sum)\\((?:\\[\\]byte\\()?[^()]*[pP]assw' },
] as const;

export const rule: Rule = {
  id: 'weak-hash',
  title: 'MD5 or SHA-1',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'go', 'java', 'ruby', 'php', 'csharp', 'kotlin'],
  message: 'Different inputs with the same MD5 or SHA-1 can be made on purpose, so the hash proves nothing.',
  actionRequired: 'Use SHA-256, or say that the hash is not for security.',
  why: 'For MD5 two files with one hash are made in seconds on a laptop, for SHA-1 for the price of a rented machine. A signature, a licence or an upload check over such a hash accepts the forged file.',
  howToFix:
    'Use SHA-256:\n\n```ts\ncreateHash("sha256").update(data).digest("hex");\n```\n\nWhere the hash only names or compares content of your own, say so: Python has `usedforsecurity=False`, elsewhere suppress with that reason. Stored hashes change with the algorithm, so plan for the old ones.',
  references: ['https://cwe.mitre.org/data/definitions/328.html'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [{ pattern: 'createHash($ALGORITHM)' }, { pattern: '$CRYPTO.createHash($ALGORITHM)' }],
      },
      constraints: { ALGORITHM: { kind: 'string', regex: '(?i)^.(?:md4|md5|sha-?1)' } },
      where: NOT_HARMLESS_HERE,
      fixes: [
        {
          title: 'Use SHA-256',
          kind: 'suggest',
          edits: [{ at: 'ALGORITHM', text: "'sha256'" }],
          where: [{ capture: 'ALGORITHM', matches: "^'" }],
        },
        {
          title: 'Use SHA-256',
          kind: 'suggest',
          edits: [{ at: 'ALGORITHM', text: '"sha256"' }],
          where: [{ capture: 'ALGORITHM', matches: '^"' }],
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        all: [{ any: [{ pattern: 'hashlib.md5($$$DATA)' }, { pattern: 'hashlib.sha1($$$DATA)' }] }],
      },
      where: [{ matchesNot: 'usedforsecurity\\s*=\\s*False' }, ...NOT_HARMLESS_HERE],
      fixes: [{ title: 'Use SHA-256', kind: 'suggest', replace: 'hashlib.sha256($$$DATA)' }],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        pattern: 'hashlib.new($ALGORITHM, $$$REST)',
      },
      constraints: { ALGORITHM: { regex: '(?i)^.(?:md4|md5|sha1)' } },
      where: [{ matchesNot: 'usedforsecurity\\s*=\\s*False' }, ...NOT_HARMLESS_HERE],
    },
    {
      kind: 'tree',
      languages: ['go'],
      rule: {
        any: [goCall('md5', ['Sum', 'New']), goCall('sha1', ['Sum', 'New'])],
      },
      where: NOT_HARMLESS_HERE,
    },
    {
      kind: 'tree',
      languages: ['java'],
      rule: { pattern: 'MessageDigest.getInstance($ALGORITHM)' },
      constraints: { ALGORITHM: { regex: '(?i)^"(?:md2|md5|sha-?1)"$' } },
      where: NOT_HARMLESS_HERE,
      fixes: [{ title: 'Use SHA-256', kind: 'suggest', replace: 'MessageDigest.getInstance("SHA-256")' }],
    },
    {
      kind: 'tree',
      languages: ['kotlin'],
      rule: { pattern: 'MessageDigest.getInstance($ALGORITHM)' },
      constraints: { ALGORITHM: { regex: '(?i)^"(?:md2|md5|sha-?1)"$' } },
      where: NOT_HARMLESS_HERE,
      fixes: [{ title: 'Use SHA-256', kind: 'suggest', replace: 'MessageDigest.getInstance("SHA-256")' }],
    },
    {
      kind: 'tree',
      languages: ['ruby'],
      rule: {
        any: [{ pattern: 'Digest::MD5.$METHOD($DATA)' }, { pattern: 'Digest::SHA1.$METHOD($DATA)' }],
      },
      where: NOT_HARMLESS_HERE,
      fixes: [{ title: 'Use SHA-256', kind: 'suggest', replace: 'Digest::SHA256.$METHOD($DATA)' }],
    },
    {
      kind: 'tree',
      languages: ['php'],
      rule: {
        kind: 'function_call_expression',
        has: { field: 'function', regex: '^(?:md5|sha1)$' },
      },
      where: [
        ...NOT_HARMLESS_HERE,
        { matchesNot: '^(?:md5|sha1)\\((?:\\w+\\(\\)|serialize|json_encode|__|uniqid)' },
      ],
    },
    {
      kind: 'tree',
      languages: ['csharp'],
      rule: { any: [{ pattern: 'MD5.Create()' }, { pattern: 'SHA1.Create()' }] },
      where: NOT_HARMLESS_HERE,
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: "const signature = crypto.createHash('md5').update(body + secret).digest('hex');\n",
        marks: "crypto.createHash('md5')",
        fixed: "const signature = crypto.createHash('sha256').update(body + secret).digest('hex');\n",
      },
      { language: 'javascript', code: 'const digest = createHash("sha1").update(license).digest();\n' },
      { language: 'tsx', code: 'const digest = createHash("SHA1");\n' },
      {
        language: 'python',
        code: 'import hashlib\n\nsignature = hashlib.md5(body).hexdigest()\nother = hashlib.sha1()\n',
        count: 2,
        fixed: 'import hashlib\n\nsignature = hashlib.sha256(body).hexdigest()\nother = hashlib.sha256()\n',
      },
      { language: 'python', code: 'hashlib.new("md5", body)\n' },
      { language: 'go', code: 'package main\n\nfunc main() {\n\tsum := md5.Sum(body)\n}\n' },
      {
        language: 'java',
        code: 'class A { void f() { MessageDigest d = MessageDigest.getInstance("MD5"); } }\n',
      },
      {
        language: 'kotlin',
        code: 'val d = MessageDigest.getInstance("SHA-1")\n',
        fixed: 'val d = MessageDigest.getInstance("SHA-256")\n',
      },
      {
        language: 'ruby',
        code: 'signature = Digest::MD5.hexdigest(body)\n',
        fixed: 'signature = Digest::SHA256.hexdigest(body)\n',
      },
      { language: 'php', code: '<?php\n$signature = md5($body . $secret);\n' },
      { language: 'csharp', code: 'class A { void F() { using var h = MD5.Create(); } }\n' },
    ],
    silent: [
      {
        language: 'typescript',
        code: "const stored = createHash('md5').update(password).digest('hex');\n",
      },
      { language: 'typescript', code: "const etag = createHash('sha1').update(body).digest('base64');\n" },
      {
        language: 'javascript',
        code: "const digest = createHash('sha256').update(body).digest('hex');\nconst md5 = 'md5';\n",
      },
      {
        language: 'python',
        code: 'import hashlib\n\nname = hashlib.md5(body, usedforsecurity=False).hexdigest()\ndigest = hashlib.sha256(body)\n',
      },
      { language: 'python', code: 'def cache_key(url):\n    return hashlib.md5(url.encode()).hexdigest()\n' },
      { language: 'go', code: 'package main\n\nfunc checksum(b []byte) {\n\tsum := md5.Sum(b)\n}\n' },
      {
        language: 'java',
        code: 'class A { void f() { MessageDigest d = MessageDigest.getInstance("SHA-256"); } }\n',
      },
      { language: 'kotlin', code: 'val d = MessageDigest.getInstance("SHA-512")\n' },
      { language: 'ruby', code: 'signature = Digest::SHA256.hexdigest(body)\n' },
      { language: 'php', code: '<?php\n$id = md5(uniqid());\n$signature = hash("sha256", $body);\n' },
      { language: 'csharp', code: 'class A { void F() { using var h = SHA256.Create(); } }\n' },
    ],
  },
};
