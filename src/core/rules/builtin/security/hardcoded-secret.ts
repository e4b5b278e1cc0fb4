import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { NAMED_STRING_LANGUAGES, namedStringMatchers, stringMatchers } from './parts/namedStrings.ts';

const ISSUED_PREFIXES =
  'AKIA|ASIA|ghp_|gho_|ghu_|ghs_|ghr_|github_pat_|glpat-|xoxb-|xoxp-|xoxa-|xoxs-|sk_live_|rk_live_|whsec_|sk-|sb_secret_|sbp_|npm_|pypi-|dop_v1_|hf_|shpat_|hooks|PRIVATE|eyJ';

const SECRET_WORDS =
  'secret|Secret|SECRET|token|Token|TOKEN|apikey|Key|_key|-key|_KEY|password|Password|PASSWORD|jwt|Jwt|JWT';

/** Put together here so that the examples do not look like leaked keys to other scanners. */
const join = (...parts: readonly string[]): string => parts.join('');
const GITHUB_TOKEN = join('ghp_', 'q8Zt3LxW0vB7nKc5RjY2', 'mHs9PdFg4TuA6eXo');
const STRIPE_KEY = join('sk_live_', '51Hq8ZtL3xW0vB7nKc5RjY2m');
const AWS_KEY = join('AKIA', 'Q3ZT8LXW0VB7NKC5');
const RANDOM = 'q8Zt3LxW0vB7nKc5RjY2mHs9';
const ANON_TOKEN = join(
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.',
  'eyJpc3MiOiJzdXBhYmFzZSIsInJvbGUiOiJhbm9uIiwiaWF0IjoxNjEzNTMxOTg1fQ.',
  'q8Zt3LxW0vB7nKc5RjY2mHs9PdFg4TuA6eXoQ1w',
);

export const rule: Rule = {
  id: 'hardcoded-secret',
  title: 'Secret key or token in the source',
  kind: 'prevention',
  severity: 'CRITICAL',
  problemType: 'Security',
  languages: NAMED_STRING_LANGUAGES,
  message:
    'A secret key or token is written into the source, where everyone with the repository can read it.',
  actionRequired:
    'Revoke this key with its issuer, then read the new one from the environment or a secret store.',
  why: 'A key in the source is copied to every clone, build log, container image and backup, and deleting the line leaves it in the history. Bots read new public commits within minutes: a leaked cloud key is typically used to start machines at your cost the same hour.',
  howToFix:
    'Treat the key as lost and issue a new one. Then read it at start-up and stop when it is missing:\n\n```ts\nconst apiKey = process.env.PAYMENT_API_KEY;\nif (!apiKey) throw new Error("PAYMENT_API_KEY is not set");\n```\n\n```python\napi_key = os.environ["PAYMENT_API_KEY"]\n```',
  references: ['https://cwe.mitre.org/data/definitions/798.html'],
  exceptPaths: [...TEST_PATHS, '**/{examples,example,docs}/**', '**/*.lock', '**/package-lock.json'],
  match: [
    ...stringMatchers(ISSUED_PREFIXES, [{ is: 'knownSecretShape' }, { not: 'placeholder' }]),
    ...namedStringMatchers(SECRET_WORDS, [
      { capture: 'NAME', is: 'secretName' },
      { capture: 'VALUE', is: 'highEntropy' },
      { capture: 'VALUE', not: 'placeholder' },
      // Browser keys of Google services are made to be public, and a file path is not a key.
      {
        capture: 'VALUE',
        matchesNot: '^["\'`]?(?:AIza|pk_|https?:|\\.{0,2}/)|\\.(?:pem|key|json|txt)["\'`]?$',
      },
      { matchesNot: '-----BEGIN (?:PUBLIC|CERT)' },
    ]),
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: `const client = new Octokit({ auth: '${GITHUB_TOKEN}' });\n`,
        marks: `'${GITHUB_TOKEN}'`,
      },
      {
        language: 'typescript',
        code: `export const config = { apiKey: '${RANDOM}' };\n`,
        marks: `'${RANDOM}'`,
      },
      { language: 'tsx', code: `const stripe = loadStripe("${STRIPE_KEY}");\n` },
      { language: 'javascript', code: `this.clientSecret = \`${RANDOM}\`;\n` },
      {
        language: 'python',
        code: `SECRET_KEY = "${RANDOM}"\nboto3.client("s3", aws_access_key_id="${AWS_KEY}")\n`,
        count: 2,
      },
      {
        language: 'go',
        code: `package main\n\nvar apiKey = "${RANDOM}"\n\nfunc main() {\n\tc := Client{AuthToken: "${RANDOM}"}\n}\n`,
        count: 2,
      },
      { language: 'java', code: `class Api {\n  private static final String API_KEY = "${RANDOM}";\n}\n` },
      { language: 'ruby', code: `API_TOKEN = '${RANDOM}'\n` },
      { language: 'php', code: `<?php\nreturn ['api_key' => '${RANDOM}'];\n` },
      { language: 'csharp', code: `class Api { const string ApiKey = "${RANDOM}"; }\n` },
      { language: 'kotlin', code: `val apiKey = "${RANDOM}"\n` },
      { language: 'rust', code: `const API_KEY: &str = "${RANDOM}";\n` },
      { language: 'yaml', code: `payments:\n  api_key: ${RANDOM}\n  token: "${RANDOM}"\n`, count: 2 },
      { language: 'json', code: `{ "clientSecret": "${RANDOM}" }\n` },
      { language: 'bash', code: `export API_TOKEN="${RANDOM}"\n` },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'const apiKey = process.env.API_KEY;\nconst tokenUrl = "https://auth.acme.dev/oauth2/v2/token";\nconst headers = { "x-api-key": "your-api-key-goes-here-123" };\n',
      },
      {
        language: 'typescript',
        code: 'const TOKEN_KEY = "acme-session-token-v2";\nif (pem.startsWith("-----BEGIN PRIVATE KEY-----")) load(pem);\n',
      },
      { language: 'typescript', code: `const supabase = createClient(url, '${ANON_TOKEN}');\n` },
      { language: 'tsx', code: `const firebase = { apiKey: "AIza${RANDOM}12345678901" };\n` },
      { language: 'javascript', code: 'const publishableKey = "q8Zt3LxW0vB7nKc5RjY2mHs9";\n' },
      {
        language: 'python',
        code: 'api_key = os.environ["API_KEY"]\ntoken = f"{prefix}-{uuid4()}"\nprimary_key = "order_id"\n',
      },
      { language: 'go', code: 'package main\n\nvar apiKey = os.Getenv("API_KEY")\n' },
      {
        language: 'java',
        code: 'class Api { static final String TOKEN_HEADER = "X-Acme-Auth-Token-V2"; }\n',
      },
      { language: 'ruby', code: "API_TOKEN = ENV.fetch('API_TOKEN')\n" },
      {
        language: 'php',
        code: "<?php\n$config = ['api_key' => env('API_KEY'), 'sort_key' => 'created_at_2'];\n",
      },
      { language: 'csharp', code: 'class Api { const string ApiKeyHeader = "X-Api-Key-V2-Internal"; }\n' },
      { language: 'kotlin', code: 'val apiKey = System.getenv("API_KEY")\n' },
      { language: 'rust', code: 'const TOKEN_ENDPOINT: &str = "/oauth2/v2/token";\n' },
      {
        language: 'yaml',
        code: 'env:\n  API_KEY: ${{ secrets.API_KEY }}\n  SECRET_KEY: <your-secret-key-1234>\n',
      },
      {
        language: 'json',
        code: '{ "token": "{{token}}", "integrity": "sha512-q8Zt3LxW0vB7nKc5RjY2mHs9" }\n',
      },
      { language: 'bash', code: 'API_TOKEN="$(cat /run/secrets/token)"\nTOKEN="${TOKEN:-$1}"\n' },
    ],
  },
};
